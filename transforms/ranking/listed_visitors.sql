-- Unique visitors of the listed articles.
-- Parameters: $time_zone; relations listed (as_of, time_window, article_id), ranking_window, window_views, window_hour,
--   window_day, article_number (the files of these names), hour_event, day_event (events of the rolling and of the calendar
--   windows), article_url.
-- Grain: as-of hour x window x article.
-- One hour or one day is exact as its roll-up is. 3 h and 24 h are counted over the events of the listed articles. Days
-- are added up, unless every view has an id that outlives the day: then its events are counted too.
WITH summed AS (
    SELECT as_of, time_window, article_id, views, unique_visitors
    FROM window_views
    JOIN article_number USING (number)
    JOIN ranking_window USING (list_number)
    WHERE step = 0
),
of_hours AS (
    SELECT w.as_of, w.time_window, e.article_id, count(DISTINCT e.visitor_id) AS unique_visitors
    FROM (
        SELECT hour_start(hour_number(event_at)) AS hour_at, coalesce(u.article_id, page_id) AS article_id, visitor_id
        FROM hour_event
        LEFT JOIN article_url AS u USING (page_id)
        WHERE outcome = 'view'
    ) AS e
    JOIN window_hour AS w ON w.hour_at = e.hour_at AND w.step = 0 AND w.time_window IN ('3h', '24h')
    SEMI JOIN listed AS l ON l.as_of = w.as_of AND l.time_window = w.time_window AND l.article_id = e.article_id
    GROUP BY ALL
),
of_days AS (
    SELECT w.as_of, w.time_window, e.article_id, count(*) AS views, count(DISTINCT e.visitor_id) AS unique_visitors
    FROM (
        SELECT
            (event_at AT TIME ZONE $time_zone)::DATE AS site_date, coalesce(u.article_id, page_id) AS article_id, visitor_id
        FROM day_event
        LEFT JOIN article_url AS u USING (page_id)
        WHERE visitor_persists = TRUE AND outcome = 'view'
    ) AS e
    JOIN window_day AS w ON w.site_date = e.site_date AND w.step = 0 AND w.time_window IN ('7d', '30d')
    SEMI JOIN listed AS l ON l.as_of = w.as_of AND l.time_window = w.time_window AND l.article_id = e.article_id
    GROUP BY ALL
)
SELECT
    l.as_of, l.time_window, l.article_id,
    coalesce(h.unique_visitors, CASE WHEN d.views = s.views THEN d.unique_visitors END, s.unique_visitors) AS unique_visitors,
    CASE
        WHEN s.unique_visitors IS NULL THEN NULL
        WHEN l.time_window IN ('7d', '30d') AND d.views IS DISTINCT FROM s.views THEN 'sum_of_days'
        ELSE 'exact'
    END AS unique_visitors_kind
FROM listed AS l
JOIN summed AS s USING (as_of, time_window, article_id)
LEFT JOIN of_hours AS h USING (as_of, time_window, article_id)
LEFT JOIN of_days AS d USING (as_of, time_window, article_id)
