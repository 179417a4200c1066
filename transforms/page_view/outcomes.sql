-- Every event of the touched hours with its outcome. Most have the one that their agent gives; the others are few.
-- Parameters: relations event_at_hand (roll_up.py), user_agent, keyed (keyed.sql), recurring (recurring.sql),
--   rolled_activity (activity.sql), hour_touched (hour_number).
-- Grain: one row an event.
WITH told AS (
    SELECT source_file_id, source_position, verdict FROM keyed
    UNION ALL
    SELECT source_file_id, source_position, outcome FROM recurring WHERE outcome IN ('duplicate', 'double_click')
),
behaved AS (
    SELECT visitor_id, hour_number(hour_at) AS hour_number, behaviour_rule
    FROM rolled_activity
    WHERE behaviour_rule IS NOT NULL
)
SELECT e.* EXCLUDE (is_bot, hour_number, outcome, outcome_reason),
    CASE
        WHEN t.verdict IN ('duplicate', 'id_conflict') THEN t.verdict
        WHEN e.is_bot THEN 'bot_declared'
        WHEN b.behaviour_rule IS NOT NULL THEN 'bot_behaviour'
        ELSE coalesce(t.verdict, 'view')
    END AS outcome,
    CASE
        WHEN NOT e.is_bot AND t.verdict IS DISTINCT FROM 'duplicate' AND t.verdict IS DISTINCT FROM 'id_conflict'
            THEN b.behaviour_rule
    END AS outcome_reason
FROM (
    SELECT e.*, a.is_bot, hour_number(e.event_at) AS hour_number
    FROM event_at_hand AS e
    JOIN user_agent AS a USING (user_agent_id)
) AS e
LEFT JOIN told AS t USING (source_file_id, source_position)
LEFT JOIN behaved AS b USING (visitor_id, hour_number)
WHERE e.hour_number IN (SELECT hour_number FROM hour_touched)
