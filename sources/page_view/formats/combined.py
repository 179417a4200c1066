"""NCSA common and combined logs of Apache and nginx, with or without the virtual host, with further fields behind.

    192.0.2.7 - - [04/May/2025:10:00:00 +0200] "GET /a HTTP/1.1" 200 12 "-" "Mozilla/5.0 …"

The virtual host stands before the address (Apache's vhost_combined) or in the place of the identd user (OVH).
Sources: Apache's mod_log_config, nginx's ngx_http_log_module.
"""

from sources.page_view.request import Format

FORMAT = Format(
    sql=r"""
-- Splitting at quotes is four times as fast as a regular expression; lines with escaped or stray quotes take the
-- slower way, in which the last field reaches to the end of the line, whether its closing quote is there or not.
WITH split AS (
    SELECT position, line, string_split(line, '"') AS parts
    FROM line
),
field AS (
    SELECT
        position,
        line,
        CASE
            WHEN len(parts) = 7 AND NOT contains(line, '\"') THEN {
                'head': parts[1], 'request': parts[2], 'tail': parts[3], 'referrer': parts[4], 'user_agent': parts[6]
            }
            WHEN len(parts) = 3 THEN {
                'head': parts[1], 'request': parts[2], 'tail': parts[3], 'referrer': '', 'user_agent': NULL
            }
            WHEN contains(line, '\"') OR len(parts) < 7 OR NOT regexp_matches(parts[7], '^ \S') THEN regexp_extract(
                line,
                '^([^"]*\] (?:\([^)]*\) )?)"((?:[^"\\]|\\.)*)"( +\d{3} +(?:\d+|-)(?: +[^ "]+)* +)'
                || '"((?:[^"\\]|\\.)*)" +"(.*?)"?\s*$',
                ['head', 'request', 'tail', 'referrer', 'user_agent']
            )
            ELSE {  -- quoted fields behind the user agent
                'head': parts[1], 'request': parts[2], 'tail': parts[3], 'referrer': parts[4], 'user_agent': parts[6]
            }
        END AS field
    FROM split
),
token AS (
    SELECT
        position,
        line,
        string_split(trim(split_part(head, '[', 1)), ' ') AS who,
        -- Behind the time there may be only what Gandi puts there: the seconds that the answer took.
        CASE
            WHEN ends_with(head, '] ') OR ends_with(head, ' s) ') THEN split_part(split_part(head, '[', 2), ']', 1)
        END AS time,
        string_split(field.request, ' ') AS request,
        -- A size that is no number is a broken line, although the size itself is of no use here.
        CASE
            WHEN regexp_matches(field.tail, '^ +[1-5]\d\d +(?:\d+|-)(?: |$)') THEN ltrim(field.tail, ' ')[:3]::SMALLINT
        END AS status,
        CASE WHEN contains(field.user_agent, '\"') THEN replace(field.user_agent, '\"', '"') ELSE field.user_agent END
            AS user_agent
    FROM (
        SELECT *, CASE
            WHEN contains(field.head, '  ') THEN regexp_replace(field.head, ' +', ' ', 'g')
            ELSE field.head
        END AS head
        FROM field
    )
),
typed AS (
    SELECT *, CASE WHEN length(time) = 26 THEN try_strptime(time, '%d/%b/%Y:%H:%M:%S %z') END AS received_at, CASE
        WHEN len(who) >= 4 AND who[3] = '-' AND who[2] <> '-' THEN {'host': who[1], 'address': who[2]}
        WHEN len(who) >= 3 AND contains(who[2], '.') THEN {'host': who[2], 'address': who[1]}
        ELSE {'host': NULL, 'address': who[1]}
    END AS place
    FROM token
)
SELECT
    position,
    line,
    place.address AS address,
    place.host AS host,
    received_at,
    request[1] AS method,
    CASE
        WHEN len(request) <= 3 THEN request[2]
        WHEN starts_with(request[-1], 'HTTP/') THEN array_to_string(request[2:-2], ' ')
        ELSE array_to_string(request[2:], ' ')
    END AS target,
    status,
    user_agent,
    coalesce(received_at IS NOT NULL AND status IS NOT NULL AND place.address <> '', FALSE) AS is_readable
FROM typed
""",
)
