-- The outcome of every event that is not the only one of its visitor and page, behaviour left aside (activity.sql).
-- Parameters: $collapse (interval of the double-click rule); relations candidate (candidate.sql), visitor_page
--   (visitor_page.sql), source_file.
-- Grain: one row an event.
WITH several AS (
    SELECT c.*, f.file_number
    FROM candidate AS c
    SEMI JOIN (SELECT visitor_id, page_number FROM visitor_page WHERE events > 1) USING (visitor_id, page_number)
    JOIN (
        SELECT source_file_id, row_number() OVER (ORDER BY file_name, source_file_id)::INTEGER AS file_number FROM source_file
    ) AS f USING (source_file_id)
),
delivered AS (
    -- The same event again: the first in the order of file names is kept, whatever order the files came in.
    SELECT *, row_number() OVER (
        PARTITION BY source, event_id ORDER BY file_number, source_position
    ) > 1 AS is_duplicate
    FROM several
)
SELECT
    source_file_id,
    source_position,
    visitor_id,
    page_number,
    country,
    event_at,
    -- Of a chain of clicks the last one counts: an event counts iff the next comes more than 30 s later.
    CASE
        WHEN is_duplicate THEN 'duplicate'
        WHEN is_bot THEN 'bot_declared'
        WHEN lead(event_at) OVER (
            PARTITION BY visitor_id, page_number, is_bot OR is_duplicate
            ORDER BY event_at, file_number, source_position
        ) <= event_at + $collapse THEN 'double_click'
        ELSE 'view'
    END AS outcome
FROM delivered
