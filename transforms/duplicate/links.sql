-- The links of the clusters that new links touch, or that lost some: kept ones and new ones.
-- Relations: affected_article, copy, stored_duplicate. Grain: article x earlier copy.
WITH touched AS (
    SELECT article_id FROM affected_article
    UNION
    SELECT duplicate_of FROM copy
),
cluster AS (
    SELECT DISTINCT first_article_id
    FROM stored_duplicate
    WHERE article_id IN (FROM touched) OR duplicate_of IN (FROM touched)
)
SELECT article_id, duplicate_of, similarity, duplicate_kind
FROM stored_duplicate
WHERE first_article_id IN (FROM cluster) AND article_id NOT IN (FROM affected_article)
UNION ALL
SELECT article_id, duplicate_of, similarity, duplicate_kind FROM copy
