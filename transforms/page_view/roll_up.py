"""Roll up touched hours: outcomes, bots by behaviour, hourly and daily views.

A run recomputes the hours that it touched, whole; what an hour gives depends on the events alone, not on the
files that brought them nor on their order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import duckdb

from transforms.engine import Engine, make
from transforms.page_view.functions import create_functions, definitions
from transforms.page_view.site_days import SiteDay
from transforms.query_file import read_query

SQL = Path(__file__).parent
_make = partial(make, SQL)

COLLAPSE = timedelta(seconds=30)
"""COUNTER's double-click rule: the same page for the same visitor within 30 s counts once."""

KEY_SEARCH = timedelta(hours=72)
"""How far apart in time two events under one id of an export's own are looked for: as long as an hour stays open."""

HOUR = timedelta(hours=1)

INPUTS = ("event", "signal", "count", "source_file", "user_agent", "article_url", "hour_status")


@dataclass(frozen=True, slots=True)
class BehaviourRules:
    """From how much on a visitor's hour is a bot's: the settings' [bots], which give the reasons."""

    min_requests: int
    robots_txt_requests: int
    scanner_requests: int
    error_requests: int
    requests: int
    distinct_pages: int
    regular_gaps: int
    gap_variation: float


def hours_of(
    connection: duckdb.DuckDBPyConnection, rows: str, column: str = "event_at", before: timedelta = timedelta()
) -> set[datetime]:
    """Return the UTC hours that `column` of `rows` (a FROM item) lies in, or lay in so long `before`."""
    create_functions(connection)
    found = connection.execute(
        f"SELECT DISTINCT hour_start(hour_number({column} - $before)) FROM {rows}", {"before": before}
    ).fetchall()
    return {hour for (hour,) in found}


def roll_up(engine: Engine, relations: Mapping[str, str], hours: Sequence[datetime], rules: BehaviourRules) -> None:
    """Make the tables `rolled_hourly` and `rolled_activity` of `hours` in `engine`, and the view `rolled_event`.

    The view has the events of those hours with their outcomes: keep it as a table before `relations` change.
    `relations` gives a FROM item for each of INPUTS; `event` has every event, old and new, at least of the
    touched hours and the 30 s after them, and of KEY_SEARCH around them where events have keys of their own.
    """
    engine.define(definitions())
    for name in INPUTS:
        engine.view(name, f"SELECT * FROM {relations[name]}")
    numbers = ", ".join(f"({int(hour.timestamp()) // 3600})" for hour in hours)
    engine.table("hour_touched", f"SELECT number::BIGINT AS hour_number FROM (VALUES {numbers}) AS t (number)")
    first, last = min(hours), max(hours) + HOUR
    engine.view("event_at_hand", f"SELECT * FROM event WHERE {' OR '.join(at_hand(hours))}")
    _make(engine, "keyed", {"first": first - KEY_SEARCH, "last": last + KEY_SEARCH})
    _make(engine, "page_number")
    engine.view("candidate", read_query(SQL, "candidate"))
    _make(engine, "visitor_page")
    _make(engine, "recurring", {"collapse": COLLAPSE})
    engine.view("reading", read_query(SQL, "reading"))
    _make(engine, "activity", asdict(rules), "rolled_activity")
    _make(engine, "hourly", table="rolled_hourly")
    engine.view("rolled_event", read_query(SQL, "outcomes"))


def at_hand(hours: Sequence[datetime]) -> list[str]:
    """Return the conditions of the events that `hours` need, one for all hours that follow one another.

    The next event of a chain may stand 30 s after them.
    """
    spans: list[list[datetime]] = []
    for hour in sorted(hours):
        if spans and hour == spans[-1][-1] + HOUR:
            spans[-1].append(hour)
        else:
            spans.append([hour])
    return [between("event_at", span[0], span[-1] + HOUR + COLLAPSE) for span in spans]


def keyed_around(hours: Sequence[datetime]) -> str:
    """Return the condition of the events that may be under one id with an event of `hours`."""
    return f"has_event_key = TRUE AND {between('event_at', min(hours) - KEY_SEARCH, max(hours) + HOUR + KEY_SEARCH)}"


def roll_up_days(engine: Engine, relations: Mapping[str, str], days: Sequence[SiteDay]) -> None:
    """Make the table `rolled_daily` of the site days `days`, whole, in `engine`.

    `relations` gives a FROM item for `view` (events whose outcome is view), `count` and `article_url`.
    """
    for name in ("view", "count", "article_url"):
        engine.view(name, f"SELECT * FROM {relations[name]}")
    rows = ", ".join(
        f"(DATE '{day.site_date}', {_literal(day.start)}, {_literal(day.end)}, {day.is_final})" for day in days
    )
    engine.table("day_touched", f"SELECT * FROM (VALUES {rows}) AS t (site_date, start_at, end_at, is_final)")
    _make(engine, "daily", table="rolled_daily")


def between(column: str, first: datetime, last: datetime) -> str:
    """Return the condition that `column` lies within: constants, for the files' statistics."""
    return f"({column} >= {_literal(first)} AND {column} < {_literal(last)})"


def _literal(instant: datetime) -> str:
    return f"TIMESTAMPTZ '{instant.isoformat()}'"
