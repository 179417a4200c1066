-- What became of the page requests of the last seven days. Grain: site day x outcome.
SELECT (event_at AT TIME ZONE getvariable('zone'))::DATE AS site_date, outcome, count(*) AS requests
FROM lake.page_view_event
WHERE event_at >= getvariable('first_day') AND event_at < getvariable('as_of')
GROUP BY ALL
ORDER BY site_date, outcome
