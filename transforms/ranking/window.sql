-- The windows of the as-of hours to rank, and of the step before each, which previous_rank needs.
-- Parameters: $time_zone, $rolling and $calendar (MAPs window -> hours, days); relation as_of_hour (as_of).
-- Grain: as-of hour x window x step (0: the ranking itself, 1: the one before it); list_number stands for the three.
-- Calendar windows end with the last complete site day and are ranked at the first whole hour after its end: the day's
-- roll-up holds nothing later than as_of then, so ranking a past hour again gives what it gave in time.
WITH midnight AS (
    SELECT as_of, (as_of AT TIME ZONE $time_zone)::DATE AS site_date
    FROM as_of_hour
    WHERE (as_of AT TIME ZONE $time_zone)::DATE <> ((as_of - INTERVAL 1 HOUR) AT TIME ZONE $time_zone)::DATE
),
rolling AS (
    SELECT as_of, entry.key AS time_window, step, as_of - to_hours(entry.value + step) AS window_start,
        as_of - to_hours(step) AS window_end
    FROM as_of_hour, unnest(map_entries($rolling)) AS w(entry), (VALUES (0), (1)) AS s(step)
),
calendar AS (
    SELECT as_of, entry.key AS time_window, step,
        (site_date - (entry.value + step)::INTEGER)::TIMESTAMP AT TIME ZONE $time_zone AS window_start,
        (site_date - step)::TIMESTAMP AT TIME ZONE $time_zone AS window_end
    FROM midnight, unnest(map_entries($calendar)) AS w(entry), (VALUES (0), (1)) AS s(step)
)
SELECT *, row_number() OVER (ORDER BY is_calendar, as_of, time_window, step)::INTEGER AS list_number
FROM (SELECT *, FALSE AS is_calendar FROM rolling UNION ALL SELECT *, TRUE FROM calendar)
