-- What is in quarantine, why, and what came of the last try to release it? With the place of one record.
SELECT table_name, source, failed_checks, release_outcome AS last_try, count(*) AS records,
    first(file_name ORDER BY file_name, source_position) AS file_name,
    first(source_position ORDER BY file_name, source_position) AS source_position
FROM quarantined_record
LEFT JOIN source_file USING (source_file_id, source)
WHERE released_at IS NULL
GROUP BY ALL
ORDER BY records DESC, table_name, source, failed_checks
