-- What each record is: a page request, one that tells of its visitor, counted views, or nothing that counts.
-- Parameters: $time_zone (of the site), $host (of the site, "*" for every one), $as_of (of the run), $unknown_agent;
--   relations request (sources.page_view.request), closed_hour (hour_at); macros is_static_path,
--   is_scanner_path.
-- Grain: one row a record, but for those of kind other. kind: invalid, page, robots_txt, scanner_path, error, count,
--   late_closed, future or other. The line itself is left where it is: copying it would cost as much as reading it.
-- line_hash, visitor_hash: they tell rows apart within this run alone; what is kept is keyed.
WITH timed AS (
    SELECT
        position, event_key, visitor_key, address, country, views, target, is_readable,
        CASE WHEN is_readable THEN hash(line) END AS line_hash,
        coalesce(user_agent, $unknown_agent) AS user_agent,
        visitor_key IS NOT NULL AND coalesce(visitor_key_persists, TRUE) AS visitor_persists,
        CASE WHEN created_at IS NOT NULL THEN received_at END AS received_at,
        event_time(received_at, created_at, sent_at) AS event_at,
        coalesce(is_page_request, TRUE) AND coalesce(method, 'GET') = 'GET' AS is_get,
        coalesce(status, 200) AS status,
        CASE WHEN contains(target, '://') THEN regexp_extract(target, '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)', 1) ELSE '' END AS target_host,
        host
    FROM request
),
placed AS (
    SELECT
        * EXCLUDE (target_host, host),
        lower(coalesce(nullif(target_host, ''), host)) AS host,
        lower(split_part(CASE WHEN target_host = '' THEN target ELSE regexp_replace(target, '^[^:]*://[^/?#]*', '') END, '?', 1)) AS path,
        (event_at AT TIME ZONE $time_zone)::DATE AS site_date
    FROM timed
),
told AS (
    SELECT
        * EXCLUDE (is_readable, is_get, status, path),
        CASE
            WHEN NOT is_readable THEN 'invalid'
            WHEN NOT is_get THEN 'other'
            WHEN $host <> '*' AND host IS NOT NULL AND split_part(host, ':', 1) <> lower($host) THEN 'other'
            WHEN views IS NOT NULL THEN 'count'
            WHEN path = '/robots.txt' THEN 'robots_txt'
            WHEN status >= 400 AND is_scanner_path(path) THEN 'scanner_path'
            WHEN is_static_path(path) THEN 'other'
            WHEN status >= 400 THEN 'error'
            WHEN status IN (200, 304) THEN 'page'
            ELSE 'other'
        END AS kind
    FROM placed
),
judged AS (
    SELECT * REPLACE (
        CASE
            WHEN kind IN ('invalid', 'other') THEN kind
            WHEN event_at > $as_of::TIMESTAMPTZ + INTERVAL 1 DAY THEN 'future'
            WHEN hour_number(event_at) NOT IN (SELECT hour_number(hour_at) FROM closed_hour) THEN kind
            WHEN kind IN ('page', 'count') THEN 'late_closed'
            ELSE 'other'
        END AS kind
    )
    FROM told
)
SELECT
    *,
    hash(coalesce(host, ''), target) AS target_hash,
    hash(site_date, coalesce(visitor_key, address), user_agent, visitor_key IS NULL, visitor_persists) AS visitor_hash
FROM judged
WHERE kind <> 'other'
