"""What the lake knows of pages that were fetched before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa

from dags.steps.place import has_table
from lake.publish import parquet
from settings import ArticleSource
from sources.discovery.changes import Known

FETCHED = ("fetched_at", "listed_at", "etag", "last_modified", "failures", "payload_record_id", "payload_url",
           "payload_fetched_at", "payload_digest")  # fmt: skip
COLUMNS = f"page_url, TRUE AS is_fetch, {', '.join(FETCHED)}"
ARTICLE_COLUMNS = f"page_url, FALSE AS is_fetch, fetched_at, {', '.join(f'NULL AS {name}' for name in FETCHED[1:])}"

RECHECKED_FOR = timedelta(days=30)
"""So long after an article was first seen its page is asked for again: corrections come early."""


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page that was fetched, or that came in otherwise, as its canonical URL has it."""

    known: Known
    etag: str = ""
    last_modified: str = ""
    earlier: tuple[Any, ...] | None = None
    """record_id, url, fetched_at and payload_digest of the WARC record that holds its body."""
    failures: int = 0


def known_pages(
    connection: duckdb.DuckDBPyConnection, urls: Iterable[str], pending: Sequence[str] = ()
) -> dict[str, KnownPage]:
    """Return those of the canonical `urls` that the lake knows, or that crawls noted whose Parquet is `pending`."""
    wanted = pa.table({"page_url": pa.array(list(urls), pa.string())})
    noted = [f"(SELECT {COLUMNS} FROM {parquet(file)})" for file in pending]
    if has_table(connection, "page_fetch"):
        noted.append(f"(SELECT {COLUMNS} FROM lake.page_fetch)")
        # Articles that came in otherwise are known as well: an archive of the same site.
        noted.append(f"(SELECT {ARTICLE_COLUMNS} FROM lake.article_url)")
    if not noted or not wanted.num_rows:
        return {}
    connection.register("wanted_urls", wanted)
    connection.execute("CREATE OR REPLACE TEMP TABLE wanted AS FROM wanted_urls")
    columns, relations = ", ".join(("page_url", "is_fetch", *FETCHED)), " UNION ALL FROM ".join(noted)
    rows = connection.execute(
        f"SELECT {columns} FROM (FROM {relations}) SEMI JOIN wanted USING (page_url) "
        "QUALIFY row_number() OVER (PARTITION BY page_url ORDER BY is_fetch DESC, fetched_at DESC) = 1"
    ).fetchall()
    return {row[0]: _known_page(row[2:]) for row in rows}


def due_again(connection: duckdb.DuckDBPyConnection, source: str, as_of: datetime) -> list[tuple[str, datetime | None]]:
    """Return URL and listed_at of the pages of `source` whose failed fetch is to be tried again."""
    return _noted(
        connection,
        "SELECT page_url, listed_at FROM lake.page_fetch WHERE source = $source AND retry_at <= $as_of "
        "ORDER BY retry_at, page_url",
        {"source": source, "as_of": as_of},
    )


def due_for_recheck(
    connection: duckdb.DuckDBPyConnection, source: ArticleSource, as_of: datetime
) -> list[tuple[str, datetime | None]]:
    """Return URL and listed_at of the articles of `source` that are to be asked for again, by `recheck_hours`.

    A page rests for as long as its content has stayed the same, `recheck_hours` at least.
    """
    if source.recheck_hours is None:
        return []
    return _noted(
        connection,
        """
        SELECT page_url, listed_at
        FROM lake.page_fetch f
        JOIN (SELECT DISTINCT page_id, article_id FROM lake.article_url) USING (page_id)
        JOIN (SELECT article_id, min(fetched_at) AS first_seen_at FROM lake.article_revision GROUP BY ALL)
            USING (article_id)
        WHERE f.source = $source AND fetch_outcome <> 'failed' AND first_seen_at > $as_of::TIMESTAMPTZ - $longest
        AND fetched_at + greatest($least, fetched_at - coalesce(payload_fetched_at, fetched_at)) <= $as_of
        ORDER BY fetched_at, page_url
        """,
        {
            "source": source.name, "as_of": as_of, "longest": RECHECKED_FOR,
            "least": timedelta(hours=source.recheck_hours),
        },
    )  # fmt: skip


def _noted(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, Any]
) -> list[tuple[str, datetime | None]]:
    return connection.execute(query, parameters).fetchall() if has_table(connection, "page_fetch") else []


def _known_page(row: tuple[Any, ...]) -> KnownPage:
    fetched_at, listed_at, etag, last_modified, failures, *earlier = row
    return KnownPage(
        Known(fetched_at, listed_at),
        etag or "",
        last_modified or "",
        tuple(earlier) if earlier[0] else None,
        failures or 0,
    )
