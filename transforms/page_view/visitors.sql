-- The visitors of the requests of interest, each hashed once: hashing is what takes the time here.
-- Parameters: $site; relations page_request (requests.sql), salt (site_date, inner_key, outer_key; the key that outlives
--   the days stands at NULL), address_country (address, country).
-- Grain: one row a visitor_hash: a visitor on a site day. HMAC-SHA256 (RFC 2104): a plain hash would give the address away.
WITH visitor AS (
    SELECT
        visitor_hash,
        any_value(site_date) AS site_date,
        any_value(visitor_key) AS visitor_key,
        any_value(visitor_persists) AS visitor_persists,
        any_value(address) AS address,
        any_value(user_agent) AS user_agent
    FROM page_request
    WHERE kind IN ('page', 'robots_txt', 'scanner_path', 'error')
    GROUP BY visitor_hash
)
SELECT
    v.visitor_hash,
    v.visitor_persists,
    signed64(
        CASE
            WHEN v.visitor_persists
                THEN hmac_sha256(p.inner_key, p.outer_key, concat_ws(chr(0), 'visitor', $site, v.visitor_key))
            WHEN v.visitor_key IS NOT NULL
                THEN hmac_sha256(s.inner_key, s.outer_key, concat_ws(chr(0), 'visitor', $site, v.visitor_key))
            ELSE hmac_sha256(s.inner_key, s.outer_key, concat_ws(chr(0), $site, short_address(v.address), v.user_agent))
        END
    ) AS visitor_id,
    c.country
FROM visitor AS v
JOIN salt AS s ON s.site_date = v.site_date
JOIN salt AS p ON p.site_date IS NULL
LEFT JOIN address_country AS c ON c.address = v.address
