"""Roll up touched hours: outcomes, hourly and daily views.

A run recomputes the hours that it touched, whole; what an hour gives depends on the events alone, not on the
files that brought them nor on their order.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

SQL = Path(__file__).parent

COLLAPSE = timedelta(seconds=30)
"""COUNTER's double-click rule: the same page for the same visitor within 30 s counts once."""

INPUTS = ("event", "source_file", "user_agent", "article_url")


def touched_hours(connection: duckdb.DuckDBPyConnection, events: str) -> list[datetime]:
    """Return the UTC hours whose roll-up new `events` (a FROM item) may change, in order.

    The hour that lies 30 s before an event is among them: its last event may now be a double click.
    """
    rows = connection.execute(
        f"SELECT DISTINCT date_trunc('hour', unnest([event_at, event_at - $collapse])) FROM {events} ORDER BY 1",
        {"collapse": COLLAPSE},
    ).fetchall()
    return [hour for (hour,) in rows]


def roll_up(
    connection: duckdb.DuckDBPyConnection, relations: Mapping[str, str], hours: Sequence[datetime], time_zone: str
) -> None:
    """Make the temporary tables `rolled` (events with outcome and counted_page_id), `rolled_hourly`, `rolled_daily`.

    `relations` gives a FROM item for each of INPUTS; `event` has every event, old and new, at least of the
    touched hours, the 30 s after them, and the site days they belong to.
    """
    for name in INPUTS:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {relations[name]}")
    connection.execute("CREATE OR REPLACE TEMP TABLE hour_touched (hour_at TIMESTAMPTZ)")
    connection.execute("INSERT INTO hour_touched SELECT unnest($hours)", {"hours": list(hours)})
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE rolled AS {_sql('outcomes')}",
        {"collapse": COLLAPSE, "first": min(hours), "last": max(hours) + timedelta(hours=1)},
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE rolled_hourly AS {_sql('hourly')}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE rolled_daily AS {_sql('daily')}", {"time_zone": time_zone})


def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")
