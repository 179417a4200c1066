"""The other URLs of an article: those that its page declares, and those that led to it."""

from collections.abc import Iterable, Iterator
from typing import Any

from transforms.article.page import Page
from transforms.url import canonical_url, page_id

HANDHELD = ("handheld", "max-width", "max-device-width")
"""What the media of a page for phones says."""


def aliases_of(page: Page) -> list[tuple[str, str]]:
    """Return (URL, kind) of the forms that the page declares: amp, mobile, print."""
    found: dict[str, str] = {}
    for link in page.tree.css("link[rel][href]"):
        held = link.attributes
        relations = (held["rel"] or "").lower().split()
        media = (held.get("media") or "").lower()
        if "amphtml" in relations:
            kind = "amp"
        elif "alternate" in relations and any(word in media for word in HANDHELD):
            kind = "mobile"
        elif "alternate" in relations and media.split(",")[0].strip() == "print":
            kind = "print"
        else:
            continue
        url = canonical_url(held["href"] or "", page.url)
        if url:
            found.setdefault(url, kind)
    return list(found.items())


def alias_rows(row: dict[str, Any], aliases: Iterable[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield the rows of `article_url` for other URLs (canonical form, kind) of the article `row`."""
    for url, kind in aliases:
        if page_id(url) != row["article_id"]:
            yield {
                "page_id": page_id(url), "page_url": url, "article_id": row["article_id"], "url_kind": kind,
                "source": row["source"], "fetched_at": row["fetched_at"],
            }  # fmt: skip
