-- What the visitor-days of each article weigh together (n_i). Relation: visitor_day. Grain: article seen.
SELECT article_number, sum(weight)::BIGINT AS weight
FROM (SELECT unnest(articles) AS article_number, weight FROM visitor_day)
GROUP BY article_number
