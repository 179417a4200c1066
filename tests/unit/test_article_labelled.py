from datetime import UTC
from pathlib import Path

import pytest

from sources import html_folder
from sources.page import Page
from transforms.article import extract

ARTICLES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "articles"
MIN_BODY = 40
MIN_SHARE = 0.95


@pytest.mark.slow
@pytest.mark.skipif(
    not (ARTICLES / "index.jsonl").is_file(), reason="the shared labelled pages are not on this machine"
)
def test_nearly_every_labelled_page_gives_a_headline_and_a_body():
    pages = [page for page in html_folder.read(ARTICLES) if isinstance(page, Page)]
    assert pages
    failed = []
    for page in pages:
        told = extract(page.content, page.url, UTC)
        if not told["headline"] or len(told["article_body"] or "") < MIN_BODY:
            failed.append(page.url)
    share = 1 - len(failed) / len(pages)
    assert share >= MIN_SHARE, f"{share:.1%} of {len(pages)} pages; without: {failed}"
