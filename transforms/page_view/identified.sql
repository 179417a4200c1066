-- The requests of interest with their identifiers.
-- Parameters: $source; relations page_request (requests.sql), target_page (host, target, page_id), salt (site_date,
--   inner_key, outer_key; the key that outlives the days stands at NULL), visitor_of_input (visitors.sql),
--   agent_of_input (user_agent, user_agent_id), repeated_line (repeated.sql).
-- Grain: one row a request whose kind is page, robots_txt, scanner_path or error, and whose target is a URL.
-- event_id is HMAC-SHA256 (RFC 2104) in SQL: a plain hash of a line would give its address away.
SELECT
    w.position,
    w.kind,
    w.event_key IS NOT NULL AS has_event_key,
    signed64(
        -- A key of the export's own comes again on another day: it is hashed with the key that outlives the days.
        CASE WHEN w.event_key IS NOT NULL
            THEN hmac_sha256(p.inner_key, p.outer_key, concat_ws(chr(0), 'event', $source, w.event_key))
            ELSE hmac_sha256(s.inner_key, s.outer_key, concat_ws(chr(0), $source, w.line, coalesce(w.earlier, 0)))
        END
    ) AS event_id,
    w.event_at,
    w.received_at,
    v.visitor_persists,
    v.visitor_id,
    t.page_id,
    coalesce(w.country, v.country, 'ZZ') AS country,
    a.user_agent_id
FROM (SELECT p.*, e.earlier FROM page_request AS p LEFT JOIN repeated_line AS e USING (position)) AS w
JOIN target_page AS t ON t.target = w.target AND t.host = coalesce(w.host, '')
JOIN visitor_of_input AS v ON v.visitor_hash = w.visitor_hash
JOIN agent_of_input AS a ON a.user_agent = w.user_agent
JOIN salt AS s ON s.site_date = w.site_date
JOIN salt AS p ON p.site_date IS NULL
WHERE w.kind IN ('page', 'robots_txt', 'scanner_path', 'error')
