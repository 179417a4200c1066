-- table: page_view_event
-- severity: warning
-- expected: the newest complete site day's share of bots is within 0.1 of the mean of the seven days before
WITH by_day AS (
    SELECT (event_at AT TIME ZONE getvariable('zone'))::DATE AS site_date, count(*) AS requests,
        count(*) FILTER (WHERE outcome IN ('bot_declared', 'bot_behaviour')) / count(*) AS share
    FROM lake.page_view_event
    WHERE event_at >= getvariable('first_event') AND event_at < getvariable('last_event')
    GROUP BY ALL
),
usual AS (
    SELECT avg(share) AS share FROM by_day WHERE site_date < getvariable('site_date') AND requests >= 1000 HAVING count(*) >= 3
)
SELECT d.site_date::VARCHAR AS subject, d.share AS observed, u.share - 0.1 AS minimum, u.share + 0.1 AS maximum
FROM by_day AS d
CROSS JOIN usual AS u
WHERE d.site_date = getvariable('site_date') AND d.requests >= 1000
