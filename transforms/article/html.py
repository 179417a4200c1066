"""From the bytes of an HTML page to a record of its article."""

from datetime import UTC, tzinfo
from typing import Any

from transforms.article import json_ld
from transforms.article.body import body_of, without_headline
from transforms.article.canonical import canonical_of
from transforms.article.charset import decode
from transforms.article.fields import (
    deck_of,
    headline_of,
    images_of,
    keywords_of,
    modified_of,
    published_of,
    section_of,
)
from transforms.article.language import language_of, primary_subtag
from transforms.article.page_meta import PageMeta, page_meta, parse
from transforms.article.people import authors_of
from transforms.article.record import Record, record
from transforms.url import canonical_url

FREE_TIERS = {"free": True, "metered": False, "locked": False, "paid": False, "premium": False}


def extract(html: bytes, url: str, time_zone: tzinfo = UTC) -> Record:
    """Return what the page `html`, fetched from `url`, tells about its article.

    Keys: the columns of `schemas.article.ARTICLE` that a page can know, and the plain names `authors`
    (names only), `body`, `language`, `section`, `canonical`, `images`. Times are aware and in the
    publisher's own zone; those written without a zone are taken in `time_zone`. What the page does not
    tell is None or an empty list, never an empty string.
    """
    tree = parse(decode(html))
    if tree is None:
        return record(canonical_url(url))
    meta = page_meta(tree, url)
    headline = headline_of(meta)
    known: dict[str, Any] = {
        "headline": headline,
        "alternative_headline": deck_of(meta, headline),
        "author": authors_of(meta),
        "published": published_of(meta, time_zone),
        "modified": modified_of(meta, time_zone),
        "article_section": section_of(meta),
        "keywords": keywords_of(meta),
        "image": images_of(meta),
        "publisher": json_ld.text_of(meta.node.get("publisher")) or meta.first("og:site_name"),
        "is_accessible_for_free": _is_free(meta),
        "related_link": _related(meta),
    }
    canonical = canonical_of(meta)
    # Last, because trafilatura may prune the tree it reads.
    body = without_headline(body_of(meta), headline)
    language = language_of(meta, body)
    translation = _translation(meta, language)
    return record(canonical, article_body=body, in_language=language, translation_of_url=translation, **known)


def _is_free(meta: PageMeta) -> bool | None:
    declared = str(meta.node.get("isAccessibleForFree", "")).rsplit("/", 1)[-1].lower()
    if declared in {"true", "false"}:
        return declared == "true"
    return FREE_TIERS.get((meta.first("article:content_tier") or "").lower())


def _related(meta: PageMeta) -> list[str]:
    links = (json_ld.text_of(item) for item in json_ld.items(meta.node.get("relatedLink")))
    own = canonical_url(meta.url)
    return [url for link in links if link and (url := canonical_url(link, own))]


def _translation(meta: PageMeta, language: str | None) -> str | None:
    """Return the URL of the translated work, else of the one edition in another language.

    Several other editions say nothing about which of them was translated.
    """
    own = canonical_url(meta.url)
    work: Any = meta.node.get("translationOfWork")
    address = (work.get("url") or work.get("@id")) if isinstance(work, dict) else work
    if isinstance(address, str):
        return canonical_url(address, own)
    others: dict[str, str] = {}
    for link in meta.tree.xpath("//link[@rel='alternate'][@hreflang][@href]"):
        tag = primary_subtag(link.get("hreflang"))
        if tag and tag != language:
            others.setdefault(tag, link.get("href"))
    return canonical_url(next(iter(others.values())), own) if len(others) == 1 else None
