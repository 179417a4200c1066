-- What trends at every as-of hour, for every scope but countries: the best score of the last hours, each decayed.
-- Parameters: $hours, $half_life_hours, $decay_hours, $top_n, $max_age_days (or NULL); relations as_of_hour, trending_score,
--   trending_hour, trending_views, article_number (the files of these names), page_view_hourly.
-- Grain: as-of hour x scope x position. expected_views is NULL where the article has too few views by now to score anew.
WITH asked AS (
    SELECT as_of, step, as_of - to_hours(step::INTEGER) AS moment FROM as_of_hour, (VALUES (0), (1)) AS s (step)
),
shown AS (
    SELECT
        q.as_of, q.step, s.number,
        max(s.score * 2 ** (-(hour_number(q.moment) - hour_number(s.moment)) / $half_life_hours)) AS score,
        max(s.expected) FILTER (s.moment = q.moment) AS expected_views
    FROM asked AS q
    JOIN trending_score AS s ON s.moment <= q.moment AND s.moment >= q.moment - to_hours($decay_hours::INTEGER)
    GROUP BY ALL
),
viewed AS (
    SELECT q.as_of, q.step, v.number, sum(v.views)::BIGINT AS views
    FROM asked AS q
    JOIN trending_hour AS t ON t.moment = q.moment AND t.part = 'observed'
    JOIN trending_views AS v ON v.hour_at = t.hour_at
    GROUP BY ALL
),
scoped AS (
    SELECT
        s.as_of, s.step, s.number, a.article_id, s.score, s.expected_views, v.views,
        unnest(list_filter([
            'all', 'section:' || a.article_section, 'language:' || a.in_language, 'source:' || a.source
        ], lambda scope: scope IS NOT NULL)) AS scope
    FROM shown AS s
    JOIN viewed AS v USING (as_of, step, number)
    JOIN article_number AS a USING (number)
    WHERE $max_age_days IS NULL OR a.date_published IS NULL OR a.date_published >= s.as_of - to_days($max_age_days::INTEGER)
),
ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY as_of, step, scope ORDER BY score DESC, number
        ) AS position,
        rank() OVER (PARTITION BY as_of, step, scope ORDER BY score DESC) AS rank,
        views / sum(views) OVER (PARTITION BY as_of, step, scope) AS share
    FROM scoped
)
SELECT
    r.as_of, 'trending' AS time_window, r.scope, r.position::INTEGER AS position, r.rank::INTEGER AS rank,
    p.rank::INTEGER AS previous_rank, (p.rank - r.rank)::INTEGER AS rank_delta,
    r.article_id, r.views, r.share, r.expected_views, r.score,
    r.as_of - to_hours($hours::INTEGER) AS window_start, r.as_of AS window_end, w.watermark
FROM ranked AS r
JOIN (
    SELECT q.as_of, max(v.last_viewed_at) AS watermark
    FROM asked AS q
    JOIN page_view_hourly AS v ON v.hour_at >= q.as_of - to_hours($hours::INTEGER) AND v.hour_at < q.as_of
    WHERE q.step = 0
    GROUP BY ALL
) AS w USING (as_of)
LEFT JOIN ranked AS p ON p.step = 1 AND p.as_of = r.as_of AND p.scope = r.scope AND p.number = r.number
WHERE r.step = 0 AND r.position <= $top_n
