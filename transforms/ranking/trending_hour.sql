-- The hours that scores are made of. Parameters: $hours, $time_zone; relation trending_moment (trending_moment.sql).
-- Grain: instant x part x hour. part: observed (the last $hours), day (the 24 h before), week (the same hours and weekday
-- of the four weeks before, by the site's clock), peers (the seven days in which others were as old; instant NULL).
SELECT moment, 'observed' AS part, moment - to_hours(k::INTEGER) AS hour_at FROM trending_moment, range(1, $hours + 1) AS t (k)
UNION ALL
SELECT moment, 'day', moment - to_hours(($hours + k)::INTEGER) FROM trending_moment, range(1, 25) AS t (k)
UNION ALL
SELECT moment, 'week',
    (((moment - to_hours(k::INTEGER)) AT TIME ZONE $time_zone) - to_days((7 * week)::INTEGER)) AT TIME ZONE $time_zone
FROM trending_moment, range(1, $hours + 1) AS t (k), range(1, 5) AS w (week)
UNION ALL
SELECT NULL, 'peers', unnest(generate_series(min(moment) - INTERVAL 7 DAY - to_hours($hours::INTEGER), max(moment), INTERVAL 1 HOUR))
FROM trending_moment
