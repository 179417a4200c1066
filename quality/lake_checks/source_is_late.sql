-- table: source_file
-- severity: warning
-- expected: a source's newest input is not older than three times the usual time between two of its inputs, and two hours
WITH input AS (
    SELECT source, modified_at, modified_at - lag(modified_at) OVER (PARTITION BY source ORDER BY modified_at) AS gap
    FROM lake.source_file
    WHERE modified_at IS NOT NULL
),
source AS (
    SELECT source, max(modified_at) AS newest, median(epoch(gap)) / 3600 AS usual_hours
    FROM input
    GROUP BY source
    HAVING count(gap) >= 3
)
SELECT source AS subject, epoch(getvariable('as_of') - newest) / 3600 AS observed, NULL::DOUBLE AS minimum,
    3 * usual_hours + 2 AS maximum
FROM source
-- Where nothing came for a month, history was read in, and no source is late.
WHERE (SELECT max(newest) FROM source) > getvariable('as_of') - INTERVAL 30 DAY
