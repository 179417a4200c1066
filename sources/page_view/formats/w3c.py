"""W3C extended log files: IIS and IIS Advanced Logging, Amazon CloudFront, Incapsula, NetScaler, SHOUTcast and others.

    #Fields: date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) sc-status
    2025-05-04 08:00:00 GET /world/a id=1 192.0.2.7 Mozilla/5.0+(X11;+Linux+x86_64) 200

What a row holds, the newest `#Fields` line above it says; rows above the first one can't be read. Fields are separated
by tabs, else by spaces outside quotes. Times are UTC, except `date-local` and `time-local`.

No page requests: streaming events (`x-event`, CloudFront RTMP), requests that nobody answered (status `-` or `000`),
those that Incapsula answered in the site's place. An address `-` stays unknown; a row without one is not readable.

Sources: W3C working draft WD-logfile-960221; Microsoft's "W3C Extended Log File Format" and "Logging Fields" of IIS
Advanced Logging; CloudFront's "Standard logging reference"; Imperva's "Log file structure".
"""

from sources.page_view.request import Format

FORMAT = Format(
    carried="^#Fields:",
    sql=r"""
WITH directive AS (
    SELECT position, regexp_extract_all(lower(substr(line, 9)), '\S+') AS name
    FROM line
    WHERE starts_with(line, '#Fields:')
),
layout AS (
    -- At which place of the rows below a directive each field stands; NULL where they lack it.
    SELECT
        position AS fields_position,
        len(name) AS width,
        coalesce(list_position(name, 'date'), list_position(name, 'date-local')) AS date_at,
        coalesce(list_position(name, 'time'), list_position(name, 'time-local')) AS time_at,
        list_position(name, 'date') IS NULL AS is_local,
        list_position(name, 'c-ip') AS address_at,
        list_position(name, 'cs-method') AS method_at,
        coalesce(list_position(name, 'x-host-header'), list_position(name, 'cs-host'), list_position(name, 'cs(host)'))
            AS host_at,
        list_position(name, 'cs-uri-stem') AS stem_at,
        list_position(name, 'cs-uri') AS uri_at,
        list_position(name, 'cs-uri-query') AS query_at,
        coalesce(list_position(name, 'sc-status'), list_position(name, 'c-status')) AS status_at,
        coalesce(list_position(name, 'cs(user-agent)'), list_position(name, 'c-user-agent')) AS user_agent_at,
        coalesce(
            list_position(name, 'cs-countrycode'), list_position(name, 'x-country'), list_position(name, 'c-country')
        ) AS country_at,
        list_position(name, 'sc-action') AS action_at,
        list_position(name, 'x-event') IS NOT NULL AS is_event
    FROM directive
),
one_row AS (
    -- DuckDB takes `line` for one row and would compare every line with every directive: joined with one row that looks
    -- like hundreds, it sorts both instead.
    SELECT n FROM range(1000) AS r(n) WHERE n % 1000 = 0
),
split AS (
    SELECT
        l.position,
        l.line,
        f.*,
        CASE
            WHEN starts_with(line, '#') THEN []
            WHEN contains(line, chr(9)) THEN string_split(line, chr(9))
            WHEN contains(line, '"') OR contains(line, '  ') THEN list_transform(
                regexp_extract_all(line, '"(?:[^"]|"")*"|[^ ]+'), lambda text: replace(trim(text, '"'), '""', '"')
            )
            ELSE string_split(line, ' ')
        END AS text
    FROM (SELECT line.* FROM line CROSS JOIN one_row) AS l
    ASOF LEFT JOIN layout AS f ON l.position >= f.fields_position
),
field AS (
    SELECT
        position,
        line,
        is_local,
        regexp_matches(line, '^#[A-Za-z-]+:') OR trim(line) = '' AND coalesce(
            position > (SELECT min(position) FROM line WHERE starts_with(line, '#')), FALSE
        ) AS is_between,
        len(text) >= width AS is_whole,
        is_event,
        try_strptime(text[date_at] || ' ' || text[time_at], ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M:%S.%f'])
            AS written_at,
        text[address_at] AS address,
        nullif(text[method_at], '-') AS method,
        nullif(text[host_at], '-') AS host,
        nullif(nullif(text[stem_at], '-'), '') AS stem,
        nullif(nullif(text[uri_at], '-'), '') AS uri,
        nullif(nullif(text[query_at], '-'), '') AS query,
        text[status_at] AS status_text,
        try_cast(text[status_at] AS SMALLINT) AS status,
        text[user_agent_at] AS user_agent,
        CASE WHEN regexp_matches(text[country_at], '^[A-Za-z]{2}$') THEN nullif(upper(text[country_at]), 'XX') END
            AS country,
        coalesce(regexp_matches(text[action_at], '^REQ_(BLOCKED|CHALLENGE)'), FALSE) AS is_stopped
    FROM split
),
decoded AS (
    SELECT * REPLACE (
        -- IIS writes '+' for a space, and a plus sign as it is: '++http' was ' +http'. Others escape by percent signs,
        -- CloudFront twice.
        CASE
            WHEN contains(user_agent, '%') THEN coalesce(
                TRY(url_decode(url_decode(user_agent))), TRY(url_decode(user_agent)), user_agent
            )
            WHEN contains(user_agent, '+') AND NOT contains(user_agent, ' ') THEN
                replace(replace(replace(user_agent, '+', ' '), '  http', ' +http'), '( http', '(+http')
            ELSE user_agent
        END AS user_agent,
        -- Incapsula's cs-uri is host and path without the scheme.
        CASE WHEN contains(uri, '://') OR starts_with(uri, '/') THEN uri
            ELSE '/' || array_to_string(string_split(uri, '/')[2:], '/')
        END AS uri,
        CASE
            WHEN host IS NULL AND NOT contains(uri, '://') THEN nullif(split_part(uri, '/', 1), '') ELSE host
        END AS host
    )
    FROM field
),
request AS (
    SELECT * REPLACE (
        CASE WHEN query IS NULL OR contains(path, '?') THEN path ELSE path || '?' || query END AS path
    )
    FROM (SELECT *, coalesce(stem, uri) AS path FROM decoded)
)
SELECT
    position,
    line,
    nullif(address, '-') AS address,
    host,
    CASE WHEN is_local THEN written_at AT TIME ZONE $time_zone ELSE written_at AT TIME ZONE 'UTC' END AS received_at,
    method,
    path AS target,
    CASE WHEN status BETWEEN 100 AND 599 THEN status END AS status,
    user_agent,
    country,
    NOT is_between AND NOT is_event AND NOT is_stopped AND coalesce(status_text NOT IN ('-', '000'), TRUE)
        AS is_page_request,
    is_between OR coalesce(
        is_whole AND written_at IS NOT NULL AND address <> '' AND path IS NOT NULL
        AND (status_text IS NULL OR status_text IN ('', '-', '000') OR status BETWEEN 100 AND 599),
        FALSE
    ) AS is_readable
FROM request
""",
)
