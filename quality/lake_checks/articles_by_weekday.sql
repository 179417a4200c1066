-- table: article
-- severity: warning
-- expected: a source's articles of the newest complete site day are 0.3 to 3 times the median of the same weekday in the four weeks before
WITH by_day AS (
    SELECT source, (date_published AT TIME ZONE getvariable('zone'))::DATE AS site_date, count(*) AS articles
    FROM lake.article
    WHERE date_published >= getvariable('as_of') - INTERVAL 30 DAY
    GROUP BY ALL
),
usual AS (
    SELECT source, median(articles) AS articles FROM by_day
    WHERE site_date < getvariable('site_date') AND dayofweek(site_date) = dayofweek(getvariable('site_date'))
    GROUP BY source
    HAVING count(*) >= 2 AND median(articles) >= 5
)
SELECT u.source AS subject, coalesce(d.articles, 0) AS observed, 0.3 * u.articles AS minimum, 3 * u.articles AS maximum
FROM usual AS u
LEFT JOIN by_day AS d ON d.source = u.source AND d.site_date = getvariable('site_date')
