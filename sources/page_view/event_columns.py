"""The columns of our own event files, whether NDJSON, CSV or Parquet holds them: see docs/page-view-events.md."""

import json

from sources.page_view.instant import instant

TIMES = ("received_at", "created_at", "sent_at")
COLUMNS = ("event_id", *TIMES, "url", "host", "visitor_id", "address", "user_agent", "country", "method", "status")

JSON_FIELDS = "json_transform(CASE WHEN json_valid(line) THEN line END, '{}')".format(
    json.dumps(dict.fromkeys(COLUMNS, "VARCHAR"))
)
"""The columns of a JSON line as a struct of texts: NULL where they are missing, and all of them where it is no JSON."""


def event_requests(fields: str) -> str:
    """Return the query of a format whose relation `line` gives the columns as texts by `fields`, a struct or a map."""
    given = ", ".join(f"nullif(field['{name}'], '') AS given_{name}" for name in COLUMNS)
    times = ", ".join(f"{instant(f'given_{name}')} AS {name}" for name in TIMES)
    # A time that is given and is none makes the record unreadable: without it the view would stand in another hour.
    times_fit = " AND ".join(f"(given_{name} IS NULL OR {name} IS NOT NULL)" for name in TIMES)
    return f"""
WITH record AS (
    SELECT position, line, {fields} AS field
    FROM line
),
given AS (
    SELECT position, line, {given}
    FROM record
),
typed AS (
    SELECT *, {times}, nullif(given_address, '-') AS address, try_cast(given_status AS SMALLINT) AS status
    FROM given
)
SELECT
    position,
    line,
    given_event_id AS event_key,
    given_visitor_id AS visitor_key,
    address,
    given_user_agent AS user_agent,
    CASE WHEN regexp_full_match(given_country, '[A-Za-z]{{2}}') THEN upper(given_country) END AS country,
    received_at,
    created_at,
    sent_at,
    upper(given_method) AS method,
    given_host AS host,
    given_url AS target,
    status,
    coalesce(
        coalesce(received_at, created_at) IS NOT NULL
        AND {times_fit}
        AND regexp_full_match(given_url, '(/|[A-Za-z][A-Za-z0-9+.-]*://)[^\\x00-\\x1f]*')
        AND coalesce(given_visitor_id, address) IS NOT NULL
        AND (given_status IS NULL OR status BETWEEN 100 AND 599)
        -- A line end in one of these is an open quote that swallowed the records behind it.
        AND NOT regexp_matches(
            concat(given_event_id, given_visitor_id, address, given_user_agent, given_host), '[\\r\\n]'
        ),
        FALSE
    ) AS is_readable
FROM typed
"""
