"""The contents that an article was seen with."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]
NEVER = datetime.max.replace(tzinfo=UTC)


def oldest_of_each_content(rows: Iterable[Row]) -> list[Row]:
    """Return one row of `article` per (article_id, content_hash): the one that was seen first, in any order given."""
    oldest: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row["article_id"], row["content_hash"])
        if key not in oldest or _seen(row) < _seen(oldest[key]):
            oldest[key] = row
    return [oldest[key] for key in sorted(oldest)]


def _seen(row: Row) -> tuple[datetime, str, str]:
    return row["fetched_at"] or NEVER, row["source"], row["warc_record_id"] or ""
