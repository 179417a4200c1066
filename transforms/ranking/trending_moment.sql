-- The instants whose scores a trending list shows: its own, the one before (previous_rank), and what still decays in both.
-- Parameters: $decay_hours; relation as_of_hour. Grain: instant.
SELECT DISTINCT as_of - to_hours(k::INTEGER) AS moment FROM as_of_hour, range(0, $decay_hours + 2) AS t (k)
