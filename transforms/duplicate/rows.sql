-- The rows of article_duplicate, and of those that the lake has already, which go.
-- Relations: cluster_link, first_of_article, affected_article, copy, stored_duplicate.
-- Parameters: $method, $as_of. Grain: article x earlier copy; `is_stale` rows are the ones that go.
WITH made AS (
    SELECT l.article_id, l.duplicate_of, l.similarity, l.duplicate_kind, f.first_article_id, f.first_publisher,
        $method AS duplicate_method
    FROM cluster_link AS l
    JOIN first_of_article AS f USING (article_id)
),
stored AS (
    SELECT article_id, duplicate_of, similarity, duplicate_kind, first_article_id, first_publisher, duplicate_method
    FROM stored_duplicate
    WHERE article_id IN (SELECT article_id FROM affected_article UNION SELECT article_id FROM cluster_link)
)
SELECT *, $as_of::TIMESTAMPTZ AS as_of, FALSE AS is_stale FROM (FROM made EXCEPT FROM stored)
UNION ALL
SELECT *, NULL, TRUE FROM (FROM stored EXCEPT FROM made)
