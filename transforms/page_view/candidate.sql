-- The events that the outcomes of the touched hours are made from: those hours and the 30 s after them, where the next
-- event of a chain may stand, with the article's own page_id where a URL is known to mean one.
-- Parameters: {first}, {last}: instants, the last one open; relations event, user_agent, article_url.
-- Grain: one row an event.
SELECT
    e.*,
    coalesce(u.article_id, e.page_id) AS counted_page_id,
    a.is_bot,
    hour_number(e.event_at) AS hour_number
FROM event AS e
JOIN user_agent AS a USING (user_agent_id)
LEFT JOIN (SELECT page_id, article_id FROM article_url WHERE article_id <> page_id) AS u USING (page_id)
WHERE e.event_at >= {first} AND e.event_at < {last}
