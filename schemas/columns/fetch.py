"""Columns of what was fetched, and of an article's revisions."""

from schemas.columns.types import INSTANT
from schemas.contract import Column

FETCH_COLUMNS = (
    Column("fetch_outcome", "VARCHAR", "fetched, not_modified or failed.", example="fetched"),
    Column(
        "fetch_reason",
        "VARCHAR",
        "Why nothing usable came; NULL where something did.",
        source="docs/decisions/0015-fetching.md",
        example="status_404",
    ),
    Column("final_url", "VARCHAR", "Where the answer came from, after redirects."),
    Column("etag", "VARCHAR", "ETag to be sent with the next request.", source="RFC 9110"),
    Column("last_modified", "VARCHAR", "Last-Modified to be sent with the next request.", source="RFC 9110"),
    Column("payload_digest", "VARCHAR", "Digest of the newest body, as its WARC record has it.", source="ISO 28500"),
    Column(
        "payload_record_id", "VARCHAR", "WARC-Record-ID of the response that holds the newest body.", source="ISO 28500"
    ),
    Column("payload_url", "VARCHAR", "WARC-Target-URI of that response.", source="ISO 28500"),
    Column("payload_fetched_at", INSTANT, "WARC-Date of that response.", unit="UTC instant", source="ISO 28500"),
    Column(
        "listed_at",
        INSTANT,
        "Date that a feed or sitemap gave the page when it was last listed as new or changed.",
        unit="UTC instant",
    ),
    Column("failures", "INTEGER", "Failed fetches in a row.", unit="fetches"),
    Column(
        "retry_at",
        INSTANT,
        "When a failed fetch is tried again; NULL: not before it is listed anew.",
        unit="UTC instant",
    ),
)
