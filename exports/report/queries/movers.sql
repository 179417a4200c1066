-- Articles among the first twenty of the 24-hour list, now or six hours ago, that moved: five a kind of move.
-- rank_then NULL: was not listed.
WITH listed AS (
    SELECT article_id,
        max(rank) FILTER (WHERE as_of = getvariable('as_of')) AS rank_now,
        max(rank) FILTER (WHERE as_of < getvariable('as_of')) AS rank_then,
        max(views) FILTER (WHERE as_of = getvariable('as_of')) AS views
    FROM lake.article_ranking
    WHERE as_of IN (getvariable('as_of'), getvariable('as_of') - INTERVAL 6 HOUR) AND time_window = '24h' AND scope = 'all'
    GROUP BY article_id
),
moved AS (
    SELECT *, rank_then - rank_now AS climbed,
        CASE WHEN rank_then IS NULL THEN 'new' WHEN rank_now < rank_then THEN 'up' WHEN rank_now > rank_then THEN 'down' END AS move
    FROM listed
    WHERE rank_now IS NOT NULL AND least(rank_now, rank_then) <= 20
        -- Where there was no list six hours ago, nothing moved.
        AND EXISTS (SELECT 1 FROM listed AS l WHERE l.rank_then IS NOT NULL)
)
SELECT m.move, m.rank_now, m.rank_then, m.climbed, m.views, m.article_id, a.headline, a.url, a.in_language
FROM moved AS m
JOIN lake.article AS a USING (article_id)
WHERE m.move IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY m.move ORDER BY CASE m.move WHEN 'new' THEN m.rank_now ELSE -abs(m.climbed) END, m.rank_now, m.article_id
) <= 5
ORDER BY m.move, row_number() OVER (
    PARTITION BY m.move ORDER BY CASE m.move WHEN 'new' THEN m.rank_now ELSE -abs(m.climbed) END, m.rank_now, m.article_id
)
