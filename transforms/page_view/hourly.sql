-- Views and exact unique visitors per UTC hour, page and country.
-- Parameters: relations reading (reading.sql), rolled_activity (activity.sql), page_number (page_number.sql),
--   count (page_view_count), article_url, hour_touched (hour_number), hour_status.
-- Grain: hour x page x country.
-- An event that is single in its visitor and page is a visitor of its own: only the others need to be told apart.
WITH human AS (
    SELECT *
    FROM reading
    ANTI JOIN (
        SELECT visitor_id, hour_number(hour_at) AS hour_number FROM rolled_activity WHERE behaviour_rule IS NOT NULL
    ) USING (visitor_id, hour_number)
),
counted AS (
    SELECT hour_number, page_number, country, count(*) AS views, count(*) AS unique_visitors, max(event_at) AS last_viewed_at
    FROM human
    WHERE is_single
    GROUP BY ALL
    UNION ALL
    SELECT hour_number, page_number, country, sum(views), count(*), max(last_viewed_at)
    FROM (
        SELECT hour_number, page_number, country, visitor_id, count(*) AS views, max(event_at) AS last_viewed_at
        FROM human
        WHERE NOT is_single
        GROUP BY ALL
    )
    GROUP BY ALL
),
part AS (
    SELECT hour_number, counted_page_id AS page_id, country, views, unique_visitors, last_viewed_at
    FROM counted
    JOIN (SELECT DISTINCT page_number, counted_page_id FROM page_number) USING (page_number)
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
