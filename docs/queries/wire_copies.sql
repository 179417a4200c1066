-- How many of each publisher's articles carry another's text, and who had that first most often?
SELECT a.publisher, count(DISTINCT a.article_id) AS articles, count(DISTINCT d.article_id) AS copies,
    round(copies / articles, 3) AS share, mode(d.first_publisher) AS mostly_of
FROM article AS a
LEFT JOIN article_duplicate AS d ON d.article_id = a.article_id AND d.duplicate_kind = 'other_publisher'
GROUP BY a.publisher
ORDER BY copies DESC, articles DESC, a.publisher
LIMIT 10
