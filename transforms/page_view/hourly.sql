-- Views and exact unique visitors per UTC hour, page and country.
-- Parameters: relations rolled (outcomes.sql), count (page_view_count), hour_touched (hour_number), hour_status.
-- Grain: hour x page x country.
-- An event that is single in its visitor and page is a visitor of its own: only the others need to be told apart.
WITH part AS (
    SELECT hour_number, counted_page_id AS page_id, country, count(*) AS views, count(*) AS unique_visitors, max(event_at) AS last_viewed_at
    FROM rolled
    WHERE outcome = 'view' AND is_single
    GROUP BY ALL
    UNION ALL
    SELECT hour_number, page_id, country, sum(views), count(*), max(last_viewed_at)
    FROM (
        SELECT hour_number, counted_page_id AS page_id, country, visitor_id, count(*) AS views, max(event_at) AS last_viewed_at
        FROM rolled
        WHERE outcome = 'view' AND NOT is_single
        GROUP BY ALL
    )
    GROUP BY ALL
    UNION ALL
    -- Counted views tell the hour alone.
    SELECT hour_number(c.hour_at) AS hour_number, coalesce(u.article_id, c.page_id), c.country, sum(c.views), NULL, max(c.hour_at)
    FROM count AS c
    LEFT JOIN article_url AS u USING (page_id)
    WHERE hour_number(c.hour_at) IN (SELECT hour_number FROM hour_touched)
    GROUP BY ALL
)
SELECT
    hour_start(hour_number) AS hour_at,
    page_id,
    country,
    sum(views)::BIGINT AS views,
    sum(unique_visitors)::BIGINT AS unique_visitors,
    max(last_viewed_at) AS last_viewed_at,
    coalesce(bool_or(s.is_final), FALSE) AS is_final
FROM part
LEFT JOIN hour_status AS s ON s.hour_at = hour_start(part.hour_number)
GROUP BY hour_number, page_id, country
