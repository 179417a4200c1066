-- table: page_view_event
-- severity: error
-- expected: no row refers to one that is not there
WITH orphan AS (
    SELECT 'article_url.article_id' AS subject, count(*) AS n FROM lake.article_url ANTI JOIN lake.article USING (article_id)
    UNION ALL
    SELECT 'article_revision.article_id', count(*) FROM lake.article_revision ANTI JOIN lake.article USING (article_id)
    UNION ALL
    SELECT 'article_ranking.article_id', count(*)
    FROM (SELECT article_id FROM lake.article_ranking WHERE as_of > getvariable('last_event') - INTERVAL 2 DAY)
    ANTI JOIN lake.article USING (article_id)
    UNION ALL
    SELECT 'related_article.related_article_id', count(*)
    FROM lake.related_article AS r ANTI JOIN lake.article AS a ON a.article_id = r.related_article_id
    UNION ALL
    SELECT 'article_duplicate.duplicate_of', count(*)
    FROM lake.article_duplicate AS d ANTI JOIN lake.article AS a ON a.article_id = d.duplicate_of
    UNION ALL
    SELECT 'page_view_event.user_agent_id', count(*)
    FROM (SELECT user_agent_id FROM lake.page_view_event WHERE event_at >= getvariable('last_event') - INTERVAL 2 DAY)
    ANTI JOIN lake.user_agent USING (user_agent_id)
    UNION ALL
    SELECT 'page_view_event.page_id', count(*)
    FROM (SELECT page_id FROM lake.page_view_event WHERE event_at >= getvariable('last_event') - INTERVAL 2 DAY)
    ANTI JOIN lake.page USING (page_id)
    UNION ALL
    SELECT 'page_view_event.source_file_id', count(*)
    FROM (SELECT source_file_id FROM lake.page_view_event WHERE event_at >= getvariable('last_event') - INTERVAL 2 DAY)
    ANTI JOIN lake.source_file USING (source_file_id)
)
SELECT subject, n::DOUBLE AS observed, 0.0 AS minimum, 0.0 AS maximum FROM orphan
