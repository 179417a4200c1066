-- The events of the touched hours that are views, behaviour left aside (activity.sql).
-- Parameters: relations visitor_page (visitor_page.sql), recurring (recurring.sql), hour_touched (hour_number).
-- Grain: one row an event. is_single: no other event has its visitor and page.
SELECT visitor_id, page_number, country, event_at, hour_number(event_at) AS hour_number, TRUE AS is_single
FROM visitor_page
WHERE events = 1 AND hour_number(event_at) IN (SELECT hour_number FROM hour_touched)
UNION ALL
SELECT visitor_id, page_number, country, event_at, hour_number(event_at), FALSE
FROM recurring
WHERE outcome = 'view' AND hour_number(event_at) IN (SELECT hour_number FROM hour_touched)
