-- What is being read far more than it usually is, right now?
SELECT position, headline, views, round(expected_views, 1) AS expected_views, round(score, 2) AS score, entered_at
FROM trending(n := 10)
