"""The shape of what a page tells, whatever the page came as."""

from typing import Any

from transforms.article.times import PageTime, time_columns

Record = dict[str, Any]
"""Columns of the article contract and plain names, see `transforms.article.html.extract`."""


def record(
    canonical: str | None, *, published: PageTime | None = None, modified: PageTime | None = None, **known: Any
) -> Record:
    """Return the record of an article at `canonical`; what is not in `known` is None or an empty list."""
    authors = known.get("author") or []
    images = known.get("image") or []
    return {
        "url": canonical,
        "headline": known.get("headline") or None,
        "alternative_headline": known.get("alternative_headline") or None,
        "author": authors,
        **time_columns("date_published", published),
        **time_columns("date_modified", modified),
        "in_language": known.get("in_language"),
        "article_section": known.get("article_section"),
        "keywords": known.get("keywords") or [],
        "article_body": known.get("article_body") or None,
        "image": images,
        "publisher": known.get("publisher"),
        "translation_of_url": known.get("translation_of_url"),
        "is_accessible_for_free": known.get("is_accessible_for_free"),
        "related_link": known.get("related_link") or [],
        "authors": [author["name"] for author in authors],
        "body": known.get("article_body") or None,
        "language": known.get("in_language"),
        "section": known.get("article_section"),
        "canonical": canonical,
        "images": images,
        "aliases": known.get("aliases") or [],
    }
