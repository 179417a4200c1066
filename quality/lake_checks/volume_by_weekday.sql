-- table: page_view_daily
-- severity: warning
-- expected: the newest complete site day has 0.4 to 2.5 times the median views of the same weekday in the four weeks before
WITH by_day AS (
    SELECT site_date, sum(views) AS views FROM lake.page_view_daily WHERE site_date > getvariable('site_date') - 29 GROUP BY ALL
),
usual AS (
    SELECT median(views) AS views FROM by_day
    WHERE site_date < getvariable('site_date') AND dayofweek(site_date) = dayofweek(getvariable('site_date'))
    HAVING count(*) >= 2
)
SELECT d.site_date::VARCHAR AS subject, d.views AS observed, 0.4 * u.views AS minimum, 2.5 * u.views AS maximum
FROM (SELECT getvariable('site_date') AS site_date, coalesce(sum(views) FILTER (WHERE site_date = getvariable('site_date')), 0) AS views FROM by_day) AS d
CROSS JOIN usual AS u
