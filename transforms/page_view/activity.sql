-- What bots by behaviour are told by, and the first rule that a visitor breaks in an hour.
-- Parameters: $min_requests (fewer break no rule), and the thresholds of the settings' [bots]; relations reading
--   (reading.sql), signal, hour_touched (hour_number).
-- Grain: visitor x touched hour, of visitors with $min_requests page requests or a signal.
-- Everything is counted over distinct events, double clicks left out, so that neither redelivery nor the split into files
-- matters: two identical lines are one event or a double click.
WITH told AS (
    SELECT
        visitor_id,
        hour_number,
        count(*) FILTER (signal = 'robots_txt') AS robots_txt_requests,
        count(*) FILTER (signal = 'scanner_path') AS scanner_requests,
        count(*) FILTER (signal IN ('scanner_path', 'error')) AS error_requests
    FROM (SELECT DISTINCT source, event_id, visitor_id, hour_number(event_at) AS hour_number, signal FROM signal)
    WHERE hour_number IN (SELECT hour_number FROM hour_touched)
    GROUP BY visitor_id, hour_number
),
busy AS (
    SELECT visitor_id, hour_number FROM reading GROUP BY visitor_id, hour_number HAVING count(*) >= $min_requests
    UNION
    SELECT visitor_id, hour_number FROM told
),
request AS (
    SELECT
        visitor_id, hour_number, page_number,
        (epoch_us(event_at) - lag(epoch_us(event_at)) OVER (PARTITION BY visitor_id, hour_number ORDER BY event_at))
            / 1e6 AS gap
    FROM reading
    SEMI JOIN busy USING (visitor_id, hour_number)
),
counted AS (
    SELECT
        visitor_id,
        hour_number,
        count(*) AS requests,
        count(DISTINCT page_number) AS distinct_pages,
        count(gap) AS gap_count,
        coalesce(sum(gap), 0) AS gap_seconds_sum,
        coalesce(sum(gap * gap), 0) AS gap_seconds_sum_of_squares
    FROM request
    GROUP BY visitor_id, hour_number
),
activity AS (
    SELECT
        hour_start(hour_number) AS hour_at,
        visitor_id,
        coalesce(requests, 0) AS requests,
        coalesce(distinct_pages, 0) AS distinct_pages,
        coalesce(robots_txt_requests, 0) AS robots_txt_requests,
        coalesce(scanner_requests, 0) AS scanner_requests,
        coalesce(error_requests, 0) AS error_requests,
        coalesce(gap_count, 0) AS gap_count,
        coalesce(gap_seconds_sum, 0) AS gap_seconds_sum,
        coalesce(gap_seconds_sum_of_squares, 0) AS gap_seconds_sum_of_squares
    FROM counted
    FULL JOIN told USING (visitor_id, hour_number)
    WHERE requests >= $min_requests OR error_requests IS NOT NULL
)
SELECT
    *,
    CASE
        WHEN robots_txt_requests >= $robots_txt_requests THEN 'robots_txt'
        WHEN scanner_requests >= $scanner_requests THEN 'scanner_path'
        WHEN error_requests >= $error_requests AND error_requests > requests THEN 'errors'
        WHEN requests >= $requests THEN 'request_rate'
        WHEN distinct_pages >= $distinct_pages THEN 'distinct_pages'
        -- The gaps' standard deviation is a small part of their mean: nobody reads by the clock.
        WHEN gap_count >= $regular_gaps AND gap_seconds_sum >= gap_count
            AND gap_seconds_sum_of_squares / gap_count - (gap_seconds_sum / gap_count) ** 2
                <= ($gap_variation * gap_seconds_sum / gap_count) ** 2 THEN 'regular_gaps'
    END AS behaviour_rule
FROM activity
