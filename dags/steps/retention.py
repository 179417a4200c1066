"""Retention: rows go when their contract says so, in one commit. Site days of events go whole, once they are final."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

import lake
from dags.steps.place import lake_location
from lake.maintenance import MAINTENANCE
from lake.publish import Transaction
from schemas import CONTRACTS, Contract
from settings import Settings
from transforms.page_view.site_days import HOUR, days_of_hours, site_day

log = logging.getLogger("newslake.maintenance")

BY_SITE_DAY = ("page_view_event", "visitor_signal")
"""What hours are rolled up from: a site day has all of it or none, else its roll-up could be made again, and wrong."""


def apply_retention(settings: Settings, run_id: str, as_of: datetime) -> dict[str, int]:
    """Delete what has been kept for as long as its contract says; return how many rows of each table, none left out."""
    location = lake_location(settings)
    if not lake.exists(location):
        return {}

    def work(transaction: Transaction) -> dict[str, int]:
        connection = transaction.connection
        _date_old_rows(connection)
        deleted: dict[str, int] = {}
        for table, condition in _conditions(connection, settings.site.zone, as_of):
            followed = CONTRACTS[table].retention.follows
            # Reading all that is followed is worth it only where some of it went.
            if (not followed or followed in deleted) and (count := transaction.delete(table, condition)):
                deleted[table] = count
        connection.execute(
            "UPDATE lake.hour_status SET events_deleted_at = ? WHERE hour_at IN (SELECT hour_at FROM temp.hour_gone)",
            [as_of],
        )
        transaction.notes[MAINTENANCE] = {"deleted_rows": deleted}
        return deleted

    deleted = lake.commit(location, work, run_id=run_id, message="maintain_lake")
    log.info("retention: %s", ", ".join(f"{n:,} of {table}" for table, n in deleted.items()) or "nothing to delete")
    return deleted


def _conditions(connection: duckdb.DuckDBPyConnection, zone: ZoneInfo, as_of: datetime) -> Iterator[tuple[str, str]]:
    """Yield each table that has a retention with the condition of the rows that go, and make `hour_gone` (hour_at)."""
    kept = [contract for contract in CONTRACTS.values() if contract.retention.days is not None]
    hours = _hours_gone(connection, zone, as_of, CONTRACTS["page_view_event"])
    connection.execute("CREATE OR REPLACE TEMP TABLE hour_gone AS SELECT unnest(?::TIMESTAMPTZ[]) AS hour_at", [hours])
    for contract in kept:
        rule = contract.retention
        if contract.table in BY_SITE_DAY:
            yield contract.table, _of_hours(rule.column, hours)
        elif not rule.follows:
            yield contract.table, f"{rule.column} < TIMESTAMPTZ '{_midnight(as_of, rule.days or 0).isoformat()}'"
    for contract in kept:  # after what they follow
        if (rule := contract.retention).follows:
            yield (
                contract.table,
                (
                    f"{rule.column} NOT IN (SELECT DISTINCT {rule.column} FROM lake.{rule.follows} "
                    f"WHERE {rule.column} IS NOT NULL)"
                ),
            )


def _hours_gone(
    connection: duckdb.DuckDBPyConnection, zone: ZoneInfo, as_of: datetime, events: Contract
) -> list[datetime]:
    """Return the hours whose events go: those of site days that ended so long ago and are closed, all their hours."""
    days = events.retention.days
    if days is None:
        return []
    end = site_day((as_of - timedelta(days=days)).astimezone(zone).date(), zone).start
    rows = connection.execute(
        "SELECT hour_at, is_final, events_deleted_at IS NULL FROM lake.hour_status WHERE hour_at <= ? ORDER BY 1",
        [end - HOUR],
    ).fetchall()
    is_open = {day.site_date for day in days_of_hours((hour for hour, is_final, _ in rows if not is_final), zone)}
    return [
        hour for hour, _, has_events in rows
        if has_events and is_open.isdisjoint(day.site_date for day in days_of_hours([hour], zone))
    ]  # fmt: skip


def _of_hours(column: str, hours: Sequence[datetime]) -> str:
    """Return the condition that `column` lies in `hours`; constants bound it, for the files' statistics."""
    if not hours:
        return "FALSE"
    first, last = hours[0].isoformat(), (hours[-1] + HOUR).isoformat()
    within = f"{column} >= TIMESTAMPTZ '{first}' AND {column} < TIMESTAMPTZ '{last}'"
    return f"{within} AND date_trunc('hour', {column}) IN (SELECT hour_at FROM temp.hour_gone)"


def _midnight(as_of: datetime, days: int) -> datetime:
    """Return the beginning of the UTC day so many days before: partitions are days or hours, and go as files."""
    return (as_of - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)


def _date_old_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Let rows that an older version wrote count from now on: it did not note when they came."""
    for table, contract in CONTRACTS.items():
        if contract.retention.column == "recorded_at":
            connection.execute(f"UPDATE lake.{table} SET recorded_at = now() WHERE recorded_at IS NULL")
