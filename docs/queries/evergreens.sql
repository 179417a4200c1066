-- Which articles are still read more than two days after they came out?
SELECT a.headline, a.date_published, sum(d.views) AS views
FROM page_view_daily AS d
JOIN article AS a ON a.article_id = d.page_id
WHERE d.site_date > a.date_published::DATE + 2
GROUP BY ALL
ORDER BY views DESC
LIMIT 10
