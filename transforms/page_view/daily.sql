-- Views and exact unique visitors per site day, page and country, from the events themselves: hours of half-hour
-- zones belong to two days, and days have 23 to 25 hours.
-- Parameters: $time_zone; relations rolled (outcomes.sql), event, hour_touched, article_url. Grain: site day x page x country,
--   every day that a touched hour has a part in, whole.
WITH day_touched AS (
    SELECT DISTINCT (unnest([hour_at, hour_at + INTERVAL 59 MINUTES]) AT TIME ZONE $time_zone)::DATE AS site_date
    FROM hour_touched
),
bound AS (
    SELECT
        min(site_date)::TIMESTAMP AT TIME ZONE $time_zone AS first_at,
        (max(site_date) + 1)::TIMESTAMP AT TIME ZONE $time_zone AS last_at
    FROM day_touched
),
view AS (
    SELECT event_at, counted_page_id AS page_id, country, visitor_id FROM rolled WHERE outcome = 'view'
    UNION ALL
    SELECT e.event_at, coalesce(u.article_id, e.page_id), e.country, e.visitor_id
    FROM event AS e
    LEFT JOIN article_url AS u USING (page_id)
    WHERE e.outcome = 'view'
        AND e.event_at >= (SELECT first_at FROM bound) AND e.event_at < (SELECT last_at FROM bound)
        AND date_trunc('hour', e.event_at) NOT IN (SELECT hour_at FROM hour_touched)
)
SELECT
    (event_at AT TIME ZONE $time_zone)::DATE AS site_date,
    page_id,
    country,
    count(*) AS views,
    count(DISTINCT visitor_id) AS unique_visitors,
    max(event_at) AS last_viewed_at
FROM view
WHERE site_date IN (SELECT site_date FROM day_touched)
GROUP BY ALL
