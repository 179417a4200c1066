-- The newest list of every window and scope. Grain: window x scope x position.
SELECT r.time_window, r.scope, r.position, r.rank, r.rank_delta, r.previous_rank, r.peak_rank, r.entered_at, r.views,
    r.share, r.unique_visitors, r.unique_visitors_kind, r.expected_views, r.score, r.article_id, a.headline, a.url,
    a.article_section, a.in_language, a.date_published
FROM lake.article_ranking AS r
JOIN lake.ranking_newest AS n ON n.time_window = r.time_window AND n.as_of = r.as_of
JOIN lake.article AS a ON a.article_id = r.article_id
WHERE r.as_of >= getvariable('oldest_as_of') AND r.position <= getvariable('places')
ORDER BY r.time_window, r.scope, r.position
