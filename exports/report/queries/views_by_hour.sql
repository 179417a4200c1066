-- Views of all pages in each of the last 48 hours, beside the usual: the median of the same hour of the seven days before.
-- An hour without views counts as 0, from the lake's first hour on; usual NULL: the lake does not reach back that far.
WITH by_hour AS (
    SELECT hour_at, sum(views)::BIGINT AS views, bool_and(is_final) AS is_final
    FROM lake.page_view_hourly
    WHERE hour_at >= getvariable('as_of') - INTERVAL 216 HOUR AND hour_at < getvariable('as_of')
    GROUP BY hour_at
),
known AS (
    SELECT h.hour_at, coalesce(b.views, 0) AS views, coalesce(b.is_final, FALSE) AS is_final
    FROM (
        SELECT unnest(generate_series(min(hour_at), getvariable('as_of') - INTERVAL 1 HOUR, INTERVAL 1 HOUR)) AS hour_at
        FROM by_hour
    ) AS h
    LEFT JOIN by_hour AS b USING (hour_at)
)
SELECT k.hour_at, k.views, k.is_final, median(u.views) AS usual
FROM known AS k
LEFT JOIN known AS u
    ON u.hour_at BETWEEN k.hour_at - INTERVAL 168 HOUR AND k.hour_at - INTERVAL 24 HOUR
    AND epoch(k.hour_at - u.hour_at) % 86400 = 0
WHERE k.hour_at >= getvariable('as_of') - INTERVAL 48 HOUR
GROUP BY ALL
ORDER BY k.hour_at
