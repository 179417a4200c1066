-- The gate over time: checks that were not kept and records that went into quarantine. Grain: one of the last 48 runs.
WITH committed AS (
    -- Hourly runs of several DAGs have one id: such a run is called by its first commit.
    SELECT commit_extra_info ->> 'run_id' AS run_id, min(snapshot_time) AS published_at, min(snapshot_id) AS snapshot_id,
        arg_min(split_part(commit_message, ' (', 1), snapshot_id) AS dag
    FROM lake.snapshots()
    WHERE commit_message IS NOT NULL
    GROUP BY ALL
),
checked AS (
    SELECT run_id, count(*) AS checks,
        count(*) FILTER (WHERE NOT success AND severity = 'critical') AS failed_critical,
        count(*) FILTER (WHERE NOT success AND severity = 'error') AS failed_error,
        count(*) FILTER (WHERE NOT success AND severity = 'warning') AS failed_warning
    FROM lake.quality_result
    GROUP BY run_id
),
refused AS (
    SELECT run_id, count(*) AS quarantined FROM lake.quarantined_record GROUP BY run_id
),
newest AS (
    SELECT *
    FROM checked
    FULL JOIN refused USING (run_id)
    JOIN committed USING (run_id)
    ORDER BY snapshot_id DESC
    LIMIT 48
)
SELECT dag, published_at, coalesce(checks, 0) AS checks, coalesce(failed_critical, 0) AS failed_critical,
    coalesce(failed_error, 0) AS failed_error, coalesce(failed_warning, 0) AS failed_warning,
    coalesce(quarantined, 0) AS quarantined
FROM newest
ORDER BY snapshot_id
