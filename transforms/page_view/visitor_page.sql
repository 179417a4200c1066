-- Who saw what. Most visitors see a page once: such an event needs no neighbour to be told by, and stands here whole.
-- Parameters: relation candidate (candidate.sql).
-- Grain: visitor x page, but for single requests of declared bots. event_at and country are the event's where it is the
-- only one, else any one's.
SELECT
    visitor_id,
    page_number,
    count(*) AS events,
    any_value(event_at) AS event_at,
    any_value(country) AS country
FROM candidate
GROUP BY visitor_id, page_number
HAVING count(*) > 1 OR NOT any_value(is_bot)
