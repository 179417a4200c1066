-- The articles whose near-copies must be sought again: the changed ones, and others that may be near-copies of what
-- those are or were. Parameters: $hours, $common; relations changed_article, new_band, stored_band. Grain: article.
WITH sought AS (
    SELECT text_key, band_key, min(published_at) AS first_at, max(published_at) AS last_at
    FROM (FROM stored_band SEMI JOIN changed_article USING (article_id) UNION ALL FROM new_band)
    GROUP BY ALL
),
unchanged AS (
    FROM stored_band ANTI JOIN changed_article USING (article_id)
)
SELECT article_id FROM changed_article
UNION
SELECT u.article_id
FROM sought AS s
JOIN unchanged AS u ON u.band_key = s.band_key
    AND u.published_at BETWEEN s.first_at - to_hours($hours) AND s.last_at + to_hours($hours)
GROUP BY s.text_key, u.article_id
HAVING count(*) >= $common
