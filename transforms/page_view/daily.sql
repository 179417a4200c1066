-- Views and exact unique visitors per site day, page and country, from the events themselves: hours of half-hour zones
-- belong to two days, and days have 23 to 25 hours.
-- Parameters: $time_zone; relations view (event_at, page_id, country, visitor_id), count (page_view_count), article_url,
--   day_touched (site_date, start_at, end_at, is_final).
-- Grain: site day x page x country, of the touched days, whole.
WITH viewed AS (
    SELECT d.site_date, coalesce(u.article_id, v.page_id) AS page_id, v.country, v.visitor_id, count(*) AS views,
        max(v.event_at) AS last_viewed_at
    FROM view AS v
    JOIN day_touched AS d ON v.event_at >= d.start_at AND v.event_at < d.end_at
    LEFT JOIN article_url AS u USING (page_id)
    GROUP BY ALL
),
part AS (
    SELECT site_date, page_id, country, sum(views) AS views, count(*) AS unique_visitors, max(last_viewed_at) AS last_viewed_at
    FROM viewed
    GROUP BY ALL
    UNION ALL
    -- Counted views tell the hour alone: one that belongs to two days goes to the one that it begins in.
    SELECT d.site_date, coalesce(u.article_id, c.page_id), c.country, sum(c.views), NULL, max(c.hour_at)
    FROM count AS c
    JOIN day_touched AS d ON c.hour_at >= d.start_at AND c.hour_at < d.end_at
    LEFT JOIN article_url AS u USING (page_id)
    GROUP BY ALL
)
SELECT
    site_date,
    page_id,
    country,
    sum(views)::BIGINT AS views,
    sum(unique_visitors)::BIGINT AS unique_visitors,
    max(last_viewed_at) AS last_viewed_at,
    any_value(d.is_final) AS is_final
FROM part
JOIN day_touched AS d USING (site_date)
GROUP BY site_date, page_id, country
