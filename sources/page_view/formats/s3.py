r"""Server access logs of Amazon S3: the requests of a bucket, which may serve a website.

    79a59d… courier.example [04/May/2025:08:00:00 +0000] 192.0.2.7 - 3E57427F3EXAMPLE WEBSITE.GET.OBJECT world/a
        "GET /world/a HTTP/1.1" 200 - 368 368 10 9 "-" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" - …

The host is the bucket: a website's bucket has the name of its host. Where the path begins with the bucket (path-style
requests), it is taken off. Only reading a page or an object is a page request; listings, uploads and S3's own work
(lifecycle rules, batches) are readable and none.

Source: "Amazon S3 server access log format" of the Amazon S3 user guide.
"""

from sources.page_view.request import Format

FORMAT = Format(
    sql=r"""
-- Of a line with stray quotes in the URL, referrer or user agent the slower way finds the fields.
WITH split AS (
    SELECT position, line, string_split(line, '"') AS parts
    FROM line
),
field AS (
    SELECT
        position,
        line,
        parts[1] AS head,
        CASE
            WHEN len(parts) = 7 THEN {'request': parts[2], 'tail': parts[3], 'user_agent': parts[6]}
            ELSE regexp_extract(
                line, '^[^"]*"(.*?)"( \d{3} \S+ \S+ \S+ \S+ \S+) "(?:.*?)" "(.*?)"(?: [^ "]+)*$',
                ['request', 'tail', 'user_agent']
            )
        END AS field
    FROM split
),
token AS (
    SELECT
        position,
        line,
        string_split(head, ' ') AS head,
        string_split(field.request, ' ') AS request,
        split_part(field.tail, ' ', 2) AS status_text,
        field.user_agent
    FROM field
),
typed AS (
    SELECT
        position,
        line,
        nullif(head[5], '-') AS address,
        head[2] AS bucket,
        try_strptime(head[3] || ' ' || head[4], '[%d/%b/%Y:%H:%M:%S %z]') AS received_at,
        regexp_matches(head[8], '^(REST|WEBSITE|SOAP|BATCH|S3)\.[A-Z]') AS is_operation,
        starts_with(head[8], 'WEBSITE.GET.') OR head[8] = 'REST.GET.OBJECT' AS is_page_request,
        nullif(request[1], '-') AS method,
        array_to_string(CASE WHEN starts_with(request[-1], 'HTTP/') THEN request[2:-2] ELSE request[2:] END, ' ')
            AS target,
        try_cast(status_text AS SMALLINT) AS status,
        user_agent
    FROM token
)
SELECT
    position,
    line,
    address,
    bucket AS host,
    received_at,
    method,
    CASE WHEN starts_with(target, '/' || bucket || '/') THEN substr(target, len(bucket) + 2) ELSE nullif(target, '') END
        AS target,
    CASE WHEN status BETWEEN 100 AND 599 THEN status END AS status,
    user_agent,
    coalesce(is_page_request AND method = 'GET', FALSE) AS is_page_request,
    coalesce(
        is_operation AND received_at IS NOT NULL AND (
            NOT is_page_request
            OR address IS NOT NULL AND method IS NOT NULL AND target <> '' AND status BETWEEN 100 AND 599
        ),
        FALSE
    ) AS is_readable
FROM typed
""",
)
