"""The exported folder, judged by others: a JSON Schema of JSON Feed and two readers of RSS."""

import email.utils
import json
import logging
from datetime import timedelta

import feedparser
import jsonschema
import pytest
from jsonfeedvalidator.schema import SCHEMA
from lxml import etree

from exports.folders import folder_of
from schemas.ranking import CALENDAR_WINDOWS, ROLLING_WINDOWS
from settings import SettingsError
from settings.sections import Export
from tests.integration.ranked_lake import AS_OF, RankedLake, article, ranking, related

SERVED = '[export]\nbase_url = "https://courier.example/exports"\n'
ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
ARTICLES = [
    article(1, "Harbour & quay <reopened>"),
    article(2, "Économie : l’été “record”", in_language="fr", article_section="Économie"),
    article(3, "국제 뉴스", in_language="ko", article_section="국제", date_published=None),
    article(4, article_section="economie"),
]
LISTS = [
    *ranking("all", 1, 2, 3, 4),
    *ranking("language:en", 1, 4, previous_rank=3, rank_delta=2, entered_at=AS_OF - timedelta(hours=5), peak_rank=1),
    *ranking("language:fr", 2), *ranking("language:ko", 3),
    *ranking("section:World", 1), *ranking("section:Économie", 2), *ranking("section:국제", 3),
    *ranking("section:economie", 4),
    *ranking("source:site", 1, 2), *ranking("country:PT", 1, 2),
    *ranking("section:Old", 1, as_of=AS_OF - timedelta(hours=1)),
    *ranking("section:Week", 1, time_window="7d"),
]  # fmt: skip
RELATED = [*related(1, 4, 2), *related(2, 1, method="text"), *related(9, 1)]


@pytest.fixture
def served(tmp_path, monkeypatch):
    made = RankedLake(tmp_path, monkeypatch, SERVED)
    made.fill(article=[*ARTICLES, article(9)], article_ranking=LISTS, related_article=RELATED)
    return made


def load(file):
    return json.loads(file.read_text(encoding="utf-8"))


def valid_feed(file):
    """The feed in `file`, which a schema of JSON Feed 1 takes; of 1.1 it lacks the language alone."""
    feed = load(file)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    as_version_1 = {name: value for name, value in feed.items() if name != "language"}
    as_version_1["items"] = [{k: v for k, v in item.items() if k != "language"} for item in feed["items"]]
    formats = jsonschema.Draft4Validator.FORMAT_CHECKER
    jsonschema.Draft4Validator(SCHEMA, format_checker=formats).validate(as_version_1)
    return feed


def test_every_feed_is_valid_and_the_index_names_all(served):
    served.export()
    index = load(served.exports / "index.json")
    feeds = [one["json"] for one in index["lists"]] + index["related"]
    xmls = [one["rss"] for one in index["lists"]]
    assert {*feeds, *xmls, "index.json", index["box"]} == set(served.files())
    assert [one["scope"] for one in index["lists"]] == [
        "all", "language:en", "language:fr", "language:ko",
        "section:World", "section:economie", "section:Économie", "section:국제",
    ]  # fmt: skip
    for file in feeds:
        assert valid_feed(served.exports / file)["feed_url"] == f"https://courier.example/exports/{file}"
    for one in index["lists"]:
        agrees(served.exports / one["rss"], load(served.exports / one["json"]))


def agrees(file, feed):
    """The RSS in `file` is well-formed, has what RSS 2.0 requires, and feedparser finds in it what `feed` has."""
    parsed = feedparser.parse(file.read_bytes(), sanitize_html=False)
    assert not parsed.bozo
    assert parsed.version == "rss20"
    assert parsed.feed.title == feed["title"]
    assert parsed.feed.link == feed["home_page_url"] == "https://courier.example/"
    assert parsed.feed.get("language") == feed.get("language")
    found = [(e.id, e.title, e.link, e.guidislink) for e in parsed.entries]
    assert found == [(i["id"], i["title"], i["url"], False) for i in feed["items"]]
    channel = etree.parse(file).getroot().find("channel")
    assert {"title", "link", "description"} <= {child.tag for child in channel}
    own = channel.find(ATOM_LINK)
    assert own.attrib["rel"] == "self"
    assert own.attrib["href"] == feed["feed_url"].removesuffix("json") + "rss"
    for item, written in zip(channel.findall("item"), feed["items"], strict=True):
        assert item.find("guid").attrib == {"isPermaLink": "false"}
        date = item.findtext("pubDate")
        assert (email.utils.parsedate_to_datetime(date).isoformat() if date else None) == written.get("date_published")


def test_an_item_has_its_place_in_the_list(served):
    served.export()
    feed = load(served.exports / "language/en/most_viewed.json")
    assert feed["title"] == "Most viewed: The Courier (en)"
    assert feed["language"] == "en"
    assert [item["id"] for item in feed["items"]] == ["story0000001", "story0000004"]
    assert feed["items"][0]["title"] == "Harbour & quay <reopened>"
    assert feed["items"][0]["_newslake"] == {
        "rank": 1, "position": 1, "previous_rank": 3, "rank_delta": 2, "entered_at": "2025-05-08T04:00:00+00:00",
        "peak_rank": 1, "views": 200, "share": 0.333333, "as_of": "2025-05-08T09:00:00+00:00", "time_window": "24h",
    }  # fmt: skip


def test_related_stories_are_those_of_listed_articles(served):
    served.export()
    assert load(served.exports / "index.json")["related"] == ["related/story0000001.json", "related/story0000002.json"]
    feed = valid_feed(served.exports / "related/story0000001.json")
    assert feed["title"] == "Harbour & quay <reopened>"
    assert [(item["url"], item["title"], item["_newslake"]["method"]) for item in feed["items"]] == [
        ("https://courier.example/story-4", "Story 4", "co_visitation"),
        ("https://courier.example/story-2", "Économie : l’été “record”", "co_visitation"),
    ]


def test_a_second_export_touches_no_file(served):
    counts = served.export()
    before = served.files()
    assert counts["files"] == counts["files_written"] == len(before)
    assert served.export() == {**counts, "files_written": 0}
    assert served.files() == before


def test_only_what_changed_is_written_and_what_is_gone_is_removed(served):
    served.export()
    before = served.files()
    renamed = [{**one, "headline": "Renamed"} if one["article_id"] == "story0000003" else one for one in ARTICLES]
    served.fill(article=renamed, article_ranking=[row for row in LISTS if "economie" not in row["scope"]])
    counts = served.export()
    after = served.files()
    folder = str(folder_of("section:economie"))
    gone = {name for name in before if name.startswith(folder)}
    assert len(gone) == counts["files_removed"] == 2
    assert set(after) == set(before) - gone
    assert not (served.exports / folder).exists()
    changed = {name for name in after if after[name] != before[name]}
    assert {name.partition("/")[0] for name in changed} == {
        "most_viewed.json", "most_viewed.rss", "index.json", "language", "section",
    }  # fmt: skip
    assert all("ko" in name or "name_" in name for name in changed if "/" in name)


def test_without_related_stories_or_anything_ranked_there_is_an_empty_list(tmp_path, monkeypatch):
    empty = RankedLake(tmp_path, monkeypatch)
    empty.fill()
    empty.drop("related_article")
    assert empty.export()["lists"] == 1
    assert set(empty.files()) == {"most_viewed.json", "most_viewed_box.js", "index.json"}
    assert valid_feed(empty.exports / "most_viewed.json")["items"] == []


def test_urls_that_are_none_are_dropped_and_counted(tmp_path, monkeypatch, caplog):
    made = RankedLake(tmp_path, monkeypatch)
    made.fill(
        article=[article(1, url="javascript:alert(1)"), article(2, url="data:text/html,x"), article(3)],
        article_ranking=ranking("all", 1, 2, 3),
    )
    with caplog.at_level(logging.WARNING, "newslake.exports"):
        assert made.export()["links_dropped"] == 2
    assert "2 links were left out" in caplog.text
    items = valid_feed(made.exports / "most_viewed.json")["items"]
    assert [item.get("url") for item in items] == [None, None, "https://courier.example/story-3"]
    written = b"".join((made.exports / name).read_bytes() for name in ("most_viewed.json", "most_viewed.rss"))
    assert b"javascript:" not in written
    assert b"data:" not in written
    assert not feedparser.parse(made.exports / "most_viewed.rss").bozo


def test_the_settings_say_how_many_places_of_which_window(tmp_path, monkeypatch):
    made = RankedLake(tmp_path, monkeypatch, '[export]\nn = 2\ntime_window = "7d"\ntitle = "Top"\n')
    made.fill(article=ARTICLES, article_ranking=[*LISTS, *ranking("all", 4, 3, 2, 1, time_window="7d")])
    made.export()
    feed = load(made.exports / "most_viewed.json")
    assert feed["title"] == "Top"
    assert [item["id"] for item in feed["items"]] == ["story0000004", "story0000003"]
    assert "feed_url" not in feed
    assert (made.exports / "section/week/most_viewed.rss").exists()


@pytest.mark.parametrize("line", ['base_url = "javascript:x"', 'time_window = "2h"', "n = 0", 'base_ulr = ""'])
def test_mistaken_settings_are_named(tmp_path, monkeypatch, line):
    with pytest.raises(SettingsError, match="export"):
        RankedLake(tmp_path, monkeypatch, f"[export]\n{line}\n")


def test_windows_of_the_settings_are_those_that_are_ranked():
    windows = Export.model_fields["time_window"].annotation.__args__
    assert set(windows) == {*ROLLING_WINDOWS, *CALENDAR_WINDOWS}
