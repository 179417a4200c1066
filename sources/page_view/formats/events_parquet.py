"""Our own event columns as Parquet: texts, times as timestamps and the status as a number, or all of them texts.

Read from the rows as JSON, in which a file's missing columns are missing fields.
Source: docs/page-view-events.md.
"""

from sources.page_view.event_columns import JSON_FIELDS, event_requests
from sources.page_view.request import Format

FORMAT = Format(sql=event_requests(JSON_FIELDS), kind="parquet", columns=("url",))
