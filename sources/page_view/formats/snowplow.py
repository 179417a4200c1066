"""Snowplow's enriched events as TSV: the 131 columns of its atomic event, with or without a line of their names.

The columns read are named and counted in `COLUMNS`; times are UTC without saying so.
Sources: Snowplow's "Enriched stream TSV file format" and "Canonical event model".
"""

from sources.page_view.instant import instant
from sources.page_view.request import Format

COLUMN_COUNT = 131
COLUMNS = {
    "collector_tstamp": 4,
    "dvce_created_tstamp": 5,
    "event": 6,
    "event_id": 7,
    "user_id": 13,
    "user_ipaddress": 14,
    "domain_userid": 16,
    "network_userid": 18,
    "geo_country": 19,
    "page_url": 30,
    "useragent": 78,
    "dvce_sent_tstamp": 120,
}
"""The columns read, with their places from 1."""

ANONYMOUS = "00000000-0000-0000-0000-000000000000"
"""The network_userid of everyone whose tracker asks for server-side anonymisation."""


def snowplow_requests(columns: dict[str, str], record: str, header: str) -> str:
    """Return the query of a format whose relation `line` gives each of `COLUMNS` by the SQL in `columns`.

    `record` says in SQL whether a line has the shape of an event, `header` whether it holds the names.
    """
    given = ", ".join(f"nullif({sql}, '') AS {name}" for name, sql in columns.items())
    return f"""
WITH field AS (
    SELECT position, line, {record} AS is_record, {header} AS is_header, {given}
    FROM (SELECT *, string_split(line, chr(9)) AS parts FROM line)
),
typed AS (
    SELECT
        *,
        {instant("collector_tstamp", "'UTC'")} AS received_at,
        {instant("dvce_created_tstamp", "'UTC'")} AS created_at,
        {instant("dvce_sent_tstamp", "'UTC'")} AS sent_at,
        -- The IP anonymisation enrichment puts an x for each hidden part.
        CASE WHEN trim(user_ipaddress, 'x.:') <> '' THEN user_ipaddress END AS address,
        coalesce(user_id, domain_userid, nullif(network_userid, '{ANONYMOUS}')) AS named_visitor
    FROM field
)
SELECT
    position,
    line,
    event_id AS event_key,
    -- An event without any identifier is a visitor of its own: one visitor of all of them would look like a robot.
    CASE WHEN named_visitor IS NULL AND address IS NULL THEN 'alone ' || event_id ELSE named_visitor END AS visitor_key,
    CASE WHEN named_visitor IS NULL AND address IS NULL THEN FALSE END AS visitor_key_persists,
    address,
    useragent AS user_agent,
    CASE WHEN regexp_full_match(geo_country, '[A-Za-z]{{2}}') THEN upper(geo_country) END AS country,
    received_at,
    created_at,
    sent_at,
    page_url AS target,
    coalesce(event = 'page_view', FALSE) AS is_page_request,
    coalesce(is_header, FALSE) OR coalesce(
        is_record
        AND event IS NOT NULL
        AND regexp_full_match(event_id, '[0-9a-fA-F]{{8}}(-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}')
        AND received_at IS NOT NULL
        AND (event <> 'page_view' OR page_url IS NOT NULL),
        FALSE
    ) AS is_readable
FROM typed
"""


FORMAT = Format(
    sql=snowplow_requests(
        {name: f"parts[{place}]" for name, place in COLUMNS.items()},
        record=f"len(parts) = {COLUMN_COUNT}",
        header=f"parts[{COLUMNS['event_id']}] = 'event_id' AND parts[{COLUMNS['event']}] = 'event'",
    ),
)
