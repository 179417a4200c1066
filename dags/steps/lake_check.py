"""Check the lake as a whole, and note what was found beside the gate's results."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa

import lake
from dags.steps.place import has_table, lake_location, lake_or_empty
from lake import snapshot_notes
from lake.maintenance import MAINTENANCE
from lake.publish import Transaction
from quality.lake_checks import run_lake_checks
from schemas import CONTRACTS
from schemas.arrow import arrow_schema
from settings import Settings

log = logging.getLogger("newslake.quality")

SILENCE = timedelta(hours=5)
"""A lake that is as it was is checked again after that: its sources may be late. The DAG runs every six hours."""


def check_lake(settings: Settings, run_id: str, as_of: datetime) -> dict[str, Any]:
    """Run every check of the lake and append the results; return {checks, failed}: how many, and the names of those.

    Nothing is done where nothing was published since the last time, unless that is SILENCE ago.
    """
    with lake_or_empty(settings, rows=None) as connection:
        tables = [table for table in CONTRACTS if has_table(connection, table)]
        # An older lake gets what it lacks with its next commit.
        if len(tables) < len(CONTRACTS) or not _is_due(connection, as_of):
            return {"checks": 0, "failed": []}
        results = run_lake_checks(connection, settings.site.zone, as_of, run_id, tables)
    failed = [row for row in results if not row["success"]]
    for row in failed:
        log.warning(
            "%s: %s: expected %s, observed %s", row["table_name"], row["check_name"], row["expected"], row["observed"]
        )

    def work(transaction: Transaction) -> None:
        connection = transaction.connection
        connection.register("results", pa.Table.from_pylist(results, schema=arrow_schema(CONTRACTS["quality_result"])))
        connection.execute("CREATE TEMP TABLE found AS FROM results")
        transaction.append_new("quality_result", "temp.found")
        transaction.notes.update(lake_checks=len(results), lake_checks_failed=len(failed), checked_as_of=as_of)

    lake.commit(lake_location(settings), work, run_id=run_id, message="check_lake")
    log.info("%d checks of the lake, %d not kept", len(results), len(failed))
    return {"checks": len(results), "failed": [f"{row['table_name']}: {row['check_name']}" for row in failed]}


def _is_due(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> bool:
    """Say whether anything was committed since the last check, apart from maintenance, or it is SILENCE ago."""
    notes = dict(snapshot_notes(connection))
    checked, newest = _last_check_and_change(connection, notes)
    if newest != checked:
        return True
    last: str | None = notes.get(checked or -1, {}).get("checked_as_of")
    return last is not None and as_of - datetime.fromisoformat(last) >= SILENCE


def needed_snapshots(connection: duckdb.DuckDBPyConnection) -> set[int]:
    """Return the snapshots that tell whether a check is due: they must not expire."""
    found = _last_check_and_change(connection, dict(snapshot_notes(connection)))
    return {snapshot for snapshot in found if snapshot is not None}


def _last_check_and_change(
    connection: duckdb.DuckDBPyConnection, notes: Mapping[int, Mapping[str, Any]]
) -> tuple[int | None, int | None]:
    """Return the snapshot of the last check, and the newest one that is not maintenance's."""
    snapshots = connection.execute("SELECT snapshot_id FROM lake.snapshots()").fetchall()
    checked = max((snapshot for snapshot, note in notes.items() if "lake_checks" in note), default=None)
    return checked, max((one for (one,) in snapshots if MAINTENANCE not in notes.get(one, {})), default=None)
