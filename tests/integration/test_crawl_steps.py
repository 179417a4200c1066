"""From a site on loopback to articles in the lake, run after run: only what is new or changed is asked for."""

from datetime import UTC, datetime, timedelta

import pytest

import lake
import settings
from dags.steps import article_input, articles, crawls, discovery, fetching, page_fetches
from dags.steps.place import lake_location
from samples.news_site import OUT, NewsSite, serve
from tests.integration.newsroom import ROOT

START = datetime(2025, 5, 5, 12, tzinfo=UTC)
CONFIG = """
[fetch]
contact = "https://courier.example/bot"
delay_seconds = 0
private_hosts = ["127.0.0.1"]
{more}

[[article_source]]
name = "post"
kind = "{kind}"
location = "{location}"
{source}
"""


class Newsroom:
    """A home that reads one site."""

    def __init__(self, site, folder, monkeypatch):
        self.site, self.folder, self.cursors, self.runs = site, folder, {}, 0
        monkeypatch.setenv("NEWSLAKE_CONFIG", str(folder / "my.toml"))
        monkeypatch.setenv("NEWSLAKE_HOME", str(folder / "home"))

    def read(self, kind, location="", more="", source=""):
        text = CONFIG.format(kind=kind, location=location or f"{self.site.root}/{kind}.xml", more=more, source=source)
        (self.folder / "my.toml").write_text(text, encoding="utf-8")

    def run(self, at=None):
        """Do what one run of ingest_articles does; return what was published and the paths asked for."""
        self.runs += 1
        run_id, at = f"run{self.runs}", at or START + timedelta(hours=self.runs)
        chosen = settings.load()
        (source,) = chosen.article_source
        found = discovery.discover(chosen, source, self.cursors, run_id, at)
        fetched = fetching.fetch(chosen, found, run_id, at)
        batches = article_input.unread(chosen, fetched)
        checked = [articles.validate(articles.parse(chosen, batch, run_id), run_id) for batch in batches]
        published = articles.publish(chosen, checked, fetched, run_id, at)
        self.cursors.update(crawls.cursors_to_keep(fetched).get("post", {}))
        crawls.forget_published(chosen, fetched)
        return published["articles"], self.site.asked()

    def rows(self, query):
        with lake.connect(lake_location(settings.load())) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def newsroom(tmp_path, monkeypatch):
    site = NewsSite()
    server = serve(site)
    for number in range(1, 7):
        site.add(number)
    yield Newsroom(site, tmp_path, monkeypatch)
    server.shutdown()


def test_only_what_is_new_or_changed_is_asked_for(newsroom):
    site = newsroom.site
    newsroom.read("sitemap")
    published, asked = newsroom.run()
    assert published == 6
    assert sorted(asked) == sorted(["/robots.txt", "/sitemap.xml", "/robots.txt", *site.stories])
    assert newsroom.run() == (0, ["/robots.txt", "/sitemap.xml"])
    seventh, first = site.add(7), next(iter(site.stories))
    site.stories[first].headline = "Harrowick votes again"
    site.stories[first].paragraphs[1] = "The harbour master did not speak."
    site.stories[first].modified = seventh.modified = OUT + timedelta(hours=9)
    published, asked = newsroom.run()
    assert published == 2
    assert sorted(path for path in asked if "news" in path) == sorted([first, "/news/7/harrowick-votes"])
    (article,) = newsroom.rows(f"SELECT article_id FROM article WHERE url LIKE '%{first}'")
    (one, two) = newsroom.rows(f"FROM article_changes('{article[0]}')")
    columns = [
        row[0] for row in newsroom.rows(f"SELECT column_name FROM (DESCRIBE FROM article_changes('{article[0]}'))")
    ]
    assert dict(zip(columns, two, strict=True))["added"] == ["The harbour master did not speak."]
    assert len(dict(zip(columns, two, strict=True))["removed"]) == 1
    assert dict(zip(columns, one, strict=True))["added"] is None
    assert newsroom.rows("SELECT count(*), count(DISTINCT warc_record_id) FROM article") == [(7, 7)]
    ((_, before, after, _),) = newsroom.rows(
        (ROOT / "docs/queries/rewritten_headlines.sql").read_text(encoding="utf-8")
    )
    assert (before, after) == ("Harrowick votes on berth 1", "Harrowick votes again")


def test_a_page_that_changed_in_its_date_alone_makes_no_revision(newsroom):
    site = newsroom.site
    newsroom.read("sitemap")
    newsroom.run()
    for story in site.stories.values():
        story.modified += timedelta(days=1)
    assert newsroom.run()[0] == 6
    assert newsroom.rows("SELECT count(*) FROM article_revision") == [(6,)]
    assert newsroom.rows("SELECT min(date_modified) > TIMESTAMPTZ '2025-05-05 00:00:00Z' FROM article") == [(True,)]


def test_pages_that_answer_304_are_noted_and_stay(newsroom):
    """The listing says that they changed, the pages say that they did not."""
    newsroom.read("feed")
    newsroom.run()
    known = dict(newsroom.rows("SELECT page_url, payload_record_id FROM page_fetch"))
    newsroom.site._feed = lambda: NewsSite._feed(newsroom.site).replace(b"2025 ", b"2026 ")
    published, asked = newsroom.run()
    assert published == 0
    assert len([path for path in asked if "news" in path]) == 6
    rows = newsroom.rows("SELECT fetch_outcome, page_url, payload_record_id FROM page_fetch")
    assert {row[0] for row in rows} == {"not_modified"}
    assert {url: record for _, url, record in rows} == known
    assert newsroom.run()[1] == ["/robots.txt", "/feed.xml"]


def test_a_home_page_leads_to_its_feed_and_sitemap(newsroom):
    newsroom.read("site", f"{newsroom.site.root}/")
    published, asked = newsroom.run()
    assert published == 6
    assert {"/", "/feed.xml", "/sitemap.xml"} <= set(asked)
    assert len([path for path in asked if "news" in path]) == 6, "each page once, though both list it"
    guids = newsroom.rows("SELECT page_url FROM article_url WHERE url_kind = 'guid' ORDER BY 1")
    assert guids == [(f"{newsroom.site.root}/?p={number}",) for number in range(1, 7)]


def test_where_a_redirect_led_is_known(newsroom):
    newsroom.site.add(8, moved_from="/old/8")
    newsroom.read("sitemap")
    newsroom.run()
    rows = newsroom.rows(
        "SELECT page_url, a.url FROM article_url u JOIN article a USING (article_id) WHERE url_kind = 'redirect'"
    )
    assert rows == [(f"{newsroom.site.root}/old/8", f"{newsroom.site.root}/news/8/harrowick-votes")]
    assert newsroom.run()[1] == ["/robots.txt", "/sitemap.xml"]


def test_failures_are_noted_and_tried_again_when_they_may_pass(newsroom):
    site = newsroom.site
    gone, broken = list(site.stories)[:2]
    site.stories[gone].status, site.stories[broken].status = 404, 500
    newsroom.read("sitemap")
    assert newsroom.run()[0] == 4
    noted = dict(
        newsroom.rows("SELECT fetch_reason, retry_at IS NOT NULL FROM page_fetch WHERE fetch_outcome = 'failed'")
    )
    assert noted == {"status_404": False, "status_500": True}
    assert len(newsroom.rows((ROOT / "docs/queries/failed_fetches.sql").read_text(encoding="utf-8"))) == 2
    site.stories[gone].status = site.stories[broken].status = 200
    assert newsroom.run()[1] == ["/robots.txt", "/sitemap.xml"], "not before its time"
    published, asked = newsroom.run(datetime.now(UTC) + timedelta(hours=2))
    assert published == 1
    assert [path for path in asked if "news" in path] == [broken]
    assert newsroom.rows("SELECT failures, retry_at FROM page_fetch WHERE page_url LIKE '%" + broken + "'") == [
        (0, None)
    ]


def test_more_than_a_run_may_fetch_is_left_to_the_next(newsroom):
    newsroom.read("sitemap", source="max_pages = 4")
    published, asked = newsroom.run()
    assert published == 4
    newest = list(newsroom.site.stories)[-4:]
    assert {path for path in asked if "news" in path} == set(newest)
    assert newsroom.run()[0] == 2
    assert newsroom.run() == (0, ["/robots.txt", "/sitemap.xml"])


def test_what_was_fetched_before_a_crash_is_not_asked_for_again(newsroom):
    newsroom.read("sitemap")
    chosen = settings.load()
    (source,) = chosen.article_source
    found = discovery.discover(chosen, source, {}, "killed", START)
    fetching.fetch(chosen, found, "killed", START)
    newsroom.site.asked()
    published, asked = newsroom.run()
    assert published == 6
    assert not [path for path in asked if "news" in path], "known from the crawl that is not published yet"


def test_a_feed_that_asks_for_a_rest_is_left_alone_until_it_is_over(newsroom):
    newsroom.site._feed = lambda: NewsSite._feed(newsroom.site).replace(b"<channel>", b"<channel><ttl>240</ttl>")
    newsroom.read("feed")
    newsroom.run()
    newsroom.site.add(7)
    assert newsroom.run() == (0, [])
    (cursor,) = newsroom.cursors.values()
    asked_at = datetime.fromisoformat(cursor["asked_at"])
    assert cursor["poll_minutes"] == 240

    def rested(minutes):
        newsroom.cursors[f"{newsroom.site.root}/feed.xml"]["asked_at"] = (
            asked_at - timedelta(minutes=minutes)
        ).isoformat()

    rested(200)
    assert newsroom.run() == (0, [])
    rested(215)
    assert newsroom.run()[0] == 1, "half an hour of grace"
    rested(240)
    assert newsroom.run() == (0, ["/robots.txt", "/feed.xml"])
    assert newsroom.run() == (0, []), "an unchanged feed begins its rest anew"


def test_pages_are_asked_for_again_though_no_listing_says_that_they_changed(newsroom):
    site = newsroom.site
    paths = list(site.stories)[:3]
    (newsroom.folder / "urls.txt").write_text("\n".join(f"{site.root}{path}" for path in paths), encoding="utf-8")
    newsroom.read("urls", "urls.txt", source="recheck_hours = 24")
    now = datetime.now(UTC)

    def pages(hours):
        published, asked = newsroom.run(now + timedelta(hours=hours))
        return published, sorted(path for path in asked if "news" in path)

    assert pages(0) == (3, sorted(paths))
    assert pages(23) == (0, [])
    site.stories[paths[0]].paragraphs[1] = "The harbour master was not asked."
    site.stories[paths[1]].status = 404
    assert pages(25) == (1, sorted(paths)), "one changed, one is gone, one says 304"
    assert {row[0] for row in newsroom.rows("SELECT fetch_outcome FROM page_fetch")} == {
        "fetched", "failed", "not_modified",
    }  # fmt: skip
    assert pages(26 + 31 * 24) == (0, []), "a month after they were first seen that ends"


def test_a_page_rests_for_as_long_as_it_has_stayed_the_same(newsroom):
    (path, *_) = newsroom.site.stories
    (newsroom.folder / "urls.txt").write_text(f"{newsroom.site.root}{path}", encoding="utf-8")
    newsroom.read("urls", "urls.txt", source="recheck_hours = 24")
    newsroom.run()
    chosen = settings.load()
    older = "UPDATE lake.page_fetch SET payload_fetched_at = fetched_at - INTERVAL 10 DAY"
    lake.commit(lake_location(chosen), lambda at: at.connection.execute(older), run_id="test", message="ten days ago")
    (source,) = chosen.article_source
    with lake.connect(lake_location(chosen)) as at:
        due = [days for days in (1, 9, 11)
               if page_fetches.due_for_recheck(at, source, datetime.now(UTC) + timedelta(days=days))]  # fmt: skip
    assert due == [11]


def test_a_list_of_urls(newsroom):
    paths = list(newsroom.site.stories)[:2]
    (newsroom.folder / "urls.txt").write_text(
        "\n".join(f"{newsroom.site.root}{path}" for path in paths), encoding="utf-8"
    )
    newsroom.read("urls", "urls.txt")
    assert newsroom.run()[0] == 2
    assert newsroom.run() == (0, [])


def test_a_source_that_is_not_there_says_so(newsroom):
    newsroom.read("feed", f"{newsroom.site.root}/nothing.xml")
    with pytest.raises(Exception, match=r"nothing\.xml could not be read: status_404"):
        newsroom.run()
    newsroom.read("feed", f"{newsroom.site.root}/sitemap.xml")
    with pytest.raises(Exception, match='kind = "sitemap"'):
        newsroom.run()


def test_web_sources_need_a_contact(newsroom):
    newsroom.read("feed")
    text = (newsroom.folder / "my.toml").read_text(encoding="utf-8").replace("https://courier.example/bot", "")
    (newsroom.folder / "my.toml").write_text(text, encoding="utf-8")
    with pytest.raises(settings.SettingsError, match="contact"):
        settings.load()


def test_a_crawl_that_is_published_twice_is_told_of_once(newsroom, monkeypatch):
    """The task was killed behind its commit, and Airflow runs it again."""
    newsroom.read("sitemap")
    publish, told = articles.publish, []

    def twice(*what):
        published = publish(*what)
        for _ in range(2):
            told.append(newsroom.rows("SELECT count(*), count(DISTINCT (table_name, source_file_id, check_name)) "
                                      "FROM quality_result"))  # fmt: skip
            publish(*what)
        return published

    monkeypatch.setattr(articles, "publish", twice)
    newsroom.run()
    assert told[0] == told[1]
    assert told[0][0][0] == told[0][0][1] > 0
