-- The articles, numbered in the order in which ties stand: the newest first, then by identifier.
-- Parameters: relations article, excluded (article_id). Grain: article. Sorting and grouping by a number costs a fraction of
-- what it costs by texts.
SELECT
    row_number() OVER (ORDER BY date_published DESC NULLS LAST, article_id)::INTEGER AS number,
    article_id, date_published, article_section, in_language, source,
    article_id IN (SELECT article_id FROM excluded) AS is_excluded
FROM article
