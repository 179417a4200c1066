-- The newest ranking of every window and scope, with the articles' headlines. Grain: window x scope x position.
CREATE VIEW lake.ranking_latest AS
SELECT r.*, a.headline, a.url, a.article_section, a.in_language, a.date_published
FROM lake.article_ranking AS r
JOIN lake.ranking_newest AS l ON l.time_window = r.time_window AND l.as_of = r.as_of
JOIN lake.article AS a ON a.article_id = r.article_id
