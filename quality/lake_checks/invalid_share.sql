-- table: source_file
-- severity: warning
-- expected: a source's newest input has at most 0.01 more invalid rows a row than the median of its ten inputs before
WITH input AS (
    SELECT source, file_name, modified_at, rows_received,
        (coalesce(outcomes['invalid'], 0) + coalesce(outcomes['quarantined'], 0)) / rows_received AS share,
        row_number() OVER (PARTITION BY source ORDER BY modified_at DESC NULLS LAST, source_file_id) AS age
    FROM lake.source_file
    WHERE rows_received >= 100
)
SELECT n.source || ': ' || n.file_name AS subject, n.share AS observed, 0.0 AS minimum, median(b.share) + 0.01 AS maximum
FROM input AS n
JOIN input AS b ON b.source = n.source AND b.age BETWEEN 2 AND 11
WHERE n.age = 1
GROUP BY ALL
HAVING count(*) >= 3
