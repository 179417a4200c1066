-- Views of known articles in the hours that scores are made of.
-- Parameters: relations trending_hour, article_number (the files of these names), page_view_hourly. Grain: hour x article.
SELECT v.hour_at, a.number, sum(v.views)::BIGINT AS views
FROM page_view_hourly AS v
SEMI JOIN trending_hour AS t ON t.hour_at = v.hour_at
JOIN article_number AS a ON a.article_id = v.page_id
GROUP BY ALL
