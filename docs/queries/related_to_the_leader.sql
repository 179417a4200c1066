-- What do readers of the most viewed article read too?
SELECT r.position, r.headline, round(r.similarity, 3) AS similarity, r.method, r.shared_visitors
FROM (SELECT article_id FROM most_viewed(n := 1)) AS leader, related_to(leader.article_id) AS r
