"""Rolling up hours in the lake: in batches that fit into memory, all in the transaction of the caller."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any

import duckdb

import lake
from dags.steps.engines import LakeEngine, engine_of
from dags.steps.gate import append_said, computed
from dags.steps.hours import still_rollable
from dags.steps.ledger import apply_changes, begin_changes, note_change
from dags.steps.roll_up_days import roll_up_ended_days
from lake.publish import Transaction
from quality import Verdict
from schemas import CONTRACTS
from schemas.operations import RELEASE_COLUMNS
from settings import Settings
from transforms.page_view.roll_up import HOUR, BehaviourRules, at_hand, between, keyed_around, roll_up

COLUMNS = ", ".join(CONTRACTS["page_view_event"].column_names)
LOOKED_UP = {
    "source_file": "source_file_id, file_name",
    "user_agent": "user_agent_id, is_bot",
    "article_url": "page_id, article_id",
    "hour_status": "hour_at, is_final",
}
"""Table -> its columns that events and hours are joined with."""
CARRIED = {"rolled_hourly": "page_view_hourly", "rolled_activity": "visitor_activity_hourly"}
"""Temporary table -> table. They are gathered over the batches: their partitions are days, and each is written once."""


def roll_up_hours(
    transaction: Transaction,
    settings: Settings,
    hours: Sequence[datetime],
    new_events: str | None = None,
) -> None:
    """Roll `hours` up again, with `new_events` (a FROM item) that the lake lacks yet; the ledger follows.

    Hours whose events retention deleted keep the roll-ups that they have.
    """
    hours = still_rollable(transaction.connection, hours)
    if not hours:
        return
    make_carried(transaction)
    with engine_of(transaction, settings) as engine:
        for batch in batches(transaction, hours, new_events, engine):
            bring_in_events(transaction, judge(transaction, settings, engine, batch, new_events), batch)
    with pass_carried(transaction, settings, hours) as verdicts:
        bring_in_roll_ups(transaction, hours, verdicts)


def roll_up_hours_and_days(
    transaction: Transaction, settings: Settings, hours: Sequence[datetime], as_of: datetime
) -> None:
    """Roll up `hours` of the lake's events again, and the site days of theirs that ended by `as_of`."""
    roll_up_hours(transaction, settings, hours)
    roll_up_ended_days(transaction, settings, hours, as_of)


def batches(
    transaction: Transaction, hours: Sequence[datetime], new_events: str | None, engine: LakeEngine
) -> Iterator[list[datetime]]:
    """Yield `hours` in order, as many at once as the engine takes, at least one.

    DuckDB takes as many cores as their events are worth, once these are counted.
    """
    sources = [f"SELECT event_at FROM lake.page_view_event WHERE {_within('event_at', hours)}"]
    sources += [f"SELECT event_at FROM {new_events}"] if new_events else []
    counted = transaction.connection.execute(
        f"SELECT epoch_us(event_at) // 3600000000, count(*) FROM ({' UNION ALL '.join(sources)}) GROUP BY 1"
    ).fetchall()
    counts: dict[int, int] = dict(counted)
    lake.set_threads(transaction.connection, sum(counts.values()))
    batch: list[datetime] = []
    size = 0
    for hour in sorted(hours):
        count = counts.get(int(hour.timestamp()) // 3600, 0)
        if batch and (size + count > engine.events_at_once or hour > batch[-1] + engine.apart):
            yield batch
            batch, size = [], 0
        batch.append(hour)
        size += count
    yield batch


def make_carried(transaction: Transaction) -> None:
    """Make the empty tables that `judge` adds to."""
    for temporary, table in CARRIED.items():
        transaction.connection.execute(f"CREATE OR REPLACE TEMP TABLE all_{temporary} AS FROM lake.{table} LIMIT 0")


def judge(
    transaction: Transaction,
    settings: Settings,
    engine: LakeEngine,
    hours: Sequence[datetime],
    new_events: str | None = None,
) -> str:
    """Return the FROM item of the events of `hours` with their outcomes; add their roll-ups to those of CARRIED."""
    events = f"SELECT {COLUMNS} FROM {engine.lake_rows('page_view_event', *at_hand(hours), keyed_around(hours))}"
    if new_events:  # those of earlier hours are in the lake by now
        later = f"event_at >= TIMESTAMPTZ '{hours[0].isoformat()}'"
        events += f" UNION ALL SELECT {COLUMNS} FROM {engine.rows(f'SELECT {COLUMNS} FROM {new_events} WHERE {later}')}"
    relations = {
        "event": f"({events})",
        "signal": engine.rows(f"SELECT * FROM lake.visitor_signal WHERE {_within('event_at', hours)}"),
        "count": engine.rows(f"SELECT * FROM lake.page_view_count WHERE {_within('hour_at', hours)}"),
        **{name: engine.rows(f"SELECT {columns} FROM lake.{name}") for name, columns in LOOKED_UP.items()},
    }
    roll_up(engine, relations, hours, BehaviourRules(**settings.bots.model_dump()))
    for temporary in CARRIED:
        transaction.connection.execute(f"INSERT INTO all_{temporary} BY NAME FROM {engine.give(temporary)}")
    return engine.give("rolled_event")


@contextmanager
def pass_carried(
    transaction: Transaction, settings: Settings, hours: Sequence[datetime]
) -> Iterator[dict[str, Verdict]]:
    """Yield what the gate says of what `hours` rolled up to, by table; what it staged goes at the block's end."""
    part = f"{min(hours):%Y-%m-%dT%H}"
    with ExitStack() as staged:
        yield {
            table: staged.enter_context(computed(transaction, settings, table, f"temp.all_{temporary}", part))
            for temporary, table in CARRIED.items()
        }


def bring_in_roll_ups(transaction: Transaction, hours: Sequence[datetime], verdicts: Mapping[str, Verdict]) -> None:
    """Put what `hours` rolled up to (table -> its rows at the gate) in its place."""
    append_said(transaction, *verdicts.values())
    transaction.connection.execute(
        "CREATE OR REPLACE TEMP TABLE touched AS SELECT unnest(?::TIMESTAMPTZ[]) AS hour_at", [list(hours)]
    )
    for table, verdict in verdicts.items():
        where = "hour_at IN (SELECT hour_at FROM temp.touched)"
        transaction.replace(table, verdict.good, where, whole_days("hour_at", hours))


def bring_in_events(transaction: Transaction, judged: str, hours: Sequence[datetime]) -> None:
    """Put the `judged` events of `hours` (a FROM item) in the place of those that the lake has, and count them."""
    connection = transaction.connection
    begin_changes(connection)
    numbers = ", ".join(str(int(hour.timestamp()) // 3600) for hour in hours)
    before = f"{_within('event_at', hours)} AND epoch_us(event_at) // 3600000000 IN ({numbers})"
    note_change(connection, f"SELECT source_file_id, outcome FROM lake.page_view_event WHERE {before}", -1)
    note_change(connection, f"SELECT source_file_id, outcome FROM {judged}", 1)
    apply_changes(connection)
    _quarantine_conflicts(transaction, judged, before)
    transaction.replace_partitions("page_view_event", judged, before)


def _quarantine_conflicts(transaction: Transaction, judged: str, before: str) -> None:
    """Let quarantine hold the touched events whose outcome is id_conflict, and no longer those whose outcome was."""
    connection = transaction.connection
    met = f"SELECT 1 FROM lake.page_view_event WHERE outcome = 'id_conflict' AND {before}"
    met += f" UNION ALL SELECT 1 FROM {judged} WHERE outcome = 'id_conflict'"
    if connection.execute(f"SELECT count(*) FROM ({met})").fetchone() == (0,):
        return
    place = "source_file_id, source_position"
    check = "list_contains(failed_checks, 'id_conflict')"
    connection.execute(
        f"DELETE FROM lake.quarantined_record WHERE {check} AND ({place}) IN "
        f"(SELECT ({place}) FROM lake.page_view_event WHERE outcome = 'id_conflict' AND {before})"
    )
    columns = ", ".join(name for name in CONTRACTS["quarantined_record"].column_names if name not in RELEASE_COLUMNS)
    connection.execute(
        f"INSERT INTO lake.quarantined_record ({columns}) SELECT "
        f"sha256(concat_ws('/', 'id_conflict', {place}))[1:16], 'page_view_event', source, {place}, ['id_conflict'], "
        "to_json({'event_id': event_id, 'event_at': event_at, 'visitor_id': visitor_id, 'page_id': page_id}), $run_id, "
        "now() "
        f"FROM {judged} WHERE outcome = 'id_conflict'",
        {"run_id": transaction.run_id},
    )


def _within(column: str, hours: Sequence[datetime]) -> str:
    """Return the condition that `column` lies within `hours`, first to last: constants, for the files' statistics."""
    return between(column, min(hours), max(hours) + HOUR)


def whole_days(column: str, hours: Sequence[datetime]) -> str:
    """Return the condition that `column` lies within the UTC days of `hours`, first to last: partitions are days."""
    return between(column, min(hours).replace(hour=0), max(hours).replace(hour=0) + timedelta(days=1))


def touched_by(connection: duckdb.DuckDBPyConnection, condition: str) -> list[datetime]:
    """Return the hours of the lake's events that fulfil `condition`, in order."""
    rows: list[Any] = connection.execute(
        "SELECT DISTINCT make_timestamptz(epoch_us(event_at) // 3600000000 * 3600000000) "
        f"FROM lake.page_view_event WHERE {condition} ORDER BY 1"
    ).fetchall()
    return [hour for (hour,) in rows]
