-- table: source_file
-- severity: error
-- expected: rows_received is the sum of the outcomes, for every input
SELECT source || ': ' || file_name AS subject, rows_received::DOUBLE AS observed,
    coalesce(list_sum(map_values(outcomes)), 0)::DOUBLE AS minimum, coalesce(list_sum(map_values(outcomes)), 0)::DOUBLE AS maximum
FROM lake.source_file
