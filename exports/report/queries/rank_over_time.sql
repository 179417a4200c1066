-- Ranks of the ten leaders of the 24-hour list, over the last 48 rankings. Grain: article x as-of hour.
WITH leader AS (
    SELECT article_id, position
    FROM lake.article_ranking
    WHERE as_of = getvariable('as_of') AND time_window = '24h' AND scope = 'all' AND position <= 10
)
SELECT l.position, a.headline, a.in_language, r.as_of, r.rank, r.views, l.article_id
FROM lake.article_ranking AS r
JOIN leader AS l USING (article_id)
JOIN lake.article AS a USING (article_id)
WHERE r.as_of BETWEEN getvariable('as_of') - INTERVAL 47 HOUR AND getvariable('as_of')
    AND r.time_window = '24h' AND r.scope = 'all'
ORDER BY l.position, r.as_of
