-- What outcomes are told by, of every event at hand that no event of the same key came before.
-- Parameters: relations event_at_hand (roll_up.py), user_agent, page_number (page_number.sql), keyed (keyed.sql).
-- Grain: one row an event.
SELECT
    e.source_file_id,
    e.source_position,
    e.source,
    e.event_id,
    e.event_at,
    e.visitor_id,
    p.page_number,
    e.country,
    a.is_bot
FROM event_at_hand AS e
JOIN user_agent AS a USING (user_agent_id)
JOIN page_number AS p USING (page_id)
ANTI JOIN keyed USING (source_file_id, source_position)
