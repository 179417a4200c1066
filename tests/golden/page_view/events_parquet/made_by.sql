-- The rows of input.parquet, which this statement made once (DuckDB, in this folder).
COPY (
    SELECT * FROM (VALUES
        (TIMESTAMPTZ '2025-05-04 10:00:03.25+00', NULL::TIMESTAMP, 'https://courier.example/world/a?id=1', 'reader-7', NULL, 'AR', NULL::SMALLINT, 3),
        (TIMESTAMPTZ '2025-05-04 12:00:04+02', TIMESTAMP '2025-05-04 07:00:02', '/world/b', NULL, '192.0.2.7', NULL, 404, 1),
        (TIMESTAMPTZ '2025-05-04 10:00:05+00', NULL, '/world/b', NULL, NULL, 'AR', 200, 2),
        (NULL, NULL, '/world/b', 'reader-7', NULL, NULL, 200, 5)
    ) AS event (received_at, created_at, url, visitor_id, address, country, status, scroll_depth)
) TO 'input.parquet' (FORMAT parquet);
