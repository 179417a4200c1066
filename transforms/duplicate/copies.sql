-- Articles with their earlier near-copies; of earlier articles with one and the same text, the first of the same
-- publisher and the first of others stand for the rest.
-- Parameter: $hours; relations affected_article, text_of_article, near_text, article. Grain: article x earlier copy.
WITH near AS (
    SELECT text_key, other_key, similarity FROM near_text
    UNION ALL
    SELECT other_key, text_key, similarity FROM near_text
    UNION ALL
    SELECT DISTINCT text_key, text_key, 1.0 FROM text_of_article
),
piece AS (
    SELECT
        t.article_id, t.text_key, t.published_at,
        row_number() OVER (ORDER BY t.published_at, a.fetched_at NULLS LAST, t.article_id) AS place,
        regexp_replace(lower(trim(a.publisher)), '^www\.', '') AS publisher,
        regexp_extract(lower(a.url), '^https?://(?:www\.)?([^/:?#]+)', 1) AS host
    FROM text_of_article AS t
    JOIN article AS a USING (article_id)
),
pair AS (
    SELECT x.article_id, n.other_key, n.similarity, y.article_id AS earlier_id, y.place,
        -- A page that names no publisher has its host for one.
        coalesce(
            x.publisher = y.publisher OR (x.host = y.host AND (x.publisher = x.host OR y.publisher = y.host)), FALSE
        ) AS same_publisher
    FROM piece AS x
    JOIN near AS n ON n.text_key = x.text_key
    JOIN piece AS y ON y.text_key = n.other_key
        AND y.place < x.place AND y.published_at >= x.published_at - to_hours($hours)
    WHERE x.article_id IN (SELECT article_id FROM affected_article)
)
SELECT article_id, arg_min(earlier_id, place) AS duplicate_of, similarity,
    CASE WHEN same_publisher THEN 'same_publisher' ELSE 'other_publisher' END AS duplicate_kind
FROM pair
GROUP BY article_id, other_key, similarity, same_publisher
