-- The newest ranking of every window and scope, with the articles' headlines. Grain: window x scope x position.
CREATE VIEW lake.ranking_latest AS
SELECT r.*, a.headline, a.url, a.article_section, a.in_language, a.date_published
FROM lake.article_ranking AS r
JOIN (SELECT time_window, max(as_of) AS as_of FROM lake.article_ranking GROUP BY ALL) AS l USING (time_window, as_of)
JOIN lake.article AS a USING (article_id)
