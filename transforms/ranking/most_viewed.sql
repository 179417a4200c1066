-- Most viewed articles for every as-of hour, window and scope.
-- Parameters: $time_zone, $top_n; relations ranking_window (window.sql), page_view_hourly, page_view_daily, article.
-- Grain: as-of hour x window x scope x position.
WITH seen AS (
    SELECT w.as_of, w.time_window, w.step, w.window_start, w.window_end, v.page_id, v.views, v.last_viewed_at
    FROM ranking_window AS w
    JOIN page_view_hourly AS v ON v.hour_at >= w.window_start AND v.hour_at < w.window_end
    WHERE NOT w.is_calendar
    UNION ALL
    SELECT w.as_of, w.time_window, w.step, w.window_start, w.window_end, v.page_id, v.views, v.last_viewed_at
    FROM ranking_window AS w
    JOIN page_view_daily AS v
        ON v.site_date >= (w.window_start AT TIME ZONE $time_zone)::DATE
        AND v.site_date < (w.window_end AT TIME ZONE $time_zone)::DATE
    WHERE w.is_calendar
),
counted AS (
    SELECT
        s.as_of, s.time_window, s.step, s.window_start, s.window_end, a.article_id, a.date_published,
        list_filter([
            'all', 'section:' || a.article_section, 'language:' || a.in_language, 'source:' || a.source
        ], lambda scope: scope IS NOT NULL) AS scopes,
        sum(s.views)::BIGINT AS views,
        max(s.last_viewed_at) AS last_viewed_at
    FROM seen AS s
    JOIN article AS a ON a.article_id = s.page_id
    WHERE a.date_published IS NULL OR a.date_published < s.window_end
    GROUP BY ALL
),
scoped AS (
    SELECT * EXCLUDE (scopes), unnest(scopes) AS scope FROM counted
),
ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY as_of, time_window, step, scope
            ORDER BY views DESC, date_published DESC NULLS LAST, article_id
        ) AS position,
        rank() OVER (PARTITION BY as_of, time_window, step, scope ORDER BY views DESC) AS rank,
        views / sum(views) OVER (PARTITION BY as_of, time_window, step, scope) AS share,
        max(last_viewed_at) OVER (PARTITION BY as_of, time_window, step, scope) AS watermark
    FROM scoped
)
SELECT
    r.as_of, r.time_window, r.scope, r.position::INTEGER AS position, r.rank::INTEGER AS rank,
    p.rank::INTEGER AS previous_rank, (p.rank - r.rank)::INTEGER AS rank_delta,
    r.article_id, r.views, r.share, r.window_start, r.window_end, r.watermark
FROM ranked AS r
LEFT JOIN ranked AS p
    ON p.step = 1 AND p.as_of = r.as_of AND p.time_window = r.time_window AND p.scope = r.scope
    AND p.article_id = r.article_id
WHERE r.step = 0 AND r.position <= $top_n
