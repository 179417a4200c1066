"""Google Analytics 4's BigQuery export (events_YYYYMMDD, events_intraday_YYYYMMDD) as NDJSON: one event a line.

    {"event_name": "page_view", "event_timestamp": "1746352800000000", "user_pseudo_id": "12.34", "event_params":
    [{"key": "page_location", "value": {"string_value": "https://courier.example/world/a"}}]}

event_timestamp is when the client logged the event, in microseconds. When it was received is not exported:
event_server_timestamp_offset lies between collection and upload, its sign is nowhere told, so it is left alone.
An event has no id, and no user agent. geo.country is a name ("Germany"), taken only where two letters stand there.
Without consent (privacy_info) there is neither user id nor pseudonym.
Source: Analytics Help "[GA4] BigQuery Export schema"; BigQuery's JSON writes INT64 as text.
"""

from sources.page_view.request import Format

FORMAT = Format(
    sql="""
WITH event AS (
    SELECT position, line, json_transform(
        CASE WHEN json_valid(line) THEN line END,
        '{
            "event_date": "VARCHAR", "event_name": "VARCHAR", "event_timestamp": "VARCHAR",
            "user_id": "VARCHAR", "user_pseudo_id": "VARCHAR", "geo": {"country": "VARCHAR"},
            "event_params": [{"key": "VARCHAR", "value": {"string_value": "VARCHAR"}}]
        }'
    ) AS event
    FROM line
),
field AS (
    SELECT
        position,
        line,
        event.event_name AS event_name,
        try_cast(event.event_timestamp AS BIGINT) AS microseconds,
        coalesce(nullif(event.user_id, ''), nullif(event.user_pseudo_id, '')) AS visitor_key,
        event.geo.country AS country,
        list_filter(event.event_params, lambda p: p.key = 'page_location')[1].value.string_value AS page_location,
        coalesce(event.event_name, '') <> ''
            AND (event.event_params IS NOT NULL OR event.event_date IS NOT NULL) AS is_event
    FROM event
),
typed AS (
    -- Beyond these bounds, 1970 to 2100, make_timestamptz may raise.
    SELECT *, CASE
        WHEN microseconds BETWEEN 0 AND 4102444800000000 THEN make_timestamptz(microseconds)
    END AS created_at
    FROM field
)
SELECT
    position,
    line,
    -- Each view without consent is a visitor of its own: one visitor of all would look like a robot.
    coalesce(visitor_key, 'alone ' || md5(line)) AS visitor_key,
    CASE WHEN visitor_key IS NULL THEN FALSE END AS visitor_key_persists,
    CASE WHEN regexp_full_match(country, '[A-Za-z]{2}') THEN upper(country) END AS country,
    created_at,
    page_location AS target,
    coalesce(event_name = 'page_view', FALSE) AS is_page_request,
    coalesce(
        is_event AND created_at IS NOT NULL AND (event_name <> 'page_view' OR page_location <> ''), FALSE
    ) AS is_readable
FROM typed
""",
)
