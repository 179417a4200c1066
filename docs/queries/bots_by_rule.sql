-- Which rules keep robots out of the views, and how many requests does each keep out?
SELECT outcome, coalesce(outcome_reason, bot_rule) AS rule, count(*) AS requests, count(DISTINCT visitor_id) AS visitors
FROM page_view_event
JOIN user_agent USING (user_agent_id)
WHERE outcome IN ('bot_declared', 'bot_behaviour')
GROUP BY ALL
ORDER BY requests DESC
LIMIT 20
