-- The last commits: one a DAG run that changed the lake.
WITH checked AS (
    SELECT run_id, count(*) AS checks, count(*) FILTER (WHERE NOT success) AS failed FROM lake.quality_result GROUP BY run_id
),
refused AS (
    SELECT run_id, count(*) AS quarantined FROM lake.quarantined_record GROUP BY run_id
)
SELECT s.snapshot_id, s.snapshot_time, split_part(s.commit_message, ' (', 1) AS dag, s.commit_extra_info ->> 'run_id' AS run_id,
    coalesce(c.checks, 0) AS checks, coalesce(c.failed, 0) AS failed, coalesce(r.quarantined, 0) AS quarantined
FROM lake.snapshots() AS s
LEFT JOIN checked AS c ON c.run_id = s.commit_extra_info ->> 'run_id'
LEFT JOIN refused AS r ON r.run_id = s.commit_extra_info ->> 'run_id'
WHERE s.commit_message IS NOT NULL
ORDER BY s.snapshot_id DESC
LIMIT 10
