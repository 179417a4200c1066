-- The site days that calendar windows hold. Parameters: $time_zone; relation ranking_window (window.sql).
-- Grain: site day x as-of hour x window x step.
SELECT day::DATE AS site_date, list_number, as_of, time_window, step
FROM (
    SELECT *, unnest(generate_series(
        (window_start AT TIME ZONE $time_zone)::DATE, (window_end AT TIME ZONE $time_zone)::DATE - 1, INTERVAL 1 DAY
    )) AS day
    FROM ranking_window
    WHERE is_calendar
)
