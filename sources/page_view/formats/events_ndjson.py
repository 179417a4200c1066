"""Our own event columns as NDJSON, one object a line.

    {"received_at": "2025-05-04T10:00:00Z", "url": "https://courier.example/world/a", "visitor_id": "v1"}

Source: docs/page-view-events.md.
"""

from sources.page_view.event_columns import JSON_FIELDS, event_requests
from sources.page_view.request import Format

FORMAT = Format(sql=event_requests(JSON_FIELDS))
