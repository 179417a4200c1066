-- Page events from the readable page requests of one input.
-- Parameters: $source, $site, $source_file_id; relations page_request (what is_page of `request`), target_page
--   (target, page_id), salt (site_date, inner_key, outer_key).
-- Grain: one row a page request.
-- Identifiers are HMAC-SHA256 (RFC 2104) in SQL: a plain hash of a line would give its address away.
WITH keyed AS (
    SELECT r.*, t.page_id, s.inner_key, s.outer_key
    FROM page_request AS r
    JOIN target_page AS t ON t.target = r.target
    JOIN salt AS s ON s.site_date = r.site_date
),
repeated AS (
    -- How many identical lines came before: the same line twice in a file is two events, and the same pair in
    -- another file is the same two events again.
    SELECT position, row_number() OVER (PARTITION BY line ORDER BY position) - 1 AS earlier
    FROM keyed
    WHERE line_hash IN (SELECT line_hash FROM keyed GROUP BY line_hash HAVING count(*) > 1)
),
hashed AS (
    SELECT
        k.*,
        hmac_sha256(k.inner_key, k.outer_key, concat_ws(chr(0), $source, k.line, coalesce(p.earlier, 0))) AS event_hash,
        hmac_sha256(k.inner_key, k.outer_key, concat_ws(chr(0), $site, short_address(k.address), k.user_agent)) AS visitor_hash
    FROM keyed AS k
    LEFT JOIN repeated AS p USING (position)
)
SELECT
    $source AS source,
    signed64(event_hash) AS event_id,
    event_at,
    signed64(visitor_hash) AS visitor_id,
    page_id,
    'ZZ' AS country,
    user_agent_id,
    NULL::VARCHAR AS outcome,
    $source_file_id AS source_file_id,
    position AS source_position
FROM hashed
ORDER BY event_at, event_id
