"""Every column of the lake, defined once. Tables pick theirs by name.

Names follow schema.org's NewsArticle for articles and COUNTER for views, in snake case; the unit stands
in the name (`_at` a UTC instant, `_id` an identifier, `_minutes`, `_bytes`).
"""

from schemas.contract import Column

INSTANT = "TIMESTAMP WITH TIME ZONE"
PERSONS = 'STRUCT("name" VARCHAR, "role" VARCHAR)[]'
IMAGES = "STRUCT(url VARCHAR, caption VARCHAR, credit_text VARCHAR)[]"

ARTICLE_COLUMNS = (
    Column(
        "article_id",
        "VARCHAR",
        "Identifies an article: 12 characters of base32, made from the canonical URL alone.",
        source="transforms.url.page_id",
        example="mfrggzdfmztw",
    ),
    Column(
        "url", "VARCHAR", "Canonical URL.", source="rel=canonical, og:url, JSON-LD, else the fetched URL, normalised"
    ),
    Column("headline", "VARCHAR", "Headline.", source="schema.org headline"),
    Column(
        "alternative_headline",
        "VARCHAR",
        "The deck: the line or two below the headline.",
        source="schema.org alternativeHeadline",
    ),
    Column("author", PERSONS, "Bylines in their order, with the role where one is given.", source="schema.org author"),
    Column(
        "date_published",
        INSTANT,
        "When the article was first published.",
        unit="UTC instant",
        source="schema.org datePublished",
    ),
    Column(
        "date_published_offset_minutes",
        "SMALLINT",
        "Offset from UTC that the publisher wrote; NULL where none was.",
        unit="minutes east of UTC",
        example="540",
    ),
    Column(
        "date_published_precision", "VARCHAR", "How exact the publisher was: day, minute or second.", example="minute"
    ),
    Column(
        "date_modified",
        INSTANT,
        "When the article was last changed.",
        unit="UTC instant",
        source="schema.org dateModified",
    ),
    Column(
        "date_modified_offset_minutes",
        "SMALLINT",
        "Offset from UTC that the publisher wrote; NULL where none was.",
        unit="minutes east of UTC",
    ),
    Column("date_modified_precision", "VARCHAR", "How exact the publisher was: day, minute or second."),
    Column("in_language", "VARCHAR", "Language of the text.", source="BCP 47 primary subtag", example="en"),
    Column(
        "article_section", "VARCHAR", "Section of the publication.", source="schema.org articleSection", example="World"
    ),
    Column("keywords", "VARCHAR[]", "Tags, as the publisher gives them.", source="schema.org keywords"),
    Column(
        "article_body",
        "VARCHAR",
        "Text: paragraphs joined by a blank line, without teasers, captions and bylines.",
        source="schema.org articleBody",
    ),
    Column(
        "word_count",
        "INTEGER",
        "Words of the body; letters of scripts that are written without spaces count one each.",
        unit="words",
    ),
    Column("image", IMAGES, "Images with caption and credit.", source="schema.org image"),
    Column("publisher", "VARCHAR", "Name of the publisher, else its host.", source="schema.org publisher"),
    Column(
        "translation_of_url",
        "VARCHAR",
        "URL of the article that this one translates, or of its other-language edition.",
        source="schema.org translationOfWork, hreflang",
    ),
    Column(
        "is_accessible_for_free",
        "BOOLEAN",
        "False behind a paywall; NULL where the page does not say.",
        source="schema.org isAccessibleForFree",
    ),
    Column("related_link", "VARCHAR[]", "Links of the page's own related box.", source="schema.org relatedLink"),
    Column(
        "content_hash",
        "VARCHAR",
        "SHA-256 over what a reader sees (headline, deck, authors, body): equal hashes, equal content.",
        unit="hex",
    ),
    Column("source", "VARCHAR", "Name of the configured source.", source="newslake.toml", example="courier"),
    Column(
        "fetched_at",
        INSTANT,
        "When the page was fetched; for files, the index's word or the file's modification time.",
        unit="UTC instant",
    ),
    Column(
        "warc_record_id",
        "VARCHAR",
        "WARC-Record-ID of the response that the article was read from.",
        source="ISO 28500",
    ),
)

IDENTITY_COLUMNS = (
    Column(
        "page_id",
        "VARCHAR",
        "Identifies a page: the article_id that its URL has, or would have.",
        source="transforms.url.page_id",
    ),
    Column(
        "page_url",
        "VARCHAR",
        "Canonical form of a page's URL: no fragment, no tracking parameters.",
        source="transforms.url.canonical_url",
    ),
    Column(
        "url_kind", "VARCHAR", "How the URL is known to mean the article: canonical or requested.", example="canonical"
    ),
)

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

RANKING_COLUMNS = (
    Column("as_of", INSTANT, "The whole hour that a ranking was made for; it knows nothing later.", unit="UTC instant"),
    Column("time_window", "VARCHAR", "1h, 3h, 24h (rolling) or day, 7d, 30d (complete site days).", example="24h"),
    Column("scope", "VARCHAR", "all, or section:…, language:…, source:….", example="section:World"),
    Column(
        "position",
        "INTEGER",
        "ROW_NUMBER by views, then date_published (newest first), then article_id.",
        unit="places",
    ),
    Column("rank", "INTEGER", "RANK by views: ties share it.", unit="places"),
    Column(
        "previous_rank",
        "INTEGER",
        "Rank one step earlier: an hour for rolling windows, a day for calendar ones. NULL: was not ranked.",
        unit="places",
    ),
    Column("rank_delta", "INTEGER", "previous_rank minus rank: above zero is a climb.", unit="places"),
    Column("share", "DOUBLE", "Views as a part of all views in the window and scope.", unit="0 to 1"),
    Column("window_start", INSTANT, "First instant of the window.", unit="UTC instant"),
    Column("window_end", INSTANT, "First instant after the window.", unit="UTC instant"),
    Column(
        "watermark",
        INSTANT,
        "The newest view of any article that the window held when it was ranked.",
        unit="UTC instant",
    ),
)

OPERATIONS_COLUMNS = (
    Column("file_name", "VARCHAR", "Path of the input, relative to its source's location."),
    Column("content_digest", "VARCHAR", "SHA-256 of the input's bytes.", unit="hex"),
    Column("size_bytes", "BIGINT", "Size of the input as it lies.", unit="bytes"),
    Column("format", "VARCHAR", "Format that the input was read as; NULL for articles.", example="combined"),
    Column(
        "first_byte",
        "BIGINT",
        "Where reading began: above zero, the input had grown and only its end was read.",
        unit="bytes",
    ),
    Column("first_position", "BIGINT", "Number of the first line that was read.", unit="lines"),
    Column("modified_at", INSTANT, "The file's own modification time when it was read.", unit="UTC instant"),
    Column("rows_received", "BIGINT", "Rows that the input held: always the sum of outcomes.", unit="rows"),
    Column(
        "outcomes", "MAP(VARCHAR, BIGINT)", "Rows per outcome.", unit="rows", example="{view: 812, bot_declared: 40}"
    ),
    Column("quarantined_record_id", "VARCHAR", "Identifies a quarantined record: table, input, place."),
    Column("table_name", "VARCHAR", "The table that a record or a check belongs to."),
    Column(
        "failed_checks", "VARCHAR[]", "Names of the checks that the record failed, or the reason it could not be read."
    ),
    Column("record", "VARCHAR", "The record itself: the raw line, addresses masked, or the row as JSON."),
    Column("run_id", "VARCHAR", "Airflow's DAG run id.", source="Airflow"),
    Column("check_name", "VARCHAR", "The check, as its contract names it."),
    Column("column_name", "VARCHAR", "Columns that the check reads, comma separated."),
    Column("severity", "VARCHAR", "critical, error or warning."),
    Column("success", "BOOLEAN", "Whether the batch kept the promise."),
    Column("expected", "VARCHAR", "What was expected, as JSON.", source="Great Expectations"),
    Column("observed", "VARCHAR", "What was observed, as JSON.", source="Great Expectations"),
    Column("unexpected_count", "BIGINT", "Rows that broke the promise.", unit="rows"),
    Column("row_count", "BIGINT", "Rows of the batch that was checked.", unit="rows"),
)

COLUMNS: dict[str, Column] = {
    column.name: column
    for group in (ARTICLE_COLUMNS, IDENTITY_COLUMNS, PAGE_VIEW_COLUMNS, RANKING_COLUMNS, OPERATIONS_COLUMNS)
    for column in group
}


def columns(*names: str) -> tuple[Column, ...]:
    """Return the columns called `names`, in that order; KeyError names an unknown one."""
    return tuple(COLUMNS[name] for name in names)
