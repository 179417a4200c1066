-- What windows hold of every article.
-- Parameters: relations window_hour, window_day, article_number (the files of these names), page_view_hourly,
--   page_view_daily.
-- Grain: list_number x article. unique_visitors: hours or days added up, exact where there is one.
SELECT
    w.list_number, a.number,
    sum(v.views)::BIGINT AS views, sum(v.unique_visitors)::BIGINT AS unique_visitors, max(v.last_viewed_at) AS last_viewed_at
FROM page_view_hourly AS v
JOIN window_hour AS w USING (hour_at)
JOIN article_number AS a ON a.article_id = v.page_id
GROUP BY ALL
UNION ALL
SELECT
    w.list_number, a.number,
    sum(v.views)::BIGINT AS views, sum(v.unique_visitors)::BIGINT AS unique_visitors, max(v.last_viewed_at) AS last_viewed_at
FROM page_view_daily AS v
JOIN window_day AS w USING (site_date)
JOIN article_number AS a ON a.article_id = v.page_id
GROUP BY ALL
