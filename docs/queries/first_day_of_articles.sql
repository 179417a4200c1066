-- How many of its views does an article get in its first hours? By section, over articles that are at least a day old.
SELECT a.article_section, count(DISTINCT a.article_id) AS articles, sum(v.views) AS views_in_first_day,
    round(100 * sum(v.views) FILTER (v.hour_at < a.date_published + INTERVAL 3 HOUR) / sum(v.views), 1) AS percent_in_three_hours
FROM article AS a
JOIN page_view_hourly AS v
    ON v.page_id = a.article_id AND v.hour_at >= date_trunc('hour', a.date_published)
    AND v.hour_at < a.date_published + INTERVAL 24 HOUR
WHERE a.date_published < (SELECT max(hour_at) - INTERVAL 24 HOUR FROM page_view_hourly)
GROUP BY ALL
ORDER BY views_in_first_day DESC
