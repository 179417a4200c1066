-- What the visitor-days that saw both of two articles weigh together (c_ij), and how many they are.
-- Parameter: $min_visitors; relation visitor_day. Grain: pair of articles, the smaller number first.
-- Unnested twice: half the memory of a join of the visitor-days with themselves.
WITH first AS (
    SELECT unnest(articles) AS article_number, articles, weight FROM visitor_day
),
pair AS (
    SELECT article_number, unnest(articles) AS other_number, weight FROM first
)
SELECT p.article_number, p.other_number, sum(p.weight)::BIGINT AS weight, count(*) AS shared_visitors
FROM pair AS p
WHERE p.article_number < p.other_number
GROUP BY ALL
HAVING count(*) >= $min_visitors
