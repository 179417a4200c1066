"""Which hours take data: opened by their first data, closed some days later (closing.py)."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

from dags.steps.clock import closing_time
from dags.steps.place import has_table
from lake.publish import Transaction
from settings import Settings
from transforms.page_view.roll_up import KEY_SEARCH
from transforms.page_view.site_days import HOUR, SiteDay, days_of_hours

log = logging.getLogger("newslake.hours")


def closed_hours(connection: duckdb.DuckDBPyConnection, settings: Settings, as_of: datetime) -> list[datetime]:
    """Return the hours that take no more data at `as_of`."""
    if not has_table(connection, "hour_status"):
        return []
    rows = connection.execute(
        "SELECT hour_at FROM lake.hour_status WHERE is_final OR closes_at <= ? ORDER BY 1",
        [closing_time(settings, as_of)],
    ).fetchall()
    return [hour for (hour,) in rows]


def open_hours(transaction: Transaction, hours: Iterable[datetime], as_of: datetime, close_after: int) -> None:
    """Enter those of `hours` that have no status yet: they close so many hours after their end, or after now."""
    rows = [[hour, as_of, max(hour + HOUR, as_of) + timedelta(hours=close_after), False] for hour in sorted(hours)]
    if not rows:
        return
    connection = transaction.connection
    connection.execute("CREATE OR REPLACE TEMP TABLE opened AS FROM lake.hour_status LIMIT 0")
    connection.executemany("INSERT INTO opened VALUES (?, ?, ?, ?, NULL)", rows)
    transaction.append_new("hour_status", "temp.opened")


def unclosed_days(connection: duckdb.DuckDBPyConnection, zone: ZoneInfo) -> list[SiteDay]:
    """Return the site days that took data and have an hour that is not closed, in order.

    Such a day has a known hour that is open, or beside one that is not known: of years only few are looked at.
    """
    edges = connection.execute(
        "SELECT hour_at FROM lake.hour_status QUALIFY NOT is_final "
        "OR lag(hour_at) OVER (ORDER BY hour_at) IS DISTINCT FROM hour_at - INTERVAL 1 HOUR "
        "OR lead(hour_at) OVER (ORDER BY hour_at) IS DISTINCT FROM hour_at + INTERVAL 1 HOUR"
    ).fetchall()
    days = days_of_hours((hour for (hour,) in edges), zone)
    rows = connection.execute(
        "SELECT hour_at FROM lake.hour_status WHERE is_final AND hour_at IN (SELECT unnest(?::TIMESTAMPTZ[]))",
        [[hour for day in days for hour in day.hours]],
    ).fetchall()
    final = {hour for (hour,) in rows}
    return [day for day in days if not final.issuperset(day.hours)]


def is_closed(connection: duckdb.DuckDBPyConnection, day: SiteDay) -> bool:
    """Say whether every hour of `day` is closed."""
    row = connection.execute(
        "SELECT count(*) FROM lake.hour_status WHERE is_final AND hour_at >= ? AND hour_at < ?",
        [day.hours[0], day.end],
    ).fetchone()
    return row == (len(day.hours),)


def has_events_deleted(connection: duckdb.DuckDBPyConnection, day: SiteDay) -> bool:
    """Say whether retention deleted events of `day`: its roll-up can't be made again."""
    row = connection.execute(
        "SELECT count(*) FROM lake.hour_status WHERE events_deleted_at IS NOT NULL AND hour_at >= ? AND hour_at < ?",
        [day.hours[0], day.end],
    ).fetchone()
    return row != (0,)


def still_rollable(connection: duckdb.DuckDBPyConnection, hours: Sequence[datetime]) -> list[datetime]:
    """Return those of `hours` that can be rolled up again.

    Not hours whose events retention deleted, nor the closed ones so soon after them that their duplicates are gone.
    """
    gone = connection.execute(
        "SELECT DISTINCT s.hour_at FROM lake.hour_status AS s "
        "JOIN lake.hour_status AS d ON d.hour_at BETWEEN s.hour_at - ? AND s.hour_at "
        "WHERE d.events_deleted_at IS NOT NULL AND s.is_final AND list_contains(?, s.hour_at)",
        [KEY_SEARCH, list(hours)],
    ).fetchall()
    left = {hour for (hour,) in gone}
    if left:
        log.info("%d hours stay as they are rolled up: their events, or duplicates of them, are deleted", len(left))
    return [hour for hour in hours if hour not in left]
