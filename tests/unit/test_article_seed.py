import json
from pathlib import Path

import pytest

from transforms.article import from_page_text

SEED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "seed"


@pytest.mark.skipif(not SEED.is_dir(), reason="the shared seed page is not on this machine")
def test_the_seed_page_is_read_exactly():
    told = from_page_text((SEED / "hani_page.txt").read_text("utf-8"), "https://example.com/arti/1.html")
    expected = json.loads((SEED / "hani_page.expected.json").read_text("utf-8"))
    for key in (
        "headline",
        "alternative_headline",
        "author",
        "in_language",
        "has_translation_link",
        "translation_language",
    ):
        assert told[key] == expected[key]
    assert [told[key].isoformat() for key in ("date_published", "date_modified")] == [
        expected["date_published"],
        expected["date_modified"],
    ]
    assert [{"caption": i["caption"], "credit_text": i["credit_text"]} for i in told["image"]] == expected["image"]
    body = told["article_body"]
    assert len(body.split("\n\n")) == expected["body_paragraphs"]
    assert body.startswith(expected["body_begins_with"])
    assert body.endswith(expected["body_ends_with"])
    assert not [text for text in expected["body_must_not_contain"] if text in body]
