-- The articles whose earlier near-copies must be sought again: the changed ones, and later ones whose text may be like
-- what those have or had. Parameter: $hours; relations changed_article, changed_text, neighbour, stored_band.
-- Grain: article.
WITH near AS (
    SELECT n.other_key AS text_key, c.published_at
    FROM changed_text AS c
    JOIN (FROM neighbour UNION ALL SELECT text_key, text_key FROM changed_text) AS n ON n.text_key = c.text_key
    GROUP BY ALL
),
unchanged AS (
    SELECT DISTINCT article_id, text_key, published_at
    FROM stored_band
    WHERE text_key IN (SELECT text_key FROM near) AND article_id NOT IN (FROM changed_article)
)
SELECT article_id FROM changed_article
UNION
SELECT u.article_id
FROM near AS n
JOIN unchanged AS u ON u.text_key = n.text_key
    AND u.published_at BETWEEN n.published_at AND n.published_at + to_hours($hours)
