-- The ranking of a window and scope as it stood at an instant.
-- Usage: FROM most_viewed_at(TIMESTAMPTZ '2025-05-08 09:00:00+00', time_window := '3h').
-- The parameters are named once, in `asked`: beside a table they would be taken for its columns.
CREATE MACRO lake.most_viewed_at(as_of, time_window := '24h', scope := 'all', n := 10) AS TABLE
WITH asked AS (SELECT as_of::TIMESTAMPTZ AS instant, time_window AS asked_window, scope AS asked_scope, n AS places),
newest AS (
    SELECT max(r.as_of) AS as_of
    FROM lake.article_ranking AS r, asked
    WHERE r.time_window = asked_window AND r.as_of <= instant
)
SELECT r.position, r.rank, r.rank_delta, r.previous_rank, a.headline, r.views, r.share, a.article_section, a.in_language,
    a.date_published, a.url, r.article_id, r.as_of, r.window_start, r.window_end, r.watermark
FROM lake.article_ranking AS r
JOIN lake.article AS a ON a.article_id = r.article_id
CROSS JOIN asked
WHERE r.as_of = (SELECT newest.as_of FROM newest)
    AND r.time_window = asked_window AND r.scope = asked_scope AND r.position <= places
ORDER BY r.position
