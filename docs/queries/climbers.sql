-- Which articles climbed most within the last hour?
SELECT headline, previous_rank, rank, rank_delta, views
FROM ranking_latest
WHERE time_window = '24h' AND scope = 'all' AND rank_delta > 0
ORDER BY rank_delta DESC, position
LIMIT 10
