-- Since when an article has been in a list, and its best rank since then.
-- Parameters: relations ranked (as_of, time_window, scope, article_id, rank: what was ranked now), history (the same with
--   entered_at, peak_rank: lists of the lake from a step before the first of them on, those ranked now left out), $first (the
--   first as-of hour ranked now). Lists are an hour apart; those of calendar windows a day, of at most 25 hours and the rest
--   of a whole one.
-- Grain: as-of hour x window x scope x article, from $first on.
WITH listed AS (
    SELECT as_of, time_window, scope, article_id, rank, NULL::TIMESTAMPTZ AS entered_at FROM ranked
    UNION ALL
    -- The lists before the first one are as they should be: they are where presence goes on from.
    SELECT
        as_of, time_window, scope, article_id, CASE WHEN as_of < $first THEN peak_rank ELSE rank END,
        CASE WHEN as_of < $first THEN entered_at END
    FROM history
),
started AS (
    SELECT *, coalesce(
        as_of - lag(as_of) OVER list
            > CASE WHEN time_window IN ('day', '7d', '30d') THEN INTERVAL 26 HOUR ELSE INTERVAL 1 HOUR END,
        TRUE
    ) AS comes_in
    FROM listed
    WINDOW list AS (PARTITION BY time_window, scope, article_id ORDER BY as_of)
),
numbered AS (
    SELECT *, sum(comes_in::INTEGER) OVER (PARTITION BY time_window, scope, article_id ORDER BY as_of) AS stay FROM started
)
SELECT
    as_of, time_window, scope, article_id,
    first_value(coalesce(entered_at, as_of)) OVER stay AS entered_at,
    min(rank) OVER stay AS peak_rank
FROM numbered
WINDOW stay AS (PARTITION BY time_window, scope, article_id, stay ORDER BY as_of)
QUALIFY as_of >= $first
