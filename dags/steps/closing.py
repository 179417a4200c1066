"""Closing of hours some days after their end: their roll-ups are final then, and their days' salts go."""

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import duckdb

import lake
from dags.steps.clock import closing_time, note_closing
from dags.steps.gate import load_gate
from dags.steps.hours import is_closed, open_hours, unclosed_days
from dags.steps.place import has_table, lake_location, lake_or_empty
from dags.steps.roll_up import whole_days
from dags.steps.roll_up_days import due_days, ended_days, is_empty, on_dates, roll_up_waiting_days
from lake.publish import Transaction
from lake.salts import destroy_salts, salted_days
from settings import Settings
from transforms.page_view.site_days import HOUR, SiteDay, site_day

log = logging.getLogger("newslake.hours")


def close_hours(
    settings: Settings, as_of: datetime, run_id: str, is_awaited: Callable[[SiteDay], bool] | None = None
) -> dict[str, list[str]]:
    """Close the hours whose time has come, and the days that are complete; destroy the salts of closed days.

    After a long silence only what was due before it (clock.py). Days that a backfill left due are rolled up, but for
    those of which `is_awaited` says that a publish of the backfill is still to come.

    Returns the closed hours, and those that rankings are to be made of again.
    A run that is killed after its commit leaves salts behind; the next one destroys them.
    """
    now, as_of = as_of, closing_time(settings, as_of)
    with lake_or_empty(settings) as connection:
        if not has_table(connection, "hour_status"):
            return {"closed_hours": [], "touched_hours": []}
        zone = settings.site.zone
        due = [day for day in due_days(connection, zone) if not (is_awaited and is_awaited(day))]
        due = [day for day in due if not is_empty(connection, day)]
        is_due = bool(due or _closing(connection, as_of) or _closing_days(connection, settings, as_of))
        if due or (is_due and ended_days(connection, zone, as_of)):
            load_gate()
        done = [] if is_due else _closed_days(connection, settings)

    def work(transaction: Transaction) -> tuple[list[datetime], list[datetime]]:
        hours = _closing(transaction.connection, as_of)
        # Where no publish came through since a day ended: of closed days nobody asks it again.
        touched = roll_up_waiting_days(transaction, settings, as_of, due)
        _close_hours(transaction, hours)
        _close_days(transaction, _closing_days(transaction.connection, settings, as_of), settings, as_of)
        transaction.notes.update(closed_hours=hours, touched_hours=touched)
        return hours, touched

    hours: list[datetime] = []
    touched: list[datetime] = []
    if is_due:
        hours, touched = lake.commit(lake_location(settings), work, run_id=run_id, message="close_hours")
        with lake_or_empty(settings) as connection:
            done = _closed_days(connection, settings)
    if touched:
        log.info("rolled up %d days that waited", len(touched))
    if hours:
        log.info("closed %d hours up to %s", len(hours), hours[-1].isoformat())
    destroy_salts(settings.salt_path, done)
    note_closing(settings, now)
    for day in done:
        log.info("%s is closed: its salt is destroyed", day)
    return {
        "closed_hours": [hour.isoformat() for hour in hours],
        "touched_hours": [hour.isoformat() for hour in touched],
    }


def _closed_days(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[date]:
    """Return the days that are closed and still have a salt."""
    zone = settings.site.zone
    return [day for day in salted_days(settings.salt_path) if is_closed(connection, site_day(day, zone))]


def _closing(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> list[datetime]:
    rows = connection.execute(
        "SELECT hour_at FROM lake.hour_status WHERE NOT is_final AND closes_at <= ? ORDER BY 1", [as_of]
    ).fetchall()
    return [hour for (hour,) in rows]


def _closing_days(connection: duckdb.DuckDBPyConnection, settings: Settings, as_of: datetime) -> list[SiteDay]:
    """Return the days to close: over for long enough, and none of their hours is still open."""
    before = as_of - timedelta(hours=settings.page_views.close_after_hours)
    rows = connection.execute(
        "SELECT hour_at FROM lake.hour_status WHERE NOT is_final AND closes_at > ?", [as_of]
    ).fetchall()
    still_open = {hour for (hour,) in rows}
    return [
        day
        for day in unclosed_days(connection, settings.site.zone)
        if day.hours[-1] + HOUR <= before and still_open.isdisjoint(day.hours)
    ]


def _close_hours(transaction: Transaction, hours: Sequence[datetime]) -> None:
    """Mark `hours` as final, and what they rolled up to."""
    if not hours:
        return
    connection = transaction.connection
    _set_final(connection, hours)
    where, within = "hour_at IN (SELECT hour_at FROM temp.closing)", whole_days("hour_at", hours)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE closing AS SELECT unnest(?::TIMESTAMPTZ[]) AS hour_at", [list(hours)]
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE final_hourly AS SELECT * REPLACE (TRUE AS is_final) "
        f"FROM lake.page_view_hourly WHERE {within} AND {where}"
    )
    transaction.replace("page_view_hourly", "temp.final_hourly", where, within)


def _close_days(transaction: Transaction, days: Sequence[SiteDay], settings: Settings, as_of: datetime) -> None:
    """Close the hours of `days` that took no data, and with them the days."""
    if not days:
        return
    hours = sorted({hour for day in days for hour in day.hours})
    close_after = settings.page_views.close_after_hours
    open_hours(transaction, hours, as_of - timedelta(hours=close_after), close_after)
    _set_final(transaction.connection, hours)
    within = on_dates(days)
    transaction.connection.execute(
        "CREATE OR REPLACE TEMP TABLE final_daily AS SELECT * REPLACE (TRUE AS is_final) "
        f"FROM lake.page_view_daily WHERE {within}"
    )
    transaction.replace_partitions("page_view_daily", "temp.final_daily", within)


def _set_final(connection: duckdb.DuckDBPyConnection, hours: Sequence[datetime]) -> None:
    connection.execute(
        "UPDATE lake.hour_status SET is_final = TRUE "
        "WHERE NOT is_final AND hour_at IN (SELECT unnest(?::TIMESTAMPTZ[]))", [list(hours)]
    )  # fmt: skip
