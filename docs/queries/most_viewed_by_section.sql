-- Which three articles lead each section in the newest 24 hours?
SELECT scope, position, views, headline
FROM ranking_latest
WHERE time_window = '24h' AND scope LIKE 'section:%' AND position <= 3
ORDER BY scope, position
