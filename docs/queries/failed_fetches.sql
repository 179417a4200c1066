-- Which pages could not be fetched, why, and when are they tried again?
SELECT source, fetch_reason, failures, retry_at, fetched_at, page_url
FROM page_fetch
WHERE fetch_outcome = 'failed'
ORDER BY fetched_at DESC
LIMIT 100
