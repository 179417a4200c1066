-- Which articles are translations of one another: one names the other as its original, or both name the same one.
-- Relations: article, article_url, numbered_article, original_page (url, page_id of its canonical form).
-- Grain: article x translation of it, both ways.
WITH original AS (
    -- An original that is not known has no article: its page stands for it.
    SELECT n.article_number, coalesce(u.article_id, o.page_id) AS original_id
    FROM article AS a
    JOIN numbered_article AS n USING (article_id)
    JOIN original_page AS o ON o.url = a.translation_of_url
    LEFT JOIN article_url AS u USING (page_id)
),
named AS (
    SELECT o.article_number, n.article_number AS other_number
    FROM original AS o
    JOIN numbered_article AS n ON n.article_id = o.original_id
)
SELECT article_number, other_number FROM named
UNION
SELECT other_number, article_number FROM named
UNION
SELECT o.article_number, p.article_number FROM original AS o JOIN original AS p USING (original_id)
