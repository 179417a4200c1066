-- The pages that mean an article: by article_url, else the page whose page_id is the article's own id.
-- Relations: numbered_article, article_url. Grain: page.
SELECT u.page_id, a.article_number
FROM article_url AS u
JOIN numbered_article AS a USING (article_id)
UNION ALL
SELECT a.article_id, a.article_number
FROM numbered_article AS a
ANTI JOIN article_url AS u ON u.page_id = a.article_id
