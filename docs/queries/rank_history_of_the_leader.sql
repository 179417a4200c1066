-- How did today's most viewed article get there, hour by hour?
SELECT h.as_of, h.rank, h.views, h.entered_at, h.peak_rank
FROM (SELECT article_id FROM most_viewed(n := 1)) AS leader, rank_history(leader.article_id) AS h
