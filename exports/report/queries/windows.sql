-- The windows that have lists, with their bounds and the newest view in them.
SELECT n.time_window, n.as_of, any_value(r.window_start) AS window_start, any_value(r.window_end) AS window_end,
    any_value(r.watermark) AS watermark, any_value(n.scopes) AS scopes
FROM lake.ranking_newest AS n
JOIN lake.article_ranking AS r ON r.time_window = n.time_window AND r.as_of = n.as_of
WHERE r.as_of >= getvariable('oldest_as_of')
GROUP BY n.time_window, n.as_of
ORDER BY list_position(['1h', '3h', '24h', 'day', '7d', '30d', 'trending'], n.time_window)
