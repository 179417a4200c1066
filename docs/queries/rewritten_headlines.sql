-- Which headlines were rewritten after the article was out, and what did they say before?
WITH seen AS (
    SELECT article_id, headline, coalesce(date_modified, fetched_at) AS seen_at,
        lag(headline) OVER (PARTITION BY article_id ORDER BY coalesce(date_modified, fetched_at), fetched_at) AS headline_before
    FROM article_revision
)
SELECT seen_at, headline_before, headline, article_id
FROM seen
WHERE headline <> headline_before
ORDER BY seen_at DESC
