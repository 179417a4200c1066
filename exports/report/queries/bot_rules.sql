-- The rules that kept most requests of the last seven days out of the views.
SELECT e.outcome, coalesce(e.outcome_reason, u.bot_rule) AS bot_rule, count(*) AS requests,
    count(DISTINCT e.visitor_id) AS visitors
FROM lake.page_view_event AS e
JOIN lake.user_agent AS u USING (user_agent_id)
WHERE e.event_at >= getvariable('first_day') AND e.event_at < getvariable('as_of')
    AND e.outcome IN ('bot_declared', 'bot_behaviour')
GROUP BY ALL
ORDER BY requests DESC, bot_rule
LIMIT 10
