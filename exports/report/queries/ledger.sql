-- The ledger, source by source: what was received, what became of it, and how new the newest input is.
WITH by_outcome AS (
    SELECT source, unnest(map_keys(outcomes)) AS outcome, unnest(map_values(outcomes)) AS rows_received
    FROM lake.source_file
),
summed AS (
    SELECT source, outcome, sum(rows_received)::BIGINT AS rows_received FROM by_outcome GROUP BY ALL
),
file AS (
    SELECT source, count(*) AS files, sum(rows_received)::BIGINT AS rows_received, max(modified_at) AS newest_input
    FROM lake.source_file
    GROUP BY source
)
SELECT f.source, f.files, f.rows_received, f.newest_input,
    map_from_entries(
        list({'k': s.outcome, 'v': s.rows_received} ORDER BY s.outcome) FILTER (WHERE s.outcome IS NOT NULL)
    ) AS outcomes
FROM file AS f
LEFT JOIN summed AS s USING (source)
GROUP BY ALL
ORDER BY f.source
