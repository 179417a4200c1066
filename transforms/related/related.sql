-- The rows of related_article: by common visitors first, then filled up by text.
-- Parameters: $top_n, $as_of; relations co_visited, text_match, numbered_article. Grain: article x position.
WITH candidate AS (
    SELECT article_number, other_number, similarity, shared_visitors, 'co_visitation' AS method FROM co_visited
    UNION ALL
    SELECT article_number, other_number, similarity, NULL, 'text' FROM text_match
),
placed AS (
    SELECT *, row_number() OVER (
        PARTITION BY article_number ORDER BY method = 'text', similarity DESC, other_number
    ) AS position
    FROM candidate
)
SELECT a.article_id, p.position::INTEGER AS position, b.article_id AS related_article_id, p.similarity, p.method,
    p.shared_visitors, $as_of::TIMESTAMPTZ AS as_of
FROM placed AS p
JOIN numbered_article AS a ON a.article_number = p.article_number
JOIN numbered_article AS b ON b.article_number = p.other_number
WHERE p.position <= $top_n
