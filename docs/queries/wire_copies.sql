-- Which stories were taken over most, and who had them first?
SELECT a.headline, d.first_publisher, count(DISTINCT d.article_id) AS copies,
    count(DISTINCT c.publisher) AS publishers, round(avg(d.similarity), 2) AS similarity
FROM article_duplicate AS d
JOIN article AS a ON a.article_id = d.first_article_id
JOIN article AS c ON c.article_id = d.article_id
WHERE d.duplicate_kind = 'other_publisher'
GROUP BY d.first_article_id, a.headline, d.first_publisher
ORDER BY copies DESC, a.headline
LIMIT 10
