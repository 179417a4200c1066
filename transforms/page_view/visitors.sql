-- The visitors of the requests of interest, each with what its identifier is made of.
-- Parameters: relations page_request (requests.sql), agent_of_input (user_agent, user_agent_id), address_country (address,
--   country).
-- Grain: one row a visitor_hash: a visitor on a site day. key_date is the day whose salt its identifier is keyed with; NULL
--   stands for the salt that outlives the days.
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
    CASE WHEN NOT v.visitor_persists THEN v.site_date END AS key_date,
    CASE
        WHEN v.visitor_key IS NOT NULL THEN concat_ws(chr(0), 'key', v.visitor_key)
        ELSE concat_ws(chr(0), short_address(v.address), v.user_agent)
    END AS message,
    a.user_agent_id,
    c.country
FROM visitor AS v
JOIN agent_of_input AS a USING (user_agent)
LEFT JOIN address_country AS c USING (address)
