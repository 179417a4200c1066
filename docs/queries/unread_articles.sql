-- What did we publish that hardly anybody read in its first day?
SELECT a.headline, a.article_section, a.date_published, coalesce(sum(v.views), 0) AS views
FROM article AS a
LEFT JOIN page_view_hourly AS v ON v.page_id = a.article_id AND v.hour_at < a.date_published + INTERVAL 24 HOUR
WHERE a.date_published >= (SELECT min(hour_at) FROM page_view_hourly)
GROUP BY ALL
ORDER BY views, a.date_published DESC
LIMIT 10
