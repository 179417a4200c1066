-- Stories related to an article, best first. Usage: FROM related_to('mfrggzdfmztw', n := 5).
-- The parameters are named once, in `asked`: beside a table they would be taken for its columns.
CREATE MACRO lake.related_to(article_id, n := 10) AS TABLE
WITH asked AS (SELECT article_id AS asked_id, n AS places)
SELECT r.position, a.headline, r.similarity, r.method, r.shared_visitors, a.article_section, a.in_language,
    a.date_published, a.url, r.related_article_id, r.as_of
FROM lake.related_article AS r
JOIN lake.article AS a ON a.article_id = r.related_article_id
CROSS JOIN asked
WHERE r.article_id = asked_id AND r.position <= places
ORDER BY r.position
