"""Which hours take data: opened by their first data, closed some days later, when their salts go too."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

import lake
from dags.steps.clock import closing_time, note_closing
from dags.steps.ledger import has_table
from dags.steps.place import lake_location
from lake.publish import Transaction
from lake.salts import destroy_salts, salted_days
from settings import Settings
from transforms.page_view.roll_up import KEY_SEARCH
from transforms.page_view.site_days import HOUR, SiteDay, days_of_hours, site_day

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
    connection = transaction.connection
    connection.execute("CREATE OR REPLACE TEMP TABLE opened AS FROM lake.hour_status LIMIT 0")
    if rows:
        connection.executemany("INSERT INTO opened VALUES (?, ?, ?, ?, NULL)", rows)
    transaction.append_new("hour_status", "temp.opened")


def close_hours(settings: Settings, as_of: datetime, run_id: str) -> list[str]:
    """Close the hours whose time has come, and the days that are complete; destroy the salts of closed days.

    After a long silence only what was due before it (clock.py).

    Returns the closed hours. A run that is killed after its commit leaves salts behind; the next one destroys them.
    """
    location = lake_location(settings)
    if not lake.exists(location):
        return []
    zone = settings.site.zone
    now, as_of = as_of, closing_time(settings, as_of)
    with lake.connect(location) as connection:
        is_due = has_table(connection, "hour_status") and bool(_closing(connection, as_of))
        done = [] if is_due else _closed_days(connection, settings)

    def work(transaction: Transaction) -> list[datetime]:
        hours = _closing(transaction.connection, as_of)
        if hours:
            _close(transaction, hours, zone, as_of, settings.page_views.close_after_hours)
            transaction.notes.update(closed_hours=hours)
        return hours

    hours: list[datetime] = []
    if is_due:
        hours = lake.commit(location, work, run_id=run_id, message="close_hours")
        with lake.connect(location) as connection:
            done = _closed_days(connection, settings)
    if hours:
        log.info("closed %d hours up to %s", len(hours), hours[-1].isoformat())
    destroy_salts(settings.salt_path, done)
    note_closing(settings, now)
    for day in done:
        log.info("%s is closed: its salt is destroyed", day)
    return [hour.isoformat() for hour in hours]


def _closed_days(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[date]:
    """Return the days that are closed and still have a salt."""
    zone = settings.site.zone
    return [day for day in salted_days(settings.salt_path) if is_closed(connection, site_day(day, zone))]


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


def _closing(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> list[datetime]:
    rows = connection.execute(
        "SELECT hour_at FROM lake.hour_status WHERE NOT is_final AND closes_at <= ? ORDER BY 1", [as_of]
    ).fetchall()
    return [hour for (hour,) in rows]


def _close(
    transaction: Transaction, hours: Sequence[datetime], zone: ZoneInfo, as_of: datetime, close_after: int
) -> None:
    """Mark `hours` as final, and the days that have no open hour left."""
    connection = transaction.connection
    _set_final(connection, hours)
    for day in days_of_hours(hours, zone):
        if as_of < day.end + timedelta(hours=close_after):
            continue
        # An hour without any data closes with its day.
        silent = connection.execute(
            "SELECT h FROM (SELECT unnest(?::TIMESTAMPTZ[]) AS h) "
            "WHERE h NOT IN (SELECT hour_at FROM lake.hour_status)",
            [day.hours],
        ).fetchall()
        open_hours(transaction, [hour for (hour,) in silent], as_of - timedelta(hours=close_after), close_after)
        _set_final(connection, [hour for (hour,) in silent])
        if is_closed(connection, day):
            final = replace(day, is_final=True)
            connection.execute(
                "CREATE OR REPLACE TEMP TABLE final_daily AS SELECT * REPLACE (TRUE AS is_final) "
                "FROM lake.page_view_daily WHERE site_date = ?", [final.site_date]
            )  # fmt: skip
            transaction.replace_partitions("page_view_daily", "temp.final_daily", f"site_date = DATE '{day.site_date}'")
    first, last = hours[0].isoformat(), hours[-1].isoformat()
    within = f"hour_at >= TIMESTAMPTZ '{first}' AND hour_at <= TIMESTAMPTZ '{last}'"
    where = "hour_at IN (SELECT hour_at FROM temp.closing)"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE closing AS SELECT unnest(?::TIMESTAMPTZ[]) AS hour_at", [list(hours)]
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE final_hourly AS SELECT * REPLACE (TRUE AS is_final) "
        f"FROM lake.page_view_hourly WHERE {within} AND {where}"
    )
    transaction.replace("page_view_hourly", "temp.final_hourly", where, within)


def _set_final(connection: duckdb.DuckDBPyConnection, hours: Sequence[datetime]) -> None:
    connection.execute(
        "UPDATE lake.hour_status SET is_final = TRUE WHERE hour_at IN (SELECT unnest(?::TIMESTAMPTZ[]))", [list(hours)]
    )
