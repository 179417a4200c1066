"""Fictional feeds and sitemaps, with what they tell of worked out by hand."""

import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sources.discovery.feed import read_feed
from sources.discovery.instant import Instant
from sources.discovery.sitemap import read_sitemap

CASES = sorted((Path(__file__).resolve().parents[1] / "golden" / "discovery").iterdir())
URL = "https://courier.example/rss.xml"
SEOUL = ZoneInfo("Asia/Seoul")


def plain(told):
    """Return what is told as JSON holds it, without what is not told."""
    if isinstance(told, Instant):
        return [told.at.isoformat(), told.offset_minutes, told.precision]
    if is_dataclass(told):
        named = {field.name: plain(getattr(told, field.name)) for field in fields(told)}
        return {name: value for name, value in named.items() if value not in (None, [], False)}
    return [plain(part) for part in told] if isinstance(told, tuple) else told


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_document_is_read_as_by_hand(case):
    expected = json.loads((case / "expect.json").read_text("utf-8"))
    document = next(path for path in case.iterdir() if path.name != "expect.json")
    read = read_sitemap if document.name == "sitemap.xml" else read_feed
    told = plain(read(document.read_bytes(), url=URL, zone=SEOUL))
    if read is read_sitemap:  # what is kept of a refused entry is as the XML library writes it
        for entry in told.get("refused", []):
            assert entry.pop("record")
    assert told == expected


def test_there_are_cases():
    assert len(CASES) >= 8
