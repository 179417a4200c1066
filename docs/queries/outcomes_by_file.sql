-- What became of the requests of each input file?
SELECT source, file_name, rows_received, outcomes, rows_received = list_sum(map_values(outcomes)) AS balances
FROM source_file
ORDER BY source, file_name
