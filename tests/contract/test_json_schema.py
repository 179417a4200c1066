"""JSON Schemas for producers: valid ones, that let through what the readers take and name what is wrong."""

import json
import re
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from jsonschema import Draft202012Validator

from quality import validate
from schemas.article import ARTICLE
from schemas.json_schema import json_schema, json_schemas
from schemas.producer import ARTICLE_OBJECT, KNOWN_TO_US_ALONE, PAGE_VIEW_OBJECT
from sources import ndjson
from sources.page_view import format_named
from sources.page_view.event_columns import COLUMNS
from tests.contract.batches import write_batch
from tests.page_requests import read_requests
from transforms.article import article_row
from transforms.structured_article import from_json

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMAS = json_schemas()
ARTICLE_GOOD, VIEW_GOOD = (SCHEMAS[table]["examples"][0] for table in ("article", "page_view_event"))
GONE = object()

BROKEN_ARTICLES = [
    ("headline", GONE), ("headline", None), ("headline", ""), ("headline", 7), ("headline", "x" * 1001),
    ("url", GONE), ("url", "courier.example/a"), ("url", "ftp://courier.example/a"), ("url", ["https://courier.example"]),
    ("articleBody", GONE), ("articleBody", "Too short."), ("articleBody", {"text": "x" * 50}),
    ("datePublished", "4 May 2025"), ("datePublished", 1746352800), ("dateModified", "2025-05-04T8"),
    ("author", "Carys Lund"), ("author", [{"jobTitle": "Reporter"}]), ("author", [{"name": 1}]),
    ("image", [{"caption": "The berth"}]), ("keywords", "harbour"), ("keywords", [1]), ("isAccessibleForFree", "yes"),
    ("relatedLink", [None]), ("inLanguage", 1), ("@type", "Person"), ("publisher", {"name": "The Courier"}),
]  # fmt: skip
BROKEN_VIEWS = [
    ("url", GONE), ("url", ""), ("url", "world/a"), ("url", "/a\nb"), ("url", 1),
    ("received_at", GONE), ("received_at", "yesterday"), ("received_at", "2025-05-04"), ("received_at", 1746352800),
    ("created_at", "2025-05-04 10:00"), ("sent_at", "10:00:03"), ("visitor_id", GONE), ("visitor_id", ""),
    ("visitor_id", "a\nb"), ("user_agent", "Mozilla\r\n5.0"), ("status", 99), ("status", 600), ("status", "200 OK"),
]  # fmt: skip
UNUSUAL_VIEWS = [
    {"received_at": None, "created_at": "2025-05-04 10:00:00+02"}, {"visitor_id": None, "address": "2001:db8::7"},
    {"url": "/world/a", "host": "courier.example"}, {"event_id": None, "status": None, "method": "get"},
    {"country": "pt"}, {"received_at": "1999-12-31T23:59:59.123456 UTC"}, {"note": {"any": ["thing"]}},
    {"user_agent": "한국어 브라우저"},
]  # fmt: skip


def changed(good, key, value):
    return {name: held for name, held in {**good, key: value}.items() if held is not GONE}


def told(table, value):
    """What the schema finds wrong: paths and messages, as one text."""
    errors = Draft202012Validator(SCHEMAS[table]).iter_errors(value)
    return " ".join(f"{error.json_path} {error.message} {[one.message for one in error.context]}" for error in errors)


def row_of(value, folder):
    """The row of `article` that the NDJSON reader makes of an object."""
    path = folder / "articles.ndjson"
    path.write_text(json.dumps(value, ensure_ascii=False) + "\n", encoding="utf-8")
    (page,) = ndjson.read(path)
    record = from_json(page.content, page.url, ZoneInfo("Europe/Lisbon"))
    return article_row(record, source="site", fetched_at=page.fetched_at, url=page.url)


def are_readable(values, folder):
    """Whether the reader of `events_ndjson` can read each object."""
    path = folder / "views.ndjson"
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    with duckdb.connect() as connection:
        read = []
        for _ in read_requests(connection, path, format_named("events_ndjson"), time_zone="UTC"):
            read += connection.execute("SELECT is_readable FROM request ORDER BY position").fetchall()
    return [is_readable for (is_readable,) in read]


@pytest.mark.parametrize("table", SCHEMAS)
def test_it_is_a_schema_that_takes_its_example(table):
    Draft202012Validator.check_schema(SCHEMAS[table])
    assert SCHEMAS[table]["$schema"] == Draft202012Validator.META_SCHEMA["$schema"]
    assert told(table, SCHEMAS[table]["examples"][0]) == ""
    assert told(table, []) != ""


@pytest.mark.parametrize(("key", "value"), BROKEN_ARTICLES)
def test_a_broken_article_is_told_by_its_key(key, value):
    assert key in told("article", changed(ARTICLE_GOOD, key, value))


@pytest.mark.parametrize(("key", "value"), BROKEN_VIEWS)
def test_a_broken_page_view_is_told_by_its_key_and_not_read(key, value, tmp_path):
    broken = changed(VIEW_GOOD, key, value)
    assert key in told("page_view_event", broken)
    assert are_readable([VIEW_GOOD, broken], tmp_path) == [True, False]


def test_unusual_page_views_fit_and_are_read(tmp_path):
    unusual = [{**VIEW_GOOD, **change} for change in UNUSUAL_VIEWS]
    assert [told("page_view_event", one) for one in unusual] == [""] * len(unusual)
    assert are_readable(unusual, tmp_path) == [True] * len(unusual)


def test_an_article_that_fits_is_read_whole_and_passes_the_gate(tmp_path):
    required = {key: ARTICLE_GOOD[key] for key in SCHEMAS["article"]["required"]}
    nulls = {key: ARTICLE_GOOD[key] if key in required else None for key in ARTICLE_GOOD if key != "@type"}
    rows = [row_of(value, tmp_path) for value in (ARTICLE_GOOD, required, nulls)]
    for number, row in enumerate(rows):
        row["article_id"] = f"mfrggzdfmzt{'abc'[number]}"
    assert [name for name in ARTICLE_OBJECT.column_names if rows[0][name] in (None, [])] == []
    assert rows[0]["author"] == [{"name": "Carys Lund", "role": "Reporter"}]
    assert [told("article", value) for value in (required, nulls)] == ["", ""]
    verdict = validate(ARTICLE, write_batch(ARTICLE, rows, tmp_path), run_id="r", source="s", source_file_id="f")
    assert (verdict.good_rows, verdict.quarantined_rows) == (3, 0)


def test_what_producers_send_is_what_readers_know():
    assert PAGE_VIEW_OBJECT.column_names == COLUMNS
    documented = re.findall(r"^\| `(\w+)` \|", (DOCS / "page-view-events.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert tuple(documented) == COLUMNS
    assert set(KNOWN_TO_US_ALONE) < set(ARTICLE.column_names)


def test_a_changed_contract_changes_the_schema():
    checks = tuple(check for check in ARTICLE_OBJECT.checks if check.columns != ("headline",))
    assert "headline" not in json_schema(replace(ARTICLE_OBJECT, checks=checks), is_schema_org=True)["required"]
