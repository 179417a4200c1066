-- Which pages are viewed and are no article we know? They are in no ranking.
SELECT p.page_url, sum(v.views) AS views
FROM page_view_hourly AS v
JOIN page AS p USING (page_id)
ANTI JOIN article AS a ON a.article_id = v.page_id
GROUP BY ALL
ORDER BY views DESC
LIMIT 20
