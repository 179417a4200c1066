-- table: article
-- severity: warning
-- expected: a source that had one host for its articles keeps to it: at least 0.95 of those of the newest seven days
WITH host AS (
    SELECT source, regexp_extract(url, '^https?://([^/:?#]+)', 1) AS host, fetched_at FROM lake.article WHERE fetched_at IS NOT NULL
),
newest AS (SELECT source, max(fetched_at) - INTERVAL 7 DAY AS since FROM host GROUP BY source),
before AS (
    SELECT h.source, any_value(h.host) AS host
    FROM host AS h
    JOIN newest AS n ON n.source = h.source AND h.fetched_at < n.since
    GROUP BY h.source
    HAVING count(DISTINCT h.host) = 1 AND count(*) >= 20
)
SELECT b.source AS subject, count(*) FILTER (WHERE h.host = b.host) / count(*) AS observed, 0.95 AS minimum, 1.0 AS maximum
FROM before AS b
JOIN newest AS n ON n.source = b.source
JOIN host AS h ON h.source = b.source AND h.fetched_at >= n.since
GROUP BY b.source
