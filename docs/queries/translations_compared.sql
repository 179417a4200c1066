-- How do an article and its translation do against one another?
WITH viewed AS (
    SELECT page_id, sum(views) AS views FROM page_view_daily GROUP BY ALL
)
SELECT o.headline, t.headline AS translation, v.views, w.views AS views_of_translation
FROM article AS t
JOIN article AS o ON o.url = t.translation_of_url
JOIN viewed AS v ON v.page_id = o.article_id
JOIN viewed AS w ON w.page_id = t.article_id
ORDER BY v.views + w.views DESC
LIMIT 10
