-- What part of each day's views has each section?
WITH by_section AS (
    SELECT d.site_date, coalesce(a.article_section, 'none') AS article_section, sum(d.views) AS views
    FROM page_view_daily AS d
    JOIN article AS a ON a.article_id = d.page_id
    GROUP BY ALL
)
SELECT *, round(100 * views / sum(views) OVER (PARTITION BY site_date), 1) AS percent
FROM by_section
ORDER BY site_date DESC, views DESC
