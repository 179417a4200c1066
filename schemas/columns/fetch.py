"""Columns of what was fetched, and of an article's revisions."""

from schemas.columns.types import INSTANT
from schemas.contract import Column

FETCH_COLUMNS = (
    Column(
        "fetch_outcome", "VARCHAR", "fetched, not_modified or failed.", example="fetched", source="the newest fetch"
    ),
    Column(
        "fetch_reason",
        "VARCHAR",
        "Why nothing usable came; NULL where something did.",
        source="docs/decisions/0015-fetching.md",
        example="status_404",
    ),
    Column(
        "final_url",
        "VARCHAR",
        "Where the answer came from, after redirects.",
        source="redirects of the fetch",
        example="https://courier.example/world/harbour-vote",
    ),
    Column("etag", "VARCHAR", "ETag to be sent with the next request.", source="RFC 9110", example='"5f2c-61a0"'),
    Column(
        "last_modified",
        "VARCHAR",
        "Last-Modified to be sent with the next request.",
        source="RFC 9110",
        example="Sun, 04 May 2025 10:00:00 GMT",
    ),
    Column(
        "payload_digest",
        "VARCHAR",
        "Digest of the newest body, as its WARC record has it.",
        source="ISO 28500",
        example="sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ====",
    ),
    Column(
        "payload_record_id",
        "VARCHAR",
        "WARC-Record-ID of the response that holds the newest body.",
        source="ISO 28500",
        example="<urn:uuid:4e2d8f0c-9a51-4b8e-8f6b-3f1c2a7d9e10>",
    ),
    Column(
        "payload_url",
        "VARCHAR",
        "WARC-Target-URI of that response.",
        source="ISO 28500",
        example="https://courier.example/world/harbour-vote",
    ),
    Column("payload_fetched_at", INSTANT, "WARC-Date of that response.", unit="UTC instant", source="ISO 28500"),
    Column(
        "listed_at",
        INSTANT,
        "Date that a feed or sitemap gave the page when it was last listed as new or changed.",
        unit="UTC instant",
        source="feeds and sitemaps",
    ),
    Column("failures", "INTEGER", "Failed fetches in a row.", unit="fetches", source="the fetches", example="2"),
    Column(
        "retry_at",
        INSTANT,
        "When a failed fetch is tried again; NULL: not before it is listed anew.",
        unit="UTC instant",
        source="computed from failures",
    ),
)
