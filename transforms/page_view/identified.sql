-- The requests of interest with their identifiers.
-- Parameters: relations page_request (requests.sql), target_page (target_hash, page_id), visitor_of_input (visitors.sql),
--   visitor_identifier (visitor_hash, identifier), event_identifier (position, identifier).
-- Grain: one row a request whose kind is page, robots_txt, scanner_path or error, and whose target is a URL.
SELECT
    p.position,
    p.kind,
    p.event_key IS NOT NULL AS has_event_key,
    e.identifier AS event_id,
    p.event_at,
    p.received_at,
    v.visitor_persists,
    i.identifier AS visitor_id,
    t.page_id,
    coalesce(p.country, v.country, 'ZZ') AS country,
    v.user_agent_id
FROM page_request AS p
JOIN event_identifier AS e USING (position)
JOIN target_page AS t USING (target_hash)
JOIN visitor_of_input AS v USING (visitor_hash)
JOIN visitor_identifier AS i USING (visitor_hash)
