-- table: page_view_daily
-- severity: warning
-- expected: the part of the newest complete site day's views that no article is known for is at most 0.1 above the mean of the seven days before
WITH by_day AS (
    SELECT d.site_date, sum(d.views) AS views, coalesce(sum(d.views) FILTER (WHERE a.article_id IS NULL), 0)::DOUBLE / nullif(sum(d.views), 0)::DOUBLE AS share
    FROM lake.page_view_daily AS d
    LEFT JOIN lake.article AS a ON a.article_id = d.page_id
    WHERE d.site_date > getvariable('site_date') - 8 AND d.site_date <= getvariable('site_date')
    GROUP BY d.site_date
),
usual AS (SELECT avg(share) AS share FROM by_day WHERE site_date < getvariable('site_date') HAVING count(*) >= 3)
SELECT d.site_date::VARCHAR AS subject, d.share AS observed, 0.0 AS minimum, u.share + 0.1 AS maximum
FROM by_day AS d
CROSS JOIN usual AS u
WHERE d.site_date = getvariable('site_date')
