-- The outcome of every event of the touched hours, behaviour left aside (activity.sql).
-- Parameters: $collapse (interval of the double-click rule); relations candidate (candidate.sql), repeated_page
--   (visitor_id, counted_page_id: pairs with more than one event), keyed (keyed.sql), hour_touched (hour_number),
--   source_file.
-- Grain: one row an event of the touched hours. is_single: no other event has its visitor and page.
-- Most events are the only one of their visitor and page and need no window; the others do.
WITH several AS (
    SELECT c.*, f.file_name
    FROM candidate AS c
    SEMI JOIN repeated_page USING (visitor_id, counted_page_id)
    ANTI JOIN keyed USING (source_file_id, source_position)
    JOIN source_file AS f USING (source_file_id)
),
delivered AS (
    -- The same event again: the first in the order of file names is kept, whatever order the files came in.
    SELECT *, row_number() OVER (
        PARTITION BY source, event_id ORDER BY file_name, source_file_id, source_position
    ) > 1 AS is_duplicate
    FROM several
),
chained AS (
    -- Of a chain of clicks the last one counts: an event counts iff the next comes more than 30 s later.
    SELECT * EXCLUDE (is_duplicate, file_name), FALSE AS is_single, CASE
        WHEN is_duplicate THEN 'duplicate'
        WHEN is_bot THEN 'bot_declared'
        WHEN lead(event_at) OVER (
            PARTITION BY visitor_id, counted_page_id, is_bot OR is_duplicate
            ORDER BY event_at, file_name, source_file_id, source_position
        ) <= event_at + $collapse THEN 'double_click'
        ELSE 'view'
    END AS verdict
    FROM delivered
),
judged AS (
    SELECT * FROM chained
    UNION ALL BY NAME
    SELECT c.*, TRUE AS is_single, CASE WHEN c.is_bot THEN 'bot_declared' ELSE 'view' END AS verdict
    FROM candidate AS c
    ANTI JOIN repeated_page USING (visitor_id, counted_page_id)
    ANTI JOIN keyed USING (source_file_id, source_position)
    UNION ALL BY NAME
    SELECT c.*, FALSE AS is_single, k.verdict
    FROM candidate AS c
    JOIN keyed AS k USING (source_file_id, source_position)
)
SELECT * EXCLUDE (verdict, is_bot) REPLACE (verdict AS outcome, NULL::VARCHAR AS outcome_reason)
FROM judged
WHERE hour_number IN (SELECT hour_number FROM hour_touched)
