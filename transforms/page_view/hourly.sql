-- Views and exact unique visitors per UTC hour, page and country.
-- Parameters: relation rolled (outcomes.sql). Grain: hour x page x country.
SELECT
    date_trunc('hour', event_at) AS hour_at,
    counted_page_id AS page_id,
    country,
    count(*) AS views,
    count(DISTINCT visitor_id) AS unique_visitors,
    max(event_at) AS last_viewed_at
FROM rolled
WHERE outcome = 'view'
GROUP BY ALL
