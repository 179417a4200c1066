-- Views of one article, hour by hour. Usage: FROM views_by_hour('mfrggzdfmztw').
CREATE MACRO lake.views_by_hour(article_id) AS TABLE
WITH asked AS (SELECT article_id AS asked_id)
SELECT v.hour_at, sum(v.views)::BIGINT AS views
FROM lake.page_view_hourly AS v, asked
WHERE v.page_id = asked_id
GROUP BY v.hour_at
ORDER BY v.hour_at
