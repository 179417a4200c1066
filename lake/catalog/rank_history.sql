-- Where an article stood, list by list, oldest first. Usage: FROM rank_history('mfrggzdfmztw', time_window := '24h').
-- The parameters are named once, in `asked`: beside a table they would be taken for its columns.
CREATE MACRO lake.rank_history(article_id, time_window := '24h', scope := 'all') AS TABLE
WITH asked AS (SELECT article_id AS asked_id, time_window AS asked_window, scope AS asked_scope)
SELECT r.as_of, r.position, r.rank, r.rank_delta, r.entered_at, r.peak_rank, r.views, r.share, r.score
FROM lake.article_ranking AS r, asked
WHERE r.article_id = asked_id AND r.time_window = asked_window AND r.scope = asked_scope
ORDER BY r.as_of
