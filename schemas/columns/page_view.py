"""Columns of events, visitors, agents, pages and roll-ups."""

from schemas.columns.types import INSTANT
from schemas.contract import Column

PAGE_VIEW_COLUMNS = (
    Column(
        "event_id",
        "BIGINT",
        "Identifies a request within its source: the export's own id, else a keyed hash of the line.",
        source="keyed BLAKE2b, 64 bits",
    ),
    Column("event_at", INSTANT, "When the page was requested.", unit="UTC instant"),
    Column(
        "visitor_id",
        "BIGINT",
        "One visitor during one site day.",
        source="BLAKE2b keyed with the day's salt over site, shortened address and user agent, 64 bits",
    ),
    Column(
        "received_at",
        INSTANT,
        "When the collector received the event; NULL where a log has one time only.",
        unit="UTC instant",
    ),
    Column(
        "visitor_persists",
        "BOOLEAN",
        "Whether visitor_id is the same on every day: it was made from an id of the site's.",
    ),
    Column(
        "has_event_key", "BOOLEAN", "Whether event_id was made from an id that the export gives, not from the line."
    ),
    Column("country", "VARCHAR", "Country of the visitor; ZZ is unknown.", source="ISO 3166-1 alpha-2", example="ZZ"),
    Column("user_agent_id", "BIGINT", "Identifies a distinct user-agent string.", source="SHA-256, 64 bits"),
    Column(
        "outcome",
        "VARCHAR",
        "What became of the request.",
        source="COUNTER, Snowplow; see docs/semantics.md",
        example="view",
    ),
    Column(
        "outcome_reason",
        "VARCHAR",
        "The rule behind the outcome bot_behaviour; NULL for the others.",
        example="regular_gaps",
    ),
    Column("signal", "VARCHAR", "What a request tells of its visitor: robots_txt, scanner_path or error."),
    Column(
        "requests",
        "BIGINT",
        "Page requests of the visitor in the hour, redelivered ones and double clicks left out.",
        unit="requests",
    ),
    Column("distinct_pages", "BIGINT", "Distinct pages among them.", unit="pages"),
    Column("robots_txt_requests", "BIGINT", "Requests of /robots.txt.", unit="requests"),
    Column(
        "scanner_requests",
        "BIGINT",
        "Requests of paths that only scanners ask for, refused by the server.",
        unit="requests",
    ),
    Column(
        "error_requests", "BIGINT", "Requests that the server answered with a status of 400 or more.", unit="requests"
    ),
    Column("gap_count", "BIGINT", "Gaps between consecutive ones of them.", unit="gaps"),
    Column("gap_seconds_sum", "DOUBLE", "Sum of the gaps.", unit="seconds"),
    Column("gap_seconds_sum_of_squares", "DOUBLE", "Sum of the squared gaps.", unit="seconds squared"),
    Column(
        "behaviour_rule",
        "VARCHAR",
        "The first rule of behaviour that the hour breaks; NULL for people.",
        source="settings, [bots]",
        example="request_rate",
    ),
    Column("opened_at", INSTANT, "As-of time of the run that first brought data of the hour.", unit="UTC instant"),
    Column(
        "closes_at",
        INSTANT,
        "When the hour takes no more data: 72 h after its end, or after its first data.",
        unit="UTC instant",
    ),
    Column("is_final", "BOOLEAN", "Whether the hour, or every hour of the day, is closed."),
    Column("source_file_id", "VARCHAR", "The input file or batch that a row came in by."),
    Column(
        "source_position",
        "BIGINT",
        "Place inside the input: line of a log, entry of an index, both from 1.",
        unit="lines",
    ),
    Column("user_agent", "VARCHAR", "The user-agent string, e-mail and IP addresses masked."),
    Column("is_bot", "BOOLEAN", "Whether the agent declares itself automated."),
    Column(
        "bot_rule", "VARCHAR", "The pattern that decided; NULL for people.", example="crawler-user-agents: Googlebot\\/"
    ),
    Column("bot_list_version", "VARCHAR", "Version of the lists that decided."),
    Column("hour_at", INSTANT, "Start of a UTC hour.", unit="UTC instant"),
    Column("site_date", "DATE", "Calendar day in the site's time zone; it may have 23 or 25 hours."),
    Column("views", "BIGINT", "Page views: requests whose outcome is view.", unit="views"),
    Column(
        "unique_visitors",
        "BIGINT",
        "Distinct visitors among the views, exact; NULL where views came in counted. Not to be added up over hours.",
        unit="visitors",
    ),
    Column("last_viewed_at", INSTANT, "The newest view among those counted.", unit="UTC instant"),
)
