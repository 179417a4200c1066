-- The articles of the clusters that are made anew, with what their order is told by.
-- Relations: cluster_link, article. Grain: article; `number` is its place in the order of publication.
SELECT
    a.article_id,
    (row_number() OVER (
        ORDER BY coalesce(a.date_published, a.fetched_at), a.fetched_at NULLS LAST, a.article_id
    ) - 1)::INTEGER AS number,
    a.publisher
FROM article AS a
WHERE a.article_id IN (SELECT article_id FROM cluster_link UNION ALL SELECT duplicate_of FROM cluster_link)
