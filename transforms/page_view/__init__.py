"""Page views: from page requests to events, from events to outcomes and roll-ups. Definitions: docs/semantics.md."""

from transforms.page_view.events import make_events
from transforms.page_view.roll_up import roll_up, touched_hours

__all__ = ["make_events", "roll_up", "touched_hours"]
