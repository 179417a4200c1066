-- Score of every article that was viewed enough: (O - E) / sqrt(E + $softening), where O exceeds E.
-- O: views of the last $hours. E: $weight_of_weeks of the mean of the same hours and weekday over four weeks, and the rest of
-- the rate of the 24 h before; only weeks in which the article was out already count, and without any the 24 h stand alone.
-- Of an article that was not out for those 24 h, the median of what its section's articles had at its age.
-- Parameters: $hours, $weight_of_weeks, $softening, $min_views; relations trending_hour, trending_views,
--   article_number (the files of these names).
-- Grain: instant x article.
WITH observed AS (
    SELECT t.moment, v.number, sum(v.views) AS observed
    FROM trending_views AS v
    JOIN trending_hour AS t ON t.hour_at = v.hour_at AND t.part = 'observed'
    GROUP BY ALL
    HAVING sum(v.views) >= $min_views
),
candidate AS (
    SELECT
        o.moment, a.number, o.observed, a.article_section,
        coalesce(a.date_published > o.moment - to_hours($hours::INTEGER) - INTERVAL 24 HOUR, FALSE) AS is_young,
        -- Of four, in how many weeks it was out.
        least(4, coalesce((hour_number(o.moment) - $hours - hour_number(a.date_published)) // (7 * 24), 4)) AS weeks,
        greatest(0, hour_number(o.moment) - $hours - hour_number(a.date_published)) AS age
    FROM observed AS o
    JOIN article_number AS a USING (number)
    WHERE (a.date_published IS NULL OR a.date_published < o.moment)
        AND NOT a.is_excluded
),
past AS (
    SELECT
        c.moment, c.number,
        CASE WHEN c.weeks > 0 THEN $weight_of_weeks ELSE 0 END AS weight,
        coalesce(sum(v.views) FILTER (t.part = 'week'), 0) / greatest(1, c.weeks) AS of_week,
        coalesce(sum(v.views) FILTER (t.part = 'day'), 0) / 24 * $hours AS of_day
    FROM candidate AS c
    JOIN trending_hour AS t ON t.moment = c.moment AND t.part IN ('week', 'day')
    LEFT JOIN trending_views AS v ON v.hour_at = t.hour_at AND v.number = c.number
    WHERE NOT c.is_young
    GROUP BY c.moment, c.number, c.weeks
),
wanted AS (
    SELECT DISTINCT moment, article_section, age FROM candidate WHERE is_young
),
peer AS (
    -- Articles that reached that age within seven days, and left it before the observed hours: never the article itself.
    SELECT w.moment, w.age, a.number, w.first_hour
    FROM (
        SELECT moment, age, unnest(range(
            hour_number(moment) - 7 * 24 - $hours + 1, hour_number(moment) - 2 * $hours + 1
        )) AS first_hour
        FROM (SELECT DISTINCT moment, age FROM wanted)
    ) AS w
    JOIN (SELECT *, hour_number(date_published) AS published_hour FROM article_number) AS a
        ON a.published_hour = w.first_hour - w.age
),
viewed AS (
    SELECT p.moment, p.age, p.number, sum(v.views) AS views
    FROM (SELECT *, unnest(range(first_hour, first_hour + $hours)) AS hour_number FROM peer) AS p
    JOIN (SELECT hour_number(hour_at) AS hour_number, number, views FROM trending_views) AS v USING (hour_number, number)
    GROUP BY ALL
),
peer_views AS (
    SELECT p.moment, p.age, a.article_section, coalesce(v.views, 0) AS views
    FROM peer AS p
    JOIN article_number AS a USING (number)
    LEFT JOIN viewed AS v USING (moment, age, number)
),
of_section AS (
    -- Fewer than three tell nothing of a section: the whole site's stand in.
    SELECT moment, age, article_section, median(views) AS expected
    FROM peer_views GROUP BY ALL HAVING count(*) >= 3
),
of_site AS (
    SELECT moment, age, median(views) AS expected FROM peer_views GROUP BY ALL
),
expected AS (
    SELECT
        c.moment, c.number, c.observed::BIGINT AS observed,
        CASE WHEN c.is_young THEN coalesce(s.expected, t.expected, 0)
            ELSE p.weight * p.of_week + (1 - p.weight) * p.of_day END::DOUBLE AS expected
    FROM candidate AS c
    LEFT JOIN past AS p USING (moment, number)
    LEFT JOIN of_section AS s
        ON s.moment = c.moment AND s.age = c.age AND s.article_section IS NOT DISTINCT FROM c.article_section
    LEFT JOIN of_site AS t ON t.moment = c.moment AND t.age = c.age
)
SELECT moment, number, observed, expected, (observed - expected) / sqrt(expected + $softening) AS score
FROM expected
WHERE observed > expected
