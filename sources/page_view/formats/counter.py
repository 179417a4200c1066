"""Logs of the COUNTER Code of Practice for Research Data, as counter-processor reads and Dataverse and Dash write them.

    2025-05-04T10:00:00+02:00⇥192.0.2.7⇥-⇥1cf7c4e5⇥39⇥https://data.example/dataset/1⇥doi:10.5072/1⇥-⇥-⇥Mozilla/5.0 …⇥…

Nineteen columns, separated by tabs: event_time, client_ip, session_cookie_id, user_cookie_id, user_id, request_url,
identifier, filename, size, user-agent, and nine that describe the dataset; what is not known is `-`, `????` or empty.
The directives above them begin with `#`. A time without an offset is one of the settings' zone.

What is counted: counter-processor tells by the path of request_url alone, with patterns from its own settings, whether
a line is an investigation (a dataset's page) or a request (a download), counts both as total investigations and leaves
out what is neither. Here every line is a page request, downloads, which have a filename and a size, included. The
visitor is the user id, else the user's cookie, else the session's, as there.

Sources: README and input_processor/log_line.py of CDLUC3/counter-processor.
"""

from sources.page_view.request import Format

FORMAT = Format(
    sql=r"""
WITH field AS (
    SELECT
        position,
        line,
        regexp_matches(line, '^#(Fields:\s*event_time\t|Version:|Software:|Start-Date:|End-Date:| Logfile created )')
            AS is_directive,
        CASE WHEN NOT starts_with(line, '#') THEN list_transform(
            string_split(line, chr(9)), lambda text: CASE WHEN text NOT IN ('', '-', '????') THEN text END
        ) END AS field
    FROM line
),
typed AS (
    SELECT
        position,
        line,
        is_directive,
        len(field) = 19 AS is_whole,
        replace(field[1], 'Z', '+00:00') AS event_time,
        field[2] AS address,
        coalesce(field[5], field[4], field[3]) AS visitor_key,
        field[6] AS target,
        CASE WHEN coalesce(field[5], field[4], field[3]) IS NOT NULL THEN coalesce(field[5], field[4]) IS NOT NULL END
            AS visitor_key_persists,  -- a session's cookie does not
        CASE WHEN NOT is_directive THEN coalesce(field[10], '-') END AS user_agent
    FROM field
),
timed AS (
    SELECT *, coalesce(
        try_strptime(event_time, ['%Y-%m-%dT%H:%M:%S%z', '%Y-%m-%dT%H:%M:%S.%f%z']),
        try_strptime(event_time, ['%Y-%m-%dT%H:%M:%S', '%Y-%m-%dT%H:%M:%S.%f']) AT TIME ZONE $time_zone
    ) AS received_at
    FROM typed
)
SELECT
    position,
    line,
    visitor_key,
    visitor_key_persists,
    address,
    user_agent,
    received_at,
    target,
    NOT is_directive AS is_page_request,
    is_directive OR coalesce(is_whole AND received_at IS NOT NULL AND address <> '' AND contains(target, '://'), FALSE)
        AS is_readable
FROM timed
""",
)
