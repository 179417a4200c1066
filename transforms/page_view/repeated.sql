-- Of lines that occur several times: how many identical ones came before each. The same line twice in a file is two events,
-- and the same pair in another file is the same two events again.
-- Parameters: relations page_request (requests.sql), record (position, line).
-- Grain: one row a page request whose line occurs more than once.
-- Signals are left out: they count once, however the lines are split into files.
SELECT position, row_number() OVER (PARTITION BY line ORDER BY position) - 1 AS earlier
FROM record
SEMI JOIN (
    SELECT position
    FROM page_request
    WHERE kind = 'page'
        AND line_hash IN (SELECT line_hash FROM page_request WHERE kind = 'page' GROUP BY line_hash HAVING count(*) > 1)
) USING (position)
