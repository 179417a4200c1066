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

from transforms.page_view.functions import create_functions
from transforms.page_view.site_days import SiteDay
from transforms.query_file import make_table, read_query

SQL = Path(__file__).parent
make = partial(make_table, SQL)

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


def roll_up(
    connection: duckdb.DuckDBPyConnection,
    relations: Mapping[str, str],
    hours: Sequence[datetime],
    rules: BehaviourRules,
) -> None:
    """Make the temporary tables `rolled_hourly` and `rolled_activity` of `hours`, and the view `rolled_event`.

    The view has the events of those hours with their outcomes: keep it as a table before `relations` change.
    `relations` gives a FROM item for each of INPUTS; `event` has every event, old and new, at least of the
    touched hours and the 30 s after them, and of KEY_SEARCH around them where events have keys of their own.
    """
    create_functions(connection)
    for name in INPUTS:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {relations[name]}")
    numbers = [int(hour.timestamp()) // 3600 for hour in hours]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE hour_touched AS SELECT unnest({numbers})::BIGINT AS hour_number")
    first, last = min(hours), max(hours) + HOUR
    # The next event of a chain may stand 30 s after the touched hours.
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW event_at_hand AS SELECT * FROM event "
        f"WHERE event_at >= {_literal(first)} AND event_at < {_literal(last + COLLAPSE)}"
    )
    make(connection, "keyed", {"first": first - KEY_SEARCH, "last": last + KEY_SEARCH})
    make(connection, "page_number")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW candidate AS {read_query(SQL, 'candidate')}")
    make(connection, "visitor_page")
    make(connection, "recurring", {"collapse": COLLAPSE})
    connection.execute(f"CREATE OR REPLACE TEMP VIEW reading AS {read_query(SQL, 'reading')}")
    make(connection, "activity", asdict(rules), "rolled_activity")
    make(connection, "hourly", table="rolled_hourly")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW rolled_event AS {read_query(SQL, 'outcomes')}")


def roll_up_days(connection: duckdb.DuckDBPyConnection, relations: Mapping[str, str], days: Sequence[SiteDay]) -> None:
    """Make the temporary table `rolled_daily` of the site days `days`, whole.

    `relations` gives a FROM item for `view` (events whose outcome is view), `count` and `article_url`.
    """
    for name in ("view", "count", "article_url"):
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {relations[name]}")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE day_touched "
        "(site_date DATE, start_at TIMESTAMPTZ, end_at TIMESTAMPTZ, is_final BOOLEAN)"
    )
    connection.executemany(
        "INSERT INTO day_touched VALUES (?, ?, ?, ?)",
        [[day.site_date, day.start, day.end, day.is_final] for day in days],
    )
    make(connection, "daily", table="rolled_daily")


def _literal(instant: datetime) -> str:
    return f"TIMESTAMPTZ '{instant.isoformat()}'"
