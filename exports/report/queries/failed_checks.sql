-- Checks that batches did not keep, the worst first.
SELECT table_name, check_name, any_value(severity) AS severity, count(*) AS batches, sum(unexpected_count)::BIGINT AS unexpected_rows,
    sum(row_count)::BIGINT AS checked_rows, arg_max(expected, run_id) AS expected, arg_max(observed, run_id) AS observed
FROM lake.quality_result
WHERE NOT success
GROUP BY table_name, check_name
ORDER BY list_position(['critical', 'error', 'warning'], any_value(severity)), unexpected_rows DESC, table_name, check_name
LIMIT 20
