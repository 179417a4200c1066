-- Which articles stay in the ten most viewed of 24 hours for longest?
SELECT a.headline, a.article_section, count(*) AS hours, min(r.rank) AS best_rank, min(r.as_of) AS first_seen, max(r.as_of) AS last_seen
FROM article_ranking AS r
JOIN article AS a USING (article_id)
WHERE r.time_window = '24h' AND r.scope = 'all' AND r.position <= 10
GROUP BY ALL
ORDER BY hours DESC, best_rank
LIMIT 10
