-- The UTC hours that rolling windows hold. Parameters: relation ranking_window (window.sql).
-- Grain: hour x as-of hour x window x step.
SELECT unnest(generate_series(window_start, window_end - INTERVAL 1 HOUR, INTERVAL 1 HOUR)) AS hour_at, list_number, as_of, time_window, step
FROM ranking_window
WHERE NOT is_calendar
