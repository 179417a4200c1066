"""Page views: from page requests to events, from events to outcomes and roll-ups. Definitions: docs/semantics.md."""

from transforms.page_view.events import STAGED_TABLES, Origin, make_events, source_file_id
from transforms.page_view.roll_up import COLLAPSE, hours_of, roll_up

__all__ = ["COLLAPSE", "STAGED_TABLES", "Origin", "hours_of", "make_events", "roll_up", "source_file_id"]
