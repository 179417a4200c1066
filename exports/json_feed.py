"""The newest ranking as a JSON Feed 1.1 file, for a website's "Most viewed" box."""

import json
from pathlib import Path
from typing import Any

import duckdb

MIME_VERSION = "https://jsonfeed.org/version/1.1"
EXTENSION = "_newslake"


def most_viewed_feed(connection: duckdb.DuckDBPyConnection, title: str, scope: str = "all") -> dict[str, Any]:
    """Return the feed of the 24-hour ranking of `scope`; each item has rank, delta and views in an extension."""
    rows = connection.execute(
        "SELECT article_id, url, headline, in_language, date_published, rank, rank_delta, views, as_of "
        "FROM most_viewed(scope := ?)", [scope]
    ).fetchall()  # fmt: skip
    items = [
        {
            "id": article_id, "url": url, "title": headline, "content_text": headline, "language": language,
            "date_published": published.isoformat() if published else None,
            EXTENSION: {"rank": rank, "rank_delta": delta, "views": views, "as_of": as_of.isoformat()},
        }
        for article_id, url, headline, language, published, rank, delta, views, as_of in rows
    ]  # fmt: skip
    kept = [{name: value for name, value in item.items() if value is not None} for item in items]
    return {"version": MIME_VERSION, "title": title, "items": kept}


def write(feed: dict[str, Any], file: Path) -> Path:
    """Write `feed` to `file` in one step: a reader sees the old feed or the new one, never a part."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(feed, ensure_ascii=False, indent=1), encoding="utf-8")
    return unfinished.replace(file)
