"""A clock that jumps ahead must not close hours and destroy salts: nothing brings them back."""

import json
import logging
from datetime import datetime, timedelta
from pathlib import Path

from exports.files import write_if_changed
from settings import Settings

log = logging.getLogger("newslake.hours")

SILENCE = timedelta(hours=26)
"""Hours are closed every hour and every day: a longer time since then is an outage, or a clock that is wrong."""


def closing_time(settings: Settings, as_of: datetime) -> datetime:
    """Return the time up to which hours may be closed: `as_of`, or after SILENCE that of the last time.

    What became due meanwhile waits for the next run: by then a clock that was wrong is seen, and an outage is over.
    """
    file = _file(settings)
    if not file.is_file():
        return as_of
    last = datetime.fromisoformat(json.loads(file.read_text(encoding="utf-8"))["as_of"])
    if as_of - last <= SILENCE:
        return as_of
    log.warning("it is %s, and was %s when hours were closed last: what is due since then waits", as_of, last)
    return last


def note_closing(settings: Settings, as_of: datetime) -> None:
    """Keep `as_of` for the next time; several runs may do so at once."""
    write_if_changed(_file(settings), json.dumps({"as_of": as_of.isoformat()}).encode())


def _file(settings: Settings) -> Path:
    return settings.home / "closing.json"
