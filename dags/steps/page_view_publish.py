"""The last step of `ingest_page_views`: publish."""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

import lake
from dags.steps.gate import append_verdicts, load_gate, rows_of, together
from dags.steps.hours import closed_hours, open_hours
from dags.steps.ledger import append_entry, not_in_ledger
from dags.steps.page_view_input import CHECKED
from dags.steps.place import discard_staged, has_table, lake_location
from dags.steps.release_masked import adopt_in_lake
from dags.steps.roll_up import roll_up_hours, touched_by
from dags.steps.roll_up_ahead import MESSAGE, roll_up_ahead
from dags.steps.roll_up_days import DUE, ended, ended_days, roll_up_ended_days, roll_up_waiting_days
from dags.steps.unfinished_line import withdraw
from lake.publish import Transaction, parquet
from settings import Settings
from transforms.page_view import COLLAPSE, hours_of
from transforms.page_view.roll_up import KEY_SEARCH

log = logging.getLogger("newslake.page_views")

HOURS_OF = {"page_view_event": "event_at", "visitor_signal": "event_at", "page_view_count": "hour_at"}
"""Tables of requests -> the column that says which hour a row belongs to."""


def publish(
    settings: Settings, batches: Sequence[dict[str, Any]], run_id: str, as_of: datetime, redo: Sequence[datetime] = ()
) -> dict[str, Any]:
    """Publish validated files in one transaction with the hours they touch, and those of `redo` again that had data.

    The days that ended follow, but for those of a backfill (`redo`): they are due after its last publish of the day.
    Returns what the commit notes: files and touched hours.
    """

    def work(transaction: Transaction) -> tuple[int, list[datetime]]:
        new = not_in_ledger(transaction.connection, batches)
        hours = set(redo)
        for batch in new:
            if batch["unfinished"]:
                hours.update(withdraw(transaction, batch["unfinished"]))
            _append_batch(transaction, batch)
        transaction.inputs.extend(Path(batch["path"]).as_uri() for batch in new)
        rows = {table: _good(new, table) for table in HOURS_OF}
        if events := rows["page_view_event"]:
            adopt_in_lake(transaction, events)
        if ahead and ahead.holds(transaction):
            ahead.bring_in(transaction)
        else:
            hours = bring_in(transaction, settings, rows, as_of, hours)
        if redo:
            transaction.notes[DUE] = [day.site_date for day in ended(hours, settings.site.zone, as_of)]
        else:
            roll_up_ended_days(transaction, settings, hours, as_of)
            hours.update(roll_up_waiting_days(transaction, settings, as_of) if days_wait else ())
        transaction.notes.update(files=len(new), touched_hours=sorted(hours), **rows_of(new))
        return len(new), sorted(hours)

    location = lake_location(settings)
    with lake.open_to_write(location, rows=sum(batch["counts"]["received"] for batch in batches)) as connection:
        redo = _had_data(connection, redo)
        has_new = _has_new(connection, batches)
        days_wait = not redo and has_table(connection, "page_view_daily")
        days_wait = days_wait and bool(ended_days(connection, settings.site.zone, as_of))
        if not (redo or has_new or days_wait):
            return {"files": 0, "touched_hours": []}
        load_gate()
        with roll_up_ahead(connection, settings, run_id, [] if has_new else redo) as ahead:
            files, hours = lake.commit(location, work, run_id=run_id, message=MESSAGE, within=connection)
    discard_staged(batches)
    log.info("published %d files; %d hours touched", files, len(hours))
    return {"files": files, "touched_hours": [hour.isoformat() for hour in hours]}


def bring_in(
    transaction: Transaction, settings: Settings, rows: Mapping[str, str | None], as_of: datetime, redo: set[datetime]
) -> set[datetime]:
    """Roll up the hours of new `rows` (FROM items of the tables HOURS_OF), their neighbours, and `redo`; return them.

    Signals and counts are in the lake already; the events come in with their hours.
    """
    arrived = _hours_of_new_rows(transaction, rows)
    open_hours(transaction, arrived, as_of, settings.page_views.close_after_hours)
    events = rows["page_view_event"]
    neighbours = _hours_of_neighbours(transaction, events, arrived) if events else set()
    hours = redo | arrived | neighbours - set(closed_hours(transaction.connection, settings, as_of))
    roll_up_hours(transaction, settings, sorted(hours), events)
    return hours


def _has_new(connection: duckdb.DuckDBPyConnection, batches: Sequence[dict[str, Any]]) -> bool:
    """Say whether the ledger lacks any of `batches`."""
    return bool(batches) and (not has_table(connection, "source_file") or bool(not_in_ledger(connection, batches)))


def _had_data(connection: duckdb.DuckDBPyConnection, hours: Sequence[datetime]) -> list[datetime]:
    """Return those of `hours` that ever took data: a backfill over years has thousands with nothing to roll up."""
    if not hours or not has_table(connection, "hour_status"):
        return []
    known = "SELECT hour_at FROM lake.hour_status WHERE list_contains(?, hour_at) ORDER BY 1"
    return [hour for (hour,) in connection.execute(known, [list(hours)]).fetchall()]


def _append_batch(transaction: Transaction, batch: dict[str, Any]) -> None:
    """Add what is not rolled up: pages, agents, signals, counts, quarantine, results and the ledger's entry."""
    verdicts = batch["verdicts"]
    for table in ("page", "user_agent"):
        if table in verdicts:
            transaction.append_new(table, verdicts[table]["good"])
    if "visitor_signal" in verdicts:
        transaction.append("visitor_signal", verdicts["visitor_signal"]["good"])
    counted = _good([batch], "page_view_count")
    again = append_counts(transaction, counted) if counted else 0
    if "quarantined_record" in batch["staged"]:
        transaction.append("quarantined_record", parquet(batch["staged"]["quarantined_record"]))
    append_verdicts(transaction, batch)
    counts = batch["counts"]
    refused = {table: verdicts[table]["quarantined_rows"] if table in verdicts else 0 for table in CHECKED}
    outcomes = {
        "invalid": counts["invalid"] + refused["page_view_event"] + refused["page_view_count"],
        "not_page": counts["not_page"],
        "late_closed": counts["late_closed"],
        "view": counts["view"] - refused["page_view_count"] - again,
        "duplicate": again,
    }
    append_entry(transaction, batch, outcomes)


def append_counts(transaction: Transaction, counts: str) -> int:
    """Add those counted views of one input (`counts`, a FROM item) that the lake lacks.

    It has them where another input, or the same record, counted that source's hour, page and country. Returns how many
    records had nothing new: `temp.new_count` lacks them.
    """
    connection = transaction.connection
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE new_count AS SELECT c.* FROM {counts} AS c ANTI JOIN lake.page_view_count AS l "
        "ON (c.source, c.hour_at, c.page_id, c.country) = (l.source, l.hour_at, l.page_id, l.country) "
        "AND (c.source_file_id <> l.source_file_id OR c.source_position = l.source_position)"
    )
    transaction.append("page_view_count", "temp.new_count")
    (again,) = connection.execute(
        f"SELECT count(DISTINCT source_position) FROM {counts} "
        "WHERE source_position NOT IN (SELECT source_position FROM temp.new_count)"
    ).fetchone() or (0,)
    return int(again)


def _hours_of_new_rows(transaction: Transaction, rows: Mapping[str, str | None]) -> set[datetime]:
    """Return the hours that new rows lie in."""
    hours: set[datetime] = set()
    for table, column in HOURS_OF.items():
        if found := rows[table]:
            hours |= hours_of(transaction.connection, found, column)
    return hours


def _hours_of_neighbours(transaction: Transaction, events: str, arrived: set[datetime]) -> set[datetime]:
    """Return the hours whose events new ones may change: 30 s before them, or under the same id of the export's own."""
    connection = transaction.connection
    hours = hours_of(connection, events, before=COLLAPSE)
    keyed = f"SELECT source, event_id FROM {events} WHERE has_event_key"
    if connection.execute(f"SELECT count(*) FROM ({keyed})").fetchone() != (0,):
        first, last = min(arrived) - KEY_SEARCH, max(arrived) + KEY_SEARCH
        within = f"event_at >= TIMESTAMPTZ '{first.isoformat()}' AND event_at < TIMESTAMPTZ '{last.isoformat()}'"
        again = f"has_event_key AND (source, event_id) IN ({keyed})"
        hours.update(touched_by(connection, f"{within} AND {again}"))
    return hours


def _good(batches: Sequence[dict[str, Any]], table: str) -> str | None:
    """Return the FROM item of the good staged rows of `table`; None where there are none."""
    good = [batch["verdicts"][table]["good"] for batch in batches if table in batch["verdicts"]]
    return together(good) if good else None


def hours_between(start: datetime, end: datetime) -> list[datetime]:
    """Return the UTC hours that lie in [start, end), also of the subclasses of datetime that Airflow hands in."""
    first = datetime.fromtimestamp(start.timestamp(), UTC).replace(minute=0, second=0, microsecond=0)
    count = int((end.timestamp() - first.timestamp()) // 3600)
    return [first + timedelta(hours=hour) for hour in range(count)]
