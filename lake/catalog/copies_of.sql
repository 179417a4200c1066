-- The articles with the text of an article, the first one first. Usage: FROM copies_of('mfrggzdfmztw').
-- The parameters are named once, in `asked`: beside a table they would be taken for its columns.
CREATE MACRO lake.copies_of(article_id) AS TABLE
WITH asked AS (SELECT article_id AS asked_id),
cluster AS (
    SELECT d.first_article_id
    FROM lake.article_duplicate AS d, asked
    WHERE d.article_id = asked_id OR d.duplicate_of = asked_id
    LIMIT 1
),
member AS (
    SELECT d.article_id, max(d.similarity) AS similarity, arg_max(d.duplicate_of, d.similarity) AS duplicate_of
    FROM lake.article_duplicate AS d
    WHERE d.first_article_id IN (SELECT c.first_article_id FROM cluster AS c)
    GROUP BY d.article_id
    UNION ALL
    -- Those that are earlier than all they are like have no row of their own.
    SELECT d.duplicate_of, NULL, NULL
    FROM lake.article_duplicate AS d
    WHERE d.first_article_id IN (SELECT c.first_article_id FROM cluster AS c)
        AND d.duplicate_of NOT IN (SELECT e.article_id FROM lake.article_duplicate AS e)
    GROUP BY d.duplicate_of
)
SELECT m.article_id = (SELECT c.first_article_id FROM cluster AS c) AS is_first, a.publisher, a.headline, m.similarity,
    m.duplicate_of, a.date_published, a.in_language, a.url, m.article_id
FROM member AS m
JOIN lake.article AS a ON a.article_id = m.article_id
ORDER BY is_first DESC, coalesce(a.date_published, a.fetched_at), a.fetched_at NULLS LAST, m.article_id
