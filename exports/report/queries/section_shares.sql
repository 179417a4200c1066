-- Each section's part of the views of articles: in the last 24 hours, and in the seven days before them.
WITH by_section AS (
    SELECT coalesce(a.article_section, '') AS article_section,
        coalesce(sum(v.views) FILTER (WHERE v.hour_at >= getvariable('as_of') - INTERVAL 24 HOUR), 0)::BIGINT AS views,
        coalesce(sum(v.views) FILTER (WHERE v.hour_at < getvariable('as_of') - INTERVAL 24 HOUR), 0)::BIGINT AS views_before
    FROM lake.page_view_hourly AS v
    JOIN lake.article AS a ON a.article_id = v.page_id
    WHERE v.hour_at >= getvariable('as_of') - INTERVAL 192 HOUR AND v.hour_at < getvariable('as_of')
    GROUP BY ALL
)
SELECT article_section, views, views / nullif(sum(views) OVER (), 0) AS share,
    views_before, views_before / nullif(sum(views_before) OVER (), 0) AS share_before
FROM by_section
ORDER BY views DESC, views_before DESC, article_section
