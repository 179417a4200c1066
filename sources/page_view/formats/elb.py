r"""Access logs of Amazon's load balancers: Application Load Balancer, whose lines begin with a type, and Classic.

    https 2025-05-04T08:00:00.127531Z app/courier/50dc6c 192.0.2.7:2817 198.51.100.1:80 0.001 0.102 0.000 200 200 225 57
        "GET https://courier.example:443/world/a HTTP/1.1" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" …
    2025-05-04T08:00:00.945958Z courier 192.0.2.7:2817 198.51.100.1:80 0.000086 0.001048 0.001337 200 200 0 57
        "GET https://courier.example:443/world/a HTTP/1.1" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" …

The status is the one that the client got. A request that begins with a dash is none (TCP listeners, malformed ones);
a status of `-` means that nobody answered. Both are readable and no page requests.

Sources: "Access logs for your Application Load Balancer" and "Access logs for your Classic Load Balancer" of Elastic
Load Balancing's user guides.
"""

from sources.page_view.request import Format

FORMAT = Format(
    sql=r"""
-- The URL stands as the client sent it and may hold quotes; such lines take the slower way.
WITH split AS (
    SELECT position, line, string_split(line, '"') AS parts
    FROM line
),
field AS (
    SELECT
        position,
        line,
        CASE
            WHEN parts[3] = ' ' OR (len(parts) = 3 AND parts[3] = '') THEN {
                'head': parts[1], 'request': parts[2], 'user_agent': parts[4]
            }
            ELSE regexp_extract(
                line, '^([^"]*)"(.+?)" "(.*?)" \S+ \S+(?: arn:.*| - .*)?$', ['head', 'request', 'user_agent']
            )
        END AS field
    FROM split
),
token AS (
    SELECT
        position,
        line,
        string_split(regexp_replace(field.head, '^(?:http|https|h2|grpcs|ws|wss) ', ''), ' ') AS head,
        string_split(field.request, ' ') AS request,
        replace(replace(field.user_agent, '\x22', '"'), '\"', '"') AS user_agent
    FROM field
),
typed AS (
    SELECT
        position,
        line,
        try_strptime(head[1], ['%Y-%m-%dT%H:%M:%S.%fZ', '%Y-%m-%dT%H:%M:%SZ']) AT TIME ZONE 'UTC' AS received_at,
        -- An IPv6 address stands in brackets or not, its port behind the last colon.
        trim(array_to_string(string_split(head[3], ':')[1:-2], ':'), '[]') AS address,
        head[8] AS status_text,
        try_cast(head[8] AS SMALLINT) AS status,
        request[1] AS method,
        array_to_string(CASE WHEN starts_with(request[-1], 'HTTP/') THEN request[2:-2] ELSE request[2:] END, ' ')
            AS target,
        len(head) = 12 AND head[12] = '' AS is_whole,  -- a space stands before the request
        user_agent
    FROM token
)
SELECT
    position,
    line,
    address,
    received_at,
    nullif(method, '-') AS method,
    CASE WHEN method <> '-' THEN target END AS target,
    status,
    user_agent,
    coalesce(method <> '-' AND status_text <> '-', FALSE) AS is_page_request,
    coalesce(
        is_whole AND received_at IS NOT NULL AND address <> ''
        AND (method = '-' OR contains(target, '://') AND (status_text = '-' OR status BETWEEN 100 AND 599)),
        FALSE
    ) AS is_readable
FROM typed
""",
)
