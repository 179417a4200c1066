"""From archives and JSON files to articles in the lake, counted so that the ledger adds up."""

import gzip
import json
from datetime import UTC, datetime
from io import BytesIO

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import lake
import settings
from dags.steps import article_input, articles
from dags.steps.place import lake_location
from samples.news_site import NewsSite

AT = datetime(2025, 5, 6, 12, tzinfo=UTC)
CONFIG = """
[[article_source]]
name = "archive"
kind = "{kind}"
location = "{location}"
"""


@pytest.fixture
def site():
    made = NewsSite(root="https://post.example")
    for number in range(1, 4):
        made.add(number)
    return made


def write_warc(file, site, cut=0):
    """Write the site's pages, a picture, a redirect and a page that is not there."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(writer.create_warcinfo_record("pages.warc.gz", {"software": "test"}))

    def add(path, status, kind, body):
        head = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        url = f"https://post.example{path}"
        writer.write_record(writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=head))

    for path in site.stories:
        add(path, "200 OK", "text/html", site.answer(path)[2])
    add("/a.png", "200 OK", "image/png", b"\x89PNG")
    add("/old", "301 Moved", "text/html", b"")
    add("/none", "404 Not Found", "text/html", b"<p>no</p>")
    file.write_bytes(out.getvalue()[: len(out.getvalue()) - cut])


def ingest(folder, monkeypatch, kind, location, run="run"):
    (folder / "my.toml").write_text(CONFIG.format(kind=kind, location=location), encoding="utf-8")
    monkeypatch.setenv("NEWSLAKE_CONFIG", str(folder / "my.toml"))
    monkeypatch.setenv("NEWSLAKE_HOME", str(folder / "home"))
    chosen = settings.load()
    batches = article_input.find_batches(chosen, chosen.article_source[0])
    checked = [articles.validate(articles.parse(chosen, batch, run), run) for batch in batches]
    return articles.publish(chosen, checked, [], run, AT)


def rows(query):
    with lake.connect(lake_location(settings.load())) as connection:
        return connection.execute(query).fetchall()


def test_every_record_of_an_archive_is_counted(tmp_path, monkeypatch, site):
    write_warc(tmp_path / "pages.warc.gz", site)
    assert ingest(tmp_path, monkeypatch, "warc", "*.warc.gz")["articles"] == 3
    ((received, outcomes),) = rows("SELECT rows_received, outcomes FROM source_file")
    assert outcomes["article"] == 3
    assert received == sum(outcomes.values()) == 7
    records = rows("SELECT count(DISTINCT warc_record_id), min(warc_record_id) LIKE 'urn:uuid:%' FROM article")
    assert records == [(3, True)]
    assert ingest(tmp_path, monkeypatch, "warc", "*.warc.gz")["batches"] == 0, "known by name, size and time"


def test_a_cut_archive_gives_what_it_holds_and_one_record_of_what_it_lacks(tmp_path, monkeypatch, site):
    write_warc(tmp_path / "cut.warc.gz", site, cut=40)
    assert ingest(tmp_path, monkeypatch, "warc", "cut.warc.gz")["articles"] == 3
    ((checks, record),) = rows("SELECT failed_checks, record FROM quarantined_record")
    assert checks == ["archive_truncated"]
    assert "cut.warc.gz, byte" in record
    ((received, outcomes),) = rows("SELECT rows_received, outcomes FROM source_file")
    assert received == sum(outcomes.values())


def test_articles_come_as_json_too(tmp_path, monkeypatch):
    article = {
        "@type": "NewsArticle", "url": "https://post.example/ferry", "headline": "Ferry sails again",
        "datePublished": "2025-05-05T08:00:00+09:00", "author": [{"name": "Ida Brandsen"}], "inLanguage": "en",
        "articleBody": "The ferry to Harrowick sailed again on Monday.\n\nIt had been in dock for nine weeks.",
    }  # fmt: skip
    item = {
        "uri": "https://wire.example/1", "type": "text", "versioncreated": "2025-05-05T01:00:00Z", "language": "en",
        "headlines": [{"value": "Lighthouse lit"}],
        "bodies": [{"contenttype": "text/plain", "value": "The lighthouse of Saltmarch was lit on Sunday evening."}],
    }  # fmt: skip
    lines = [json.dumps(article), "{not json", json.dumps(item), '{"a": 1}']
    (tmp_path / "wire.ndjson.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    assert ingest(tmp_path, monkeypatch, "ndjson", "wire.ndjson.gz")["articles"] == 2
    told = rows(
        "SELECT headline, date_published, date_published_offset_minutes, author[1].name FROM article ORDER BY 1"
    )
    assert told[0] == ("Ferry sails again", datetime(2025, 5, 4, 23, tzinfo=UTC), 540, "Ida Brandsen")
    assert told[1][0] == "Lighthouse lit"
    assert sorted(rows("SELECT source_position, failed_checks[1] FROM quarantined_record")) == [
        (2, "not_json"), (4, "no_url"),
    ]  # fmt: skip
    ((received, outcomes),) = rows("SELECT rows_received, outcomes FROM source_file")
    assert received == sum(outcomes.values()) == 4


def test_many_pages_are_read_by_several_processes_in_their_order(tmp_path, monkeypatch, site):
    for number in range(4, 150):
        site.add(number)
    write_warc(tmp_path / "pages.warc.gz", site)
    assert ingest(tmp_path, monkeypatch, "warc", str(tmp_path / "pages.warc.gz"))["articles"] == 149
    assert rows("SELECT count(*) FROM article_revision") == [(149,)]


def test_a_pattern_that_finds_nothing_says_so(tmp_path, monkeypatch):
    with pytest.raises(Exception, match="correct `location`"):
        ingest(tmp_path, monkeypatch, "warc", "*.warc.gz")


def test_a_folder_gives_what_is_named_as_an_archive_and_says_what_it_leaves_alone(tmp_path, site, monkeypatch, caplog):
    caplog.set_level("INFO", logger="newslake.articles")
    folder = tmp_path / "archives"
    for name in ("b.warc.gz", "sub/a.WARC", "sub/c.arc.gz", "d.warc.gz.part", "notes.txt", "e.warc/f.wet"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    (tmp_path / "my.toml").write_text(CONFIG.format(kind="warc", location=folder), encoding="utf-8")
    monkeypatch.setenv("NEWSLAKE_CONFIG", str(tmp_path / "my.toml"))
    monkeypatch.setenv("NEWSLAKE_HOME", str(tmp_path / "home"))
    chosen = settings.load()
    found = article_input.find_batches(chosen, chosen.article_source[0])
    assert [batch["file_name"] for batch in found] == ["b.warc.gz", "e.warc/f.wet", "sub/a.WARC", "sub/c.arc.gz"]
    assert "2 files" in caplog.text
    assert "d.warc.gz.part" in caplog.text
