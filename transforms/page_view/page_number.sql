-- The pages of the events at hand, each with the page that it counts for (the article's own, where a URL is known to mean
-- one) and a small number for that: visitors and pages are told apart by numbers, which costs half of what texts do.
-- Parameters: relations event_at_hand (roll_up.py), article_url.
-- Grain: page_id. page_number is one for one with counted_page_id, and means nothing beyond this run.
SELECT
    page_id,
    coalesce(article_id, page_id) AS counted_page_id,
    dense_rank() OVER (ORDER BY coalesce(article_id, page_id))::INTEGER AS page_number
FROM (SELECT DISTINCT page_id FROM event_at_hand)
LEFT JOIN (SELECT page_id, article_id FROM article_url WHERE article_id <> page_id) USING (page_id)
