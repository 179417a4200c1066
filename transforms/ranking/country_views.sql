-- What a country's list may show: articles with more than $min_visitors visitors from there, counts rounded up.
-- Parameters: $min_visitors, $round_to; relations page_view_hourly, page_view_daily, window_hour, window_day,
--   article_number (the files of these names), hour_event (events of the rolling windows), article_url.
-- Grain: list_number x article x country.
-- Hours added up count a visitor of several hours several times: where that sum is enough, the events are counted.
WITH candidate AS (
    -- No window has more than all hours or all days together: what is too little there is looked at no further.
    SELECT page_id, country
    FROM (
        SELECT page_id, country, sum(unique_visitors) AS unique_visitors
        FROM page_view_hourly
        SEMI JOIN window_hour USING (hour_at)
        GROUP BY ALL
        UNION ALL
        SELECT page_id, country, sum(unique_visitors)
        FROM page_view_daily
        SEMI JOIN window_day USING (site_date)
        GROUP BY ALL
    )
    WHERE country <> 'ZZ'
    GROUP BY ALL
    HAVING max(unique_visitors) > $min_visitors
),
held AS (
    SELECT w.list_number, w.time_window, v.page_id, v.country, v.views, v.unique_visitors, v.last_viewed_at
    FROM page_view_hourly AS v
    SEMI JOIN candidate USING (page_id, country)
    JOIN window_hour AS w USING (hour_at)
    UNION ALL
    SELECT w.list_number, w.time_window, v.page_id, v.country, v.views, v.unique_visitors, v.last_viewed_at
    FROM page_view_daily AS v
    SEMI JOIN candidate USING (page_id, country)
    JOIN window_day AS w USING (site_date)
),
enough AS (
    SELECT
        h.list_number, h.time_window, a.number, h.country, sum(h.views)::BIGINT AS views,
        sum(h.unique_visitors)::BIGINT AS unique_visitors, max(h.last_viewed_at) AS last_viewed_at
    FROM held AS h
    JOIN article_number AS a ON a.article_id = h.page_id
    GROUP BY ALL
    HAVING sum(h.unique_visitors) > $min_visitors
),
counted AS (
    SELECT w.list_number, e.number, e.country, count(DISTINCT e.visitor_id) AS unique_visitors
    FROM (
        SELECT hour_start(hour_number(v.event_at)) AS hour_at, a.number, v.country, v.visitor_id
        FROM hour_event AS v
        LEFT JOIN article_url AS u USING (page_id)
        JOIN article_number AS a ON a.article_id = coalesce(u.article_id, v.page_id)
        WHERE v.outcome = 'view' AND v.country IN (SELECT country FROM enough WHERE time_window IN ('3h', '24h'))
    ) AS e
    JOIN window_hour AS w ON w.hour_at = e.hour_at AND w.time_window IN ('3h', '24h')
    SEMI JOIN enough AS n
        ON n.list_number = w.list_number AND n.number = e.number AND n.country = e.country
    GROUP BY ALL
)
SELECT
    n.list_number, n.number, n.country, n.last_viewed_at,
    (ceil(n.views / $round_to) * $round_to)::BIGINT AS views,
    (ceil(coalesce(c.unique_visitors, n.unique_visitors) / $round_to) * $round_to)::BIGINT AS unique_visitors
FROM enough AS n
LEFT JOIN counted AS c USING (list_number, number, country)
WHERE coalesce(c.unique_visitors, n.unique_visitors) > $min_visitors
