"""Rolling up hours in the lake: in batches that fit into memory, all in the transaction of the caller."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

import lake
from dags.steps.engines import LakeEngine, engine_of
from dags.steps.gate import through_gate
from dags.steps.hours import has_events_deleted, is_closed, still_rollable, unclosed_days
from dags.steps.ledger import apply_changes, begin_changes, note_change
from dags.steps.place import lake_location
from lake.publish import Transaction
from schemas import CONTRACTS
from schemas.operations import RELEASE_COLUMNS
from settings import Settings
from transforms.page_view.roll_up import HOUR, BehaviourRules, at_hand, between, keyed_around, roll_up, roll_up_days
from transforms.page_view.site_days import SiteDay, days_of_hours

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
    as_of: datetime,
    new_events: str | None = None,
) -> None:
    """Roll `hours` up again, with `new_events` (a FROM item) that the lake lacks yet.

    The ledger and the days that ended follow.
    A day in progress waits for its end (`ended_days`): its visitors would have to be told apart anew every hour.
    Hours whose events retention deleted keep the roll-ups that they have.
    """
    connection = transaction.connection
    hours = still_rollable(connection, hours)
    if not hours:
        return
    rules = BehaviourRules(**settings.bots.model_dump())
    for temporary, table in CARRIED.items():
        connection.execute(f"CREATE OR REPLACE TEMP TABLE all_{temporary} AS FROM lake.{table} LIMIT 0")
    with engine_of(transaction, settings) as engine:
        for batch in _batches(connection, hours, new_events, engine):
            _roll_up_batch(transaction, engine, batch, new_events, rules)
            for temporary in CARRIED:
                connection.execute(f"INSERT INTO all_{temporary} BY NAME FROM {engine.give(temporary)}")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE touched AS SELECT unnest(?::TIMESTAMPTZ[]) AS hour_at", [list(hours)]
    )
    part, within = f"{min(hours):%Y-%m-%dT%H}", whole_days("hour_at", hours)
    for temporary, table in CARRIED.items():
        with through_gate(transaction, settings, table, f"temp.all_{temporary}", part) as good:
            transaction.replace(table, good, "hour_at IN (SELECT hour_at FROM temp.touched)", within)
    ended = [day for day in days_of_hours(hours, settings.site.zone) if day.end <= as_of]
    roll_up_days_of_lake(transaction, settings, ended)


def _batches(
    connection: duckdb.DuckDBPyConnection, hours: Sequence[datetime], new_events: str | None, engine: LakeEngine
) -> Iterator[list[datetime]]:
    """Yield `hours` in order, as many at once as the engine takes, at least one."""
    sources = [f"SELECT event_at FROM lake.page_view_event WHERE {_within('event_at', hours)}"]
    sources += [f"SELECT event_at FROM {new_events}"] if new_events else []
    counted = connection.execute(
        f"SELECT epoch_us(event_at) // 3600000000, count(*) FROM ({' UNION ALL '.join(sources)}) GROUP BY 1"
    ).fetchall()
    counts: dict[int, int] = dict(counted)
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


def _roll_up_batch(
    transaction: Transaction,
    engine: LakeEngine,
    hours: list[datetime],
    new_events: str | None,
    rules: BehaviourRules,
) -> None:
    connection = transaction.connection
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
    roll_up(engine, relations, hours, rules)
    judged = engine.give("rolled_event")
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


def _has_views(connection: duckdb.DuckDBPyConnection, day: SiteDay) -> bool:
    row = connection.execute(
        f"SELECT count(*) FROM lake.page_view_hourly WHERE {between('hour_at', day.hours[0], day.end)}"
    ).fetchone()
    return row != (0,)


def roll_up_days_of_lake(transaction: Transaction, settings: Settings, days: Sequence[SiteDay]) -> list[SiteDay]:
    """Roll up the site days `days`, from the events as the lake has them now; return those that have views.

    Days with events that retention deleted stay as they are.
    """
    connection = transaction.connection
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


def _within(column: str, hours: Sequence[datetime]) -> str:
    """Return the condition that `column` lies within `hours`, first to last: constants, for the files' statistics."""
    return between(column, min(hours), max(hours) + HOUR)


def whole_days(column: str, hours: Sequence[datetime]) -> str:
    """Return the condition that `column` lies within the UTC days of `hours`, first to last: partitions are days."""
    return between(column, min(hours).replace(hour=0), max(hours).replace(hour=0) + timedelta(days=1))


def on_dates(days: Sequence[SiteDay]) -> str:
    """Return the condition that `site_date` is one of `days`: constants, as partitions are days."""
    dates = ", ".join(f"DATE '{day.site_date}'" for day in days)
    return f"site_date IN ({dates})"


def touched_by(connection: duckdb.DuckDBPyConnection, condition: str) -> list[datetime]:
    """Return the hours of the lake's events that fulfil `condition`, in order."""
    rows: list[Any] = connection.execute(
        "SELECT DISTINCT make_timestamptz(epoch_us(event_at) // 3600000000 * 3600000000) "
        f"FROM lake.page_view_event WHERE {condition} ORDER BY 1"
    ).fetchall()
    return [hour for (hour,) in rows]
