-- The outcome of every event of the touched hours.
-- Parameters: $collapse (interval of the double-click rule), $first and $last (bounds of the hours, the last one open);
--   relations event, hour_touched (hour_at), source_file, user_agent, article_url.
-- Grain: one row an event of the touched hours, with page_id the article's own where the URL is known to mean one.
-- Usage: transforms.page_view.roll_up.
WITH candidate AS (
    -- 30 s on either side: the next event of a chain may stand in the next hour.
    SELECT e.*, coalesce(u.article_id, e.page_id) AS counted_page_id, a.is_bot, f.file_name
    FROM event AS e
    JOIN source_file AS f USING (source_file_id)
    JOIN user_agent AS a USING (user_agent_id)
    LEFT JOIN article_url AS u USING (page_id)
    WHERE e.event_at >= $first AND e.event_at < $last + $collapse
),
delivered AS (
    -- The same event again: the first in the order of file names is kept, whatever order the files came in.
    SELECT *, row_number() OVER (
        PARTITION BY source, event_id ORDER BY file_name, source_file_id, source_position
    ) > 1 AS is_duplicate
    FROM candidate
),
chained AS (
    -- Of a chain of clicks the last one counts: an event counts iff the next comes more than 30 s later.
    SELECT source_file_id, source_position, lead(event_at) OVER (
        PARTITION BY visitor_id, counted_page_id ORDER BY event_at, file_name, source_file_id, source_position
    ) <= event_at + $collapse AS is_followed
    FROM delivered
    WHERE NOT is_duplicate AND NOT is_bot
)
SELECT
    d.* REPLACE (
        CASE
            WHEN d.is_duplicate THEN 'duplicate'
            WHEN d.is_bot THEN 'bot_declared'
            WHEN c.is_followed THEN 'double_click'
            ELSE 'view'
        END AS outcome
    )
FROM delivered AS d
LEFT JOIN chained AS c USING (source_file_id, source_position)
WHERE date_trunc('hour', d.event_at) IN (SELECT hour_at FROM hour_touched)
