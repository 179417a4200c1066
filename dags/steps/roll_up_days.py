"""Rolling up site days in the lake, in the transaction of the caller: those that have ended, each whole.

A day is rolled up with its hours, apart from a backfill's: that would make a day again with each of its hours. Its
publishes note the days as due, and the last of a day is followed by the day's roll-up (closing.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

import lake
from dags.steps.engines import engine_of
from dags.steps.gate import through_gate
from dags.steps.hours import has_events_deleted, is_closed, unclosed_days
from dags.steps.place import lake_location
from lake.publish import Transaction, snapshot_notes
from settings import Settings
from transforms.page_view.roll_up import between, roll_up_days
from transforms.page_view.site_days import SiteDay, days_of_hours, site_day

DUE, ROLLED_UP = "due_days", "rolled_up_days"
"""What commits note of days: that they are to be rolled up, and that they were."""


def ended_days(connection: duckdb.DuckDBPyConnection, zone: ZoneInfo, as_of: datetime) -> list[SiteDay]:
    """Return the site days that ended by `as_of` and have hourly views but no daily ones yet.

    Closed days are not looked at: `close_hours` leaves none behind, and of years of views nothing is read.
    """
    days = [day for day in unclosed_days(connection, zone) if day.end <= as_of]
    if not days:
        return []
    dates = f"site_date BETWEEN DATE '{days[0].site_date}' AND DATE '{days[-1].site_date}'"
    found = connection.execute(f"SELECT DISTINCT site_date FROM lake.page_view_daily WHERE {dates}").fetchall()
    known = {date for (date,) in found}
    return [day for day in days if day.site_date not in known and _has_views(connection, day)]


def ended(hours: Iterable[datetime], zone: ZoneInfo, as_of: datetime) -> list[SiteDay]:
    """Return the site days that UTC `hours` have a part in and that ended by `as_of`, in order."""
    return [day for day in days_of_hours(hours, zone) if day.end <= as_of]


def due_days(connection: duckdb.DuckDBPyConnection, zone: ZoneInfo) -> list[SiteDay]:
    """Return the site days of which hours were rolled up, and which were not themselves since, in order.

    Not those whose events retention deleted meanwhile.
    """
    days = [site_day(day, zone) for day in sorted(_noted_due(connection))]
    return [day for day in days if not has_events_deleted(connection, day)]


def is_empty(connection: duckdb.DuckDBPyConnection, day: SiteDay) -> bool:
    """Say whether `day` has neither views nor a roll-up: making it changes nothing, so that no commit would note it."""
    daily = f"SELECT count(*) FROM lake.page_view_daily WHERE {on_dates([day])}"
    return not _has_views(connection, day) and connection.execute(daily).fetchone() == (0,)


def _noted_due(connection: duckdb.DuckDBPyConnection) -> Mapping[date, int]:
    """Return the days that commits say are due, each with the newest snapshot that says so."""
    due: dict[date, int] = {}
    for snapshot, note in snapshot_notes(connection, DUE, ROLLED_UP):
        due.update({date.fromisoformat(day): snapshot for day in note.get(DUE, ())})
        for day in note.get(ROLLED_UP, ()):
            due.pop(date.fromisoformat(day), None)
    return due


def progress(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return which days are due, as a commit notes it for the time when older commits are expired."""
    return {DUE: sorted(_noted_due(connection))}


def needed_snapshots(connection: duckdb.DuckDBPyConnection, zone: ZoneInfo) -> set[int]:
    """Return the snapshots whose notes tell which days are due: they must not expire."""
    noted = _noted_due(connection)
    return {noted[day.site_date] for day in due_days(connection, zone) if not is_empty(connection, day)}


def _has_views(connection: duckdb.DuckDBPyConnection, day: SiteDay) -> bool:
    row = connection.execute(
        f"SELECT count(*) FROM lake.page_view_hourly WHERE {between('hour_at', day.hours[0], day.end)}"
    ).fetchone()
    return row != (0,)


def roll_up_days_of_lake(transaction: Transaction, settings: Settings, days: Sequence[SiteDay]) -> list[SiteDay]:
    """Roll up the site days `days`, from the events as the lake has them now; return those that have views.

    Days with events that retention deleted stay as they are. None of `days` is due any more.
    """
    if not days:
        return []
    connection = transaction.connection
    transaction.notes[ROLLED_UP] = sorted({*transaction.notes.get(ROLLED_UP, ()), *(day.site_date for day in days)})
    days = [day for day in days if not has_events_deleted(connection, day)]
    if not days:
        return []
    connection.execute("CREATE OR REPLACE TEMP TABLE all_rolled_daily AS FROM lake.page_view_daily LIMIT 0")
    with engine_of(transaction, settings) as engine:
        for day in days:  # one at a time: distinct visitors of many days would not fit into memory
            views = f"outcome = 'view' AND {between('event_at', day.start, day.end)}"
            counted = between("hour_at", day.start, day.end)
            relations = {
                "view": f"(SELECT * FROM {engine.lake_rows('page_view_event', views)} WHERE {views})",
                "count": engine.rows(f"SELECT * FROM lake.page_view_count WHERE {counted}"),
                "article_url": engine.rows("SELECT page_id, article_id FROM lake.article_url"),
            }
            rolled_day = [replace(day, is_final=is_closed(connection, day))]
            with lake.reading_side_by_side(connection, lake_location(settings)):
                roll_up_days(engine, relations, rolled_day)
            connection.execute(f"INSERT INTO all_rolled_daily BY NAME FROM {engine.give('rolled_daily')}")
    part = f"{days[0].site_date}"
    rolled, within = "temp.all_rolled_daily", on_dates(days)
    found = connection.execute(f"SELECT DISTINCT site_date FROM {rolled}").fetchall()
    if not found:  # a day may share an hour with views and have none: no word of it in every run
        transaction.replace_partitions("page_view_daily", rolled, within)
        return []
    with through_gate(transaction, settings, "page_view_daily", rolled, part) as good:
        transaction.replace_partitions("page_view_daily", good, within)
    return [day for day in days if (day.site_date,) in found]


def roll_up_ended_days(
    transaction: Transaction, settings: Settings, hours: Iterable[datetime], as_of: datetime
) -> None:
    """Roll up the days of `hours` that ended by `as_of`.

    A day in progress waits for its end (`ended_days`): its visitors would have to be told apart anew every hour.
    """
    roll_up_days_of_lake(transaction, settings, ended(hours, settings.site.zone, as_of))


def roll_up_waiting_days(
    transaction: Transaction, settings: Settings, as_of: datetime, due: Sequence[SiteDay] = ()
) -> list[datetime]:
    """Roll up the days that `ended_days` finds and those of `due` that still are; return the hours to rank again.

    That is the last one of each day: calendar windows have the day, and rolling ones are of hours.
    """
    connection, zone = transaction.connection, settings.site.zone
    still_due = due_days(connection, zone) if due else []
    waiting = {*ended_days(connection, zone, as_of), *(day for day in due if day in still_due)}
    rolled = roll_up_days_of_lake(transaction, settings, sorted(waiting, key=lambda day: day.site_date))
    return [day.hours[-1] for day in rolled]


def on_dates(days: Sequence[SiteDay]) -> str:
    """Return the condition that `site_date` is one of `days`: constants, as partitions are days."""
    dates = ", ".join(f"DATE '{day.site_date}'" for day in days)
    return f"site_date IN ({dates})"
