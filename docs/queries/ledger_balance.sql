-- Does every received row have its outcome? Both sums are the same, for each source and in all.
SELECT source, sum(rows_received) AS rows_received, sum(list_sum(map_values(outcomes))) AS outcomes
FROM source_file
GROUP BY ROLLUP (source)
ORDER BY source
