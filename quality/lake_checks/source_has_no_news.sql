-- table: article
-- severity: warning
-- expected: a source's newest article is not older than three times nearly the longest usual time between two of its articles (the 95th percentile of four weeks), and six hours
WITH published AS (
    SELECT source, date_published, date_published - lag(date_published) OVER (PARTITION BY source ORDER BY date_published) AS gap
    FROM (
        SELECT DISTINCT source, date_published
        FROM lake.article
        WHERE date_published > getvariable('as_of') - INTERVAL 28 DAY AND date_published <= getvariable('as_of')
    )
)
-- A source that has been silent for four weeks has no usual time: history that was read in is not late.
SELECT source AS subject, epoch(getvariable('as_of') - max(date_published)) / 3600 AS observed, NULL::DOUBLE AS minimum,
    3 * quantile_cont(epoch(gap), 0.95) / 3600 + 6 AS maximum
FROM published
GROUP BY source
HAVING count(gap) >= 20
