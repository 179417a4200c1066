import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from schemas.article import ARTICLE
from sources import ndjson
from sources.page import Unreadable
from transforms.article import article_row
from transforms.structured_article import Unusable, from_json, kind_of, to_record

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "tests" / "golden" / "archives" / "json").glob("*/article.json"))
FOLDER = ROOT.parent / "shared" / "data" / "ninjs"
BASE = "https://wire.example/items"
SEOUL = ZoneInfo("Asia/Seoul")
URL = "https://wire.example/1"

shared = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared ninjs examples are not on this machine")


def plain(value):
    return value.isoformat() if isinstance(value, datetime) else value


def records_of(path):
    return [from_json(page.content, page.url, SEOUL) for page in ndjson.read(path, BASE)]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_an_object_is_read_as_by_hand(path):
    expected = json.loads((path.parent / "expect.json").read_text("utf-8"))
    (record,) = records_of(path)
    assert {name: plain(record[name]) for name in expected} == expected
    row = article_row(record, source="wire", fetched_at=None, url=record["url"])
    assert list(row) == list(ARTICLE.column_names)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"@type": "NewsArticle"}, "schema_org"),
        ({"@type": "http://schema.org/BlogPosting"}, "schema_org"),
        ({"@type": "Product", "headline": "x"}, None),
        ({"@graph": [{"@type": "Article", "headline": "x"}]}, "schema_org"),
        ({"@graph": "odd"}, None),
        ({"headline": "x", "articleBody": "y"}, "schema_org"),
        ({"headline": "x"}, None),
        ({"uri": "u", "headlines": []}, "ninjs"),
        ({"uri": "u", "versionCreated": "x"}, "ninjs"),
        ({"uri": "u"}, None),
        ({"$schema": "s", "uri": "u", "title": "t"}, None),
        ({}, None),
    ],
)
def test_the_kind_of_an_object_is_told_by_its_names(value, kind):
    assert kind_of(value) == kind


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({}, "unknown_kind"),
        ({"@type": "NewsArticle", "articleBody": "Text."}, "no_headline"),
        ({"@type": "NewsArticle", "headline": " ", "articleBody": "Text."}, "no_headline"),
        ({"@type": "NewsArticle", "headline": "Ferry", "articleBody": {"odd": 1}}, "no_body"),
        ({"uri": "u", "headlines": [{"value": "Ferry"}], "bodies": [7, {"value": ["x"]}]}, "no_body"),
        ({"uri": "u", "headline": "Ferry", "pubstatus": "withheld"}, "pub_status_withheld"),
        ({"uri": "u", "headline": "Ferry", "pubStatus": "canceled"}, "pub_status_canceled"),
    ],
)
def test_an_object_that_becomes_no_article_says_why(value, reason):
    with pytest.raises(Unusable, match=f"^{reason}$"):
        to_record(value, URL)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"{", "not_json"), (b"[]", "not_an_object"), (b'{"a":' * 99_999 + b"1" + b"}" * 99_999, "json_too_deep")],
)
def test_what_is_no_object_says_so(content, reason):
    with pytest.raises(Unusable, match=f"^{reason}$"):
        from_json(content, URL)


def test_characters_that_no_table_can_hold_are_replaced():
    content = rb'{"@type": "NewsArticle", "headline": "Fer\ud83dry\u0000", "articleBody": "A\udc00\ud83d\ude00"}'
    record = from_json(content, URL)
    assert (record["headline"], record["article_body"]) == ("Fer\ufffdry", "A\ufffd\U0001f600")


def test_values_of_odd_types_break_nothing():
    odd = [None, 7, True, [], {}, [[]], [None, {"name": None}], {"name": {"name": []}}, "\ud800", [{"value": 3}]]
    names = ("author", "image", "datePublished", "inLanguage", "publisher", "keywords", "articleSection", "relatedLink",
             "translationOfWork", "isAccessibleForFree", "alternativeHeadline")  # fmt: skip
    for value in odd:
        for name in names:
            assert to_record({"@type": "Article", "headline": "F", "articleBody": "B", name: value}, URL)["headline"]
        for name in (
            "subjects", "by", "associations", "renditions", "infosources", "versioncreated", "version", "language",
            "headlines", "bodies", "descriptions", "title", "standard", "copyrightholder", "embargoed",
        ):  # fmt: skip
            ninjs = {"uri": "u", "type": "picture", "headline": "F", "body_text": "B", name: value}
            assert to_record(ninjs, URL)["article_body"]


@shared
def test_every_shared_example_becomes_an_article_and_every_schema_does_not():
    articles, refused = 0, set()
    for path in sorted(FOLDER.glob("*.json")):
        for page in ndjson.read(path, BASE):
            if isinstance(page, Unreadable):
                refused.add(path.name)
                continue
            record = from_json(page.content, page.url)
            articles += 1
            row = article_row(record, source="wire", fetched_at=page.fetched_at, url=page.url)
            assert row["headline"]
            assert row["article_body"]
            assert row["url"].startswith("http")
            assert row["in_language"]
    assert refused == {"extension-schema.json", "ninjs-schema_2.1.json", "ninjs-schema_3.0.json"}
    assert articles == 28 + 14


SHARED = {
    "dpa_text.json": {
        "url": "https://wire.example/items/urn:newsml:dpa.com:20090101:190510-99-167362",
        "headline": "Faktencheck Derby-Elfmeter: Hat Schiedsrichter Zwayer recht?",
        "author": [{"name": "Christian Hollmann", "role": "dpa"}],
        "date_published": "2019-05-10T16:02:28+02:00",
        "date_published_offset_minutes": 120,
        "in_language": "de",
        "publisher": "dpa",
    },
    "ntb_text.json": {
        "headline": "Google har kjøpt giganttomt i Skien",
        "author": [],
        "date_published": "2019-08-09T09:30:04+00:00",
        "date_modified": "2019-08-09T09:46:53+00:00",
        "in_language": "nb",
        "publisher": "NTB",
        "keywords": ["Innenriks", "Teknologi", "Industri", "Olje og energi"],
    },
    "ninjsExSimpleText_3.json": {
        "author": [{"name": "Paulo Santalucia", "role": None}, {"name": "Frances d'Emilio", "role": None}],
        "date_published": "2013-07-09T10:37:00+00:00",
        "date_modified": None,
        "in_language": "en",
    },
    "ninjs-1-4-examples.json": {
        "headline": "Test of three new properties",
        "article_body": "Extensible description test",
    },
    "SIPA_image_2.json": {
        "author": [{"name": "Insidefoto", "role": None}],
        "date_published": "2020-10-27T15:35:19+00:00",
        "publisher": "SIPA USA",
    },
    "tt_event_pressconference_3.0.json": {
        "headline": "Pk med finansminister Elisabeth Svantesson kl 16",
        "date_published": "2023-10-05T14:10:33+02:00",
        "date_modified": "2023-10-05T14:27:32+02:00",
        "keywords": ["Politik", "Ekonomi, affärer och finans"],
    },
}
PARAGRAPHS = {
    "dpa_text.json": 9,
    "tt_text_image_2.json": 4,
    "tt_text_image_3.json": 4,
    "ninjsExComplex1.json": 4,
    "businesswire-newsml-20130605006126.json": 1,
}


@shared
@pytest.mark.parametrize("name", sorted(SHARED))
def test_fields_of_shared_examples_are_those_that_stand_in_them(name):
    (record,) = records_of(FOLDER / name)
    assert {key: plain(record[key]) for key in SHARED[name]} == SHARED[name]


@shared
@pytest.mark.parametrize("name", sorted(PARAGRAPHS))
def test_paragraphs_of_shared_examples_are_kept(name):
    (record,) = records_of(FOLDER / name)
    assert len(record["article_body"].split("\n\n")) == PARAGRAPHS[name]


@shared
def test_versions_2_and_3_of_one_item_give_the_same():
    for stem in ("tt_text_image", "SIPA_image", "ninjsExSimpleText"):
        two, three = (records_of(FOLDER / f"{stem}_{version}.json")[0] for version in (2, 3))
        assert two == three
