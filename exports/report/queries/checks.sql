-- The gate, table by table: checks of all batches, and the ones that were not kept.
SELECT table_name, count(DISTINCT run_id) AS runs, count(*) AS checks, max(row_count) AS largest_batch,
    count(*) FILTER (WHERE NOT success AND severity = 'critical') AS failed_critical,
    count(*) FILTER (WHERE NOT success AND severity = 'error') AS failed_error,
    count(*) FILTER (WHERE NOT success AND severity = 'warning') AS failed_warning
FROM lake.quality_result
GROUP BY table_name
ORDER BY table_name
