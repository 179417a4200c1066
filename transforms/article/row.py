"""From a record to the rows of `article` and `article_url`, and which of two rows of one article stays."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from schemas.article import ARTICLE
from transforms.article.record import Record
from transforms.article.text_words import WORD
from transforms.url import canonical_url, page_id

Row = dict[str, Any]

FIELD_SEPARATOR = "\x1f"


def article_row(record: Record, *, source: str, fetched_at: datetime | None, url: str) -> Row:
    """Return the row of `article` for `record`, read from `url`: every column of the contract, in its order.

    An address that is no web URL stays as it is, so that the gate can name it.
    """
    address = record.get("url") or canonical_url(url) or url
    body = record.get("article_body")
    known = {
        **record,
        "article_id": page_id(address),
        "url": address,
        "date_published": _utc(record.get("date_published")),
        "date_modified": _utc(record.get("date_modified")),
        "word_count": len(WORD.findall(body)) if body else 0,
        "publisher": record.get("publisher") or urlsplit(address).hostname,
        "content_hash": content_hash(record),
        "source": source,
        "fetched_at": _utc(fetched_at),
    }
    return {name: known.get(name) for name in ARTICLE.column_names}


def content_hash(record: Record) -> str:
    """Return the SHA-256, in hex, of what a reader sees: headline, deck, authors' names, body."""
    names = [author["name"] for author in record.get("author") or []]
    parts = [record.get("headline"), record.get("alternative_headline"), *names, record.get("article_body")]
    return hashlib.sha256(FIELD_SEPARATOR.join(part or "" for part in parts).encode(errors="replace")).hexdigest()


def merge_newest(rows: list[Row]) -> list[Row]:
    """Return one row per article_id, by (date_modified, fetched_at, content_hash), in any order of arrival the same."""
    newest: dict[str, Row] = {}
    for row in rows:
        held = newest.get(row["article_id"])
        if held is None or _age(row) > _age(held):
            newest[row["article_id"]] = row
    return [newest[key] for key in sorted(newest)]


def article_urls(row: Row, requested_url: str) -> list[Row]:
    """Return the rows of `article_url` for `row`: its canonical URL, and the requested one where it is another page."""
    addresses = {"canonical": row["url"]}
    requested = canonical_url(requested_url)
    if requested and page_id(requested) != row["article_id"]:
        addresses["requested"] = requested
    return [
        {
            "page_id": page_id(address),
            "page_url": address,
            "article_id": row["article_id"],
            "url_kind": kind,
            "source": row["source"],
            "fetched_at": row["fetched_at"],
        }
        for kind, address in addresses.items()
    ]


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None


def _age(row: Row) -> tuple[datetime, datetime, str]:
    oldest = datetime.min.replace(tzinfo=UTC)
    return row["date_modified"] or oldest, row["fetched_at"] or oldest, row["content_hash"] or ""
