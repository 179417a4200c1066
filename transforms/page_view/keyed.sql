-- Events that came again under an id of the export's own, with what is told of them: `duplicate` where visitor, page and
-- time are the first one's, else `id_conflict`. The first is the earliest received.
-- Parameters: $first, $last (bounds of the search), relations event, user_agent, article_url, source_file.
-- Grain: one row an event that is not the first of its id.
WITH keyed AS (
    SELECT
        source_file_id, source_position, visitor_id, page_id, event_at,
        first_value({'visitor_id': visitor_id, 'page_id': page_id, 'event_at': event_at}) OVER w AS first_one,
        row_number() OVER w AS number
    FROM event
    JOIN source_file USING (source_file_id)
    WHERE has_event_key = TRUE AND event_at >= $first AND event_at < $last
    WINDOW w AS (
        PARTITION BY event.source, event_id
        ORDER BY coalesce(received_at, event_at), file_name, source_file_id, source_position
    )
)
SELECT
    source_file_id,
    source_position,
    CASE
        WHEN first_one = {'visitor_id': visitor_id, 'page_id': page_id, 'event_at': event_at} THEN 'duplicate'
        ELSE 'id_conflict'
    END AS verdict
FROM keyed
WHERE number > 1
