"""What producers send, as contracts: objects of NDJSON, one a line. From them come the JSON Schemas.

An article's keys are schema.org's words, which its columns are named after. A page view's are the columns of our own
event files: docs/page-view-events.md.
"""

from dataclasses import replace

from schemas.article import ARTICLE
from schemas.contract import Check, Column, Contract

INSTANT_TEXT = r"^[12]\d{3}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z| ?UTC|[+-][01]\d(:?[0-5]\d)?)?$"
"""ISO 8601 with seconds; without zone it is local, in the zone of the settings."""

KNOWN_TO_US_ALONE = (
    "article_id", "date_published_offset_minutes", "date_published_precision", "date_modified_offset_minutes",
    "date_modified_precision", "word_count", "content_hash", "source", "fetched_at", "warc_record_id",
)  # fmt: skip
"""Columns of `article` that no producer sends: they are made as the object is read."""

ARTICLE_OBJECT = replace(
    ARTICLE,
    grain="one article",
    description="A news article in schema.org's words, one object a line: an article source of kind `ndjson`.",
    columns=tuple(column for column in ARTICLE.columns if column.name not in KNOWN_TO_US_ALONE),
)

SCHEMA_ORG_NAMES = {"translation_of_url": "translationOfWork", "role": "jobTitle", "credit_text": "creditText"}
"""Columns and fields whose key is not their name in camel case."""

PAGE_VIEW_OBJECT = Contract(
    table="page_view_event",
    grain="one page view",
    description="A page view, one object a line: a page-view source of the format `events_ndjson`.",
    columns=(
        Column("event_id", "VARCHAR", "The view's own id: the same id again is the same view.", example="0b51c2a4"),
        Column(
            "received_at",
            "TIMESTAMP WITH TIME ZONE",
            "When the server or collector got it.",
            example="2025-05-04T10:00:03.250Z",
        ),
        Column(
            "created_at",
            "TIMESTAMP WITH TIME ZONE",
            "When the page was viewed, by the client's clock.",
            example="2025-05-04T12:00:01+02:00",
        ),
        Column(
            "sent_at",
            "TIMESTAMP WITH TIME ZONE",
            "When the client sent it, by the same clock.",
            example="2025-05-04T12:00:03+02:00",
        ),
        Column(
            "url",
            "VARCHAR",
            "The page: a whole URL, or a path that begins with a slash.",
            example="https://courier.example/world/a",
        ),
        Column("host", "VARCHAR", "The host of a path.", example="courier.example"),
        Column("visitor_id", "VARCHAR", "User id or first-party id.", example="reader-7"),
        Column(
            "address", "VARCHAR", "IP address. It makes the visitor where no id does; not stored.", example="192.0.2.7"
        ),
        Column("user_agent", "VARCHAR", "As the client sent it.", example="Mozilla/5.0 (X11; Linux x86_64)"),
        Column("country", "VARCHAR", "ISO 3166-1 alpha-2.", example="DE"),
        Column("method", "VARCHAR", "Of the HTTP request; missing means GET.", example="GET"),
        Column("status", "SMALLINT", "Of the HTTP response; missing means 200.", example="200"),
    ),
    key=("event_id",),
    owner="audience",
    checks=(
        Check("not_null", ("url",)),
        Check("matches", ("url",), pattern=r"^(/|[A-Za-z][A-Za-z0-9+.-]*://)[^\x00-\x1f]*$"),
        *(Check("matches", (name,), pattern=INSTANT_TEXT) for name in ("received_at", "created_at", "sent_at")),
        *(
            Check("matches", (name,), pattern=r"^[^\r\n]*$")
            for name in ("event_id", "host", "visitor_id", "address", "user_agent")
        ),
        Check("matches", ("country",), pattern=r"^[A-Za-z]{2}$"),
        Check("between", ("status",), minimum=100, maximum=599),
    ),
)

ONE_OF_TWO = {"page_view_event": (("received_at", "created_at"), ("visitor_id", "address"))}
"""Pairs of keys of which an object must have one."""

EXAMPLES = {
    "article": {
        "@type": "NewsArticle",
        "url": "https://courier.example/world/ferry-berth",
        "headline": "Council keeps the ferry berth",
        "alternativeHeadline": "Boats stay until the spring",
        "author": [{"name": "Carys Lund", "jobTitle": "Reporter"}],
        "datePublished": "2025-05-04T08:00:00+01:00",
        "dateModified": "2025-05-04T09:30:00+01:00",
        "inLanguage": "en",
        "articleSection": "World",
        "keywords": ["harbour", "council"],
        "articleBody": "The council voted on Monday to keep the ferry berth.\n\nBoats will run until the spring.",
        "image": [{"url": "https://courier.example/i/1.jpg", "caption": "The berth", "creditText": "Wen Tarn"}],
        "publisher": "The Lowmere Courier",
        "translationOfWork": "https://courier.example/es/mundo/muelle",
        "isAccessibleForFree": True,
        "relatedLink": ["https://courier.example/world/ferry-fares"],
    },
    "page_view_event": {
        "event_id": "0b51c2a4",
        "received_at": "2025-05-04T10:00:03Z",
        "url": "https://courier.example/world/ferry-berth",
        "visitor_id": "reader-7",
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "country": "PT",
        "status": 200,
    },
}
"""An object of each that is good, as the schemas show it."""
