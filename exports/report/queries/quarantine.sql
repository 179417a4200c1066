-- Records in quarantine, released ones left out, by reason, with the place of one of them.
SELECT q.table_name, array_to_string(q.failed_checks, ', ') AS failed_checks, q.source, count(*) AS records,
    arg_min(f.file_name, (f.file_name, q.source_position)) AS file_name,
    arg_min(q.source_position, (f.file_name, q.source_position)) AS source_position
FROM lake.quarantined_record AS q
LEFT JOIN lake.source_file AS f USING (source_file_id)
WHERE q.released_at IS NULL
GROUP BY ALL
ORDER BY records DESC, q.table_name, failed_checks, q.source
LIMIT 20
