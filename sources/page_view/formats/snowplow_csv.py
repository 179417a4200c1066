"""Snowplow's enriched events as CSV with a header of its column names, as a warehouse exports the table `events`.

Any of the columns in any order, as long as event, event_id, collector_tstamp and page_url are there.
Source: Snowplow's "Canonical event model".
"""

from sources.page_view.formats.snowplow import COLUMNS, snowplow_requests
from sources.page_view.request import Format

FORMAT = Format(
    kind="csv",
    columns=("event", "event_id", "collector_tstamp", "page_url"),
    sql=snowplow_requests(
        {name: f"field['{name}']" for name in COLUMNS},
        # A line end in one of these is an open quote that swallowed the records behind it.
        record="NOT regexp_matches(concat(field['useragent'], field['page_url'], field['user_id']), '[\\r\\n]')",
        header="FALSE",
    ),
)
