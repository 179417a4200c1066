-- What trends in a scope by the newest list: score and expected views. Usage: FROM trending(scope := 'section:World').
-- The parameters are named once, in `asked`: beside a table they would be taken for its columns.
CREATE MACRO lake.trending(scope := 'all', n := 10) AS TABLE
WITH asked AS (SELECT 'trending' AS asked_window, scope AS asked_scope, n AS places),
newest AS (
    -- An unknown window or scope is an error that names the known ones: an empty list would be taken for an answer.
    SELECT CASE
        WHEN asked_window NOT IN (SELECT k.time_window FROM lake.ranking_newest AS k) THEN error(
            'no window ' || asked_window || '; known are '
            || (SELECT string_agg(k.time_window, ', ' ORDER BY k.time_window) FROM lake.ranking_newest AS k)
        )
        WHEN asked_scope NOT IN (SELECT unnest(k.scopes) FROM lake.ranking_newest AS k) THEN error(
            'no scope ' || asked_scope || '; known are ' || (
                SELECT string_agg(DISTINCT s.scope, ', ' ORDER BY s.scope)
                FROM (SELECT unnest(k.scopes) AS scope FROM lake.ranking_newest AS k) AS s
            )
        )
        ELSE (SELECT max(k.as_of) FROM lake.ranking_newest AS k WHERE k.time_window = asked_window)
    END AS as_of
    FROM asked
)
SELECT r.position, r.rank, r.rank_delta, r.previous_rank, r.entered_at, r.peak_rank, a.headline, r.views, r.expected_views,
    r.score, a.article_section, a.in_language, a.date_published, a.url, r.article_id, r.as_of, r.window_start,
    r.window_end, r.watermark
FROM lake.article_ranking AS r
JOIN lake.article AS a ON a.article_id = r.article_id
CROSS JOIN asked
WHERE r.as_of = (SELECT newest.as_of FROM newest)
    AND r.time_window = asked_window AND r.scope = asked_scope AND r.position <= places
ORDER BY r.position
