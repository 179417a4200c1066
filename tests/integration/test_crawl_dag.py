"""ingest_articles under Airflow with sources of the web: cursors stay in the state store; a source fails alone."""

import pytest

from samples.news_site import OUT, NewsSite, serve
from tests.integration import newsroom

pytestmark = pytest.mark.slow
CONFIG = """
[fetch]
contact = "desk@courier.example"
delay_seconds = 0
private_hosts = ["127.0.0.1"]

[[article_source]]
name = "post"
kind = "site"
location = "{root}/"

[[article_source]]
name = "gone"
kind = "feed"
location = "{root}/gone.xml"
pool = "other"
"""


def test_a_second_run_asks_for_listings_alone_and_a_broken_source_fails_alone(tmp_path):
    site = NewsSite()
    server = serve(site)
    for number in range(1, 5):
        site.add(number)
    config, home = tmp_path / "my.toml", tmp_path / "home"
    config.write_text(CONFIG.format(root=site.root), encoding="utf-8")
    first = newsroom.run(home, config)
    assert first.returncode == 1, "one source is gone"
    assert "gone.xml could not be read: status_404" in first.stdout + first.stderr
    assert len([path for path in site.asked() if "news" in path]) == 4
    with newsroom.connect(home) as connection:
        assert connection.execute("SELECT count(*) FROM article").fetchone() == (4,)
        received = connection.execute("SELECT rows_received, outcomes FROM source_file").fetchall()
    assert [rows for rows, outcomes in received] == [sum(outcomes.values()) for _, outcomes in received]
    newsroom.run(home, config)
    requests = list(site.requests)
    assert not [path for path in site.asked() if "news" in path]
    assert ("/feed.xml", 304) in requests, "the validators of the first run were sent"
    assert ("/sitemap.xml", 304) in requests
    site.stories["/news/2/harrowick-votes"].modified = OUT.replace(day=9)
    newsroom.run(home, config)
    assert [path for path in site.asked() if "news" in path] == ["/news/2/harrowick-votes"]
    server.shutdown()
