"""Our own event columns as CSV with a header, in any order, other columns among them.

    received_at,url,visitor_id
    2025-05-04T10:00:00Z,https://courier.example/world/a,v1

Source: docs/page-view-events.md.
"""

from sources.page_view.event_columns import event_requests
from sources.page_view.request import Format

FORMAT = Format(sql=event_requests("field"), kind="csv", columns=("url",))
