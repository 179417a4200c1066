-- The visitors of one site day who saw enough articles to tell something and not too many, with what each weighs.
-- Parameters: $unit, $min_articles, $max_articles; relations view_of_day (visitor_id, page_id), article_page.
-- Grain: visitor of the day.
WITH seen AS (
    SELECT DISTINCT v.visitor_id, p.article_number
    FROM view_of_day AS v
    JOIN article_page AS p USING (page_id)
)
SELECT list(article_number) AS articles, round($unit / log2(1 + count(*)))::INTEGER AS weight
FROM seen
GROUP BY visitor_id
HAVING count(*) BETWEEN $min_articles AND $max_articles
