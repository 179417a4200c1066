-- Is the site busier than at this hour on other days? Views by hour of the newest 24 hours, beside the mean of the days before.
WITH by_hour AS (
    SELECT hour_at, sum(views) AS views FROM page_view_hourly GROUP BY ALL
),
newest AS (
    SELECT max(hour_at) - INTERVAL 23 HOUR AS first FROM by_hour
),
usual AS (
    SELECT hour(hour_at) AS hour_of_day, avg(views) AS views FROM by_hour, newest WHERE hour_at < first GROUP BY ALL
)
SELECT b.hour_at, b.views, round(u.views) AS usual, round(b.views / u.views, 2) AS ratio
FROM by_hour AS b
JOIN newest AS n ON b.hour_at >= n.first
LEFT JOIN usual AS u ON u.hour_of_day = hour(b.hour_at)
ORDER BY b.hour_at
