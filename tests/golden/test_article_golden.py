import json
from datetime import datetime
from pathlib import Path

import pytest

from transforms.article import extract, from_page_text

HERE = Path(__file__).parent
URL = "https://example.com/arti/2.html"
HTML_URLS = {
    "json_ld_offset": "https://www.lumenpost.example.com/news/harbour-bridge?utm_source=feed",
    "broken_json_ld": "https://www.valeherald.example.com/farm/frost?page=1",
    "meta_only": "https://tarngazette.example.com/local/library-tools?ref=front",
    "spanish_hreflang": "https://diarioclara.example.com/es/faro",
}


def cases(folder):
    found = sorted(path.parent for path in (HERE / folder).glob("*/expect.json"))
    assert found, f"no golden case in {folder}"
    return [pytest.param(path, id=path.name) for path in found]


def assert_told(told, case):
    expected = json.loads((case / "expect.json").read_text("utf-8"))
    plain = {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in told.items()
        if key in expected
    }
    assert plain == expected


@pytest.mark.parametrize("case", cases("article_html"))
def test_a_page_is_read_as_by_hand(case):
    url = HTML_URLS.get(case.name, f"https://courier.example/news/{case.name}")
    assert_told(extract((case / "page.html").read_bytes(), url), case)


@pytest.mark.parametrize("case", cases("page_text"))
def test_a_page_text_is_read_as_by_hand(case):
    assert_told(from_page_text((case / "page.txt").read_text("utf-8"), URL), case)
