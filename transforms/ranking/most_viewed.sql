-- Most viewed articles for every as-of hour, window and scope; what needs events or history is added behind.
-- Parameters: $top_n, $max_age_days (or NULL); relations ranking_window, window_views, country_views, article_number,
--   article_scope (the files of these names).
-- Grain: as-of hour x window x scope x position.
WITH eligible AS (
    SELECT w.list_number, a.number
    FROM ranking_window AS w
    JOIN article_number AS a
        ON a.date_published IS NULL OR (
            a.date_published < w.window_end
            AND ($max_age_days IS NULL OR a.date_published >= w.window_end - to_days($max_age_days::INTEGER))
        )
    WHERE NOT a.is_excluded
),
scoped AS (
    SELECT v.list_number, v.number, v.views, v.last_viewed_at, s.scope_number, NULL::VARCHAR AS country, NULL::BIGINT AS unique_visitors
    FROM window_views AS v
    SEMI JOIN eligible AS e USING (list_number, number)
    JOIN article_scope AS s USING (number)
    UNION ALL
    SELECT list_number, number, views, last_viewed_at, 0, country, unique_visitors
    FROM country_views
    SEMI JOIN eligible USING (list_number, number)
),
total AS (
    SELECT list_number, scope_number, country, sum(views) AS views, max(last_viewed_at) AS watermark
    FROM scoped
    GROUP BY ALL
),
placed AS MATERIALIZED (
    SELECT *, row_number() OVER (PARTITION BY list_number, scope_number, country ORDER BY views DESC, number) AS position
    FROM scoped
),
-- Ties share the place of their first.
listed AS (
    SELECT p.*, min(p.position) OVER (PARTITION BY p.list_number, p.scope_number, p.country, p.views) AS rank,
        w.as_of, w.time_window, w.window_start, w.window_end
    FROM placed AS p
    JOIN ranking_window AS w ON w.list_number = p.list_number AND w.step = 0
    WHERE p.position <= $top_n
),
tied_before AS (
    SELECT p.list_number, p.scope_number, p.country, p.views, min(p.position) AS rank
    FROM placed AS p
    JOIN ranking_window AS w ON w.list_number = p.list_number AND w.step = 1
    GROUP BY ALL
),
before AS (
    SELECT w.as_of, w.time_window, p.scope_number, p.country, p.number, t.rank
    FROM (SELECT * FROM placed WHERE number IN (SELECT number FROM listed)) AS p
    JOIN ranking_window AS w ON w.list_number = p.list_number AND w.step = 1
    JOIN tied_before AS t
        ON t.list_number = p.list_number AND t.scope_number = p.scope_number AND t.views = p.views
        AND t.country IS NOT DISTINCT FROM p.country
),
scope AS (
    SELECT DISTINCT scope_number, scope FROM article_scope
)
SELECT
    l.as_of, l.time_window, coalesce(s.scope, 'country:' || l.country) AS scope,
    l.position::INTEGER AS position, l.rank::INTEGER AS rank,
    b.rank::INTEGER AS previous_rank, (b.rank - l.rank)::INTEGER AS rank_delta,
    a.article_id, l.views, l.views / t.views AS share, l.unique_visitors, l.window_start, l.window_end, t.watermark
FROM listed AS l
JOIN total AS t
    ON t.list_number = l.list_number AND t.scope_number = l.scope_number AND t.country IS NOT DISTINCT FROM l.country
JOIN article_number AS a ON a.number = l.number
LEFT JOIN scope AS s ON s.scope_number = l.scope_number
LEFT JOIN before AS b
    ON b.as_of = l.as_of AND b.time_window = l.time_window AND b.scope_number = l.scope_number AND b.number = l.number
    AND b.country IS NOT DISTINCT FROM l.country
