"""What trying quarantined records gave, and how the lake notes it."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dags.steps.ledger import apply_changes, begin_changes, note_change
from dags.steps.release_choice import Row
from lake.publish import Transaction, parquet


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a record, or why it stays."""

    outcome: str
    is_released: bool = True
    failed_checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Try:
    """One quarantined record that was tried."""

    row: Row
    fate: Fate
    held_as: str
    """The outcome under which the ledger counts it while it is in quarantine."""


@dataclass(frozen=True, slots=True)
class TriedInput:
    """The records of one input: what came of each, and the batch of rows that passed the gate."""

    tries: Sequence[Try]
    batch: Mapping[str, Any] | None = None


def stays(reason: str, checks: Sequence[str] = ()) -> Fate:
    """Return the fate of a record that stays in quarantine."""
    return Fate(reason, is_released=False, failed_checks=tuple(checks))


def refused_by_gate(batch: Mapping[str, Any], table: str) -> dict[int, list[str]]:
    """Return the checks that rows of `table` failed, by source_position as the gate tells it."""
    if table not in batch["verdicts"]:
        return {}
    found = pq.read_table(batch["verdicts"][table]["quarantined"], columns=["source_position", "failed_checks"])
    failed: dict[int, list[str]] = {}
    for position, checks in zip(*(column.to_pylist() for column in found.columns), strict=True):
        failed[position] = sorted({*failed.get(position, []), *checks})
    return failed


def begin_release(transaction: Transaction, inputs: Iterable[TriedInput]) -> None:
    """Make `temp.tried`: a row for each tried record that no other release has let in meanwhile."""
    tries = {one.row["quarantined_record_id"]: one for tried in inputs for one in tried.tries}
    table = pa.table(
        {
            "quarantined_record_id": pa.array(tries, pa.string()),
            "held_as": pa.array((one.held_as for one in tries.values()), pa.string()),
            "outcome": pa.array((one.fate.outcome for one in tries.values()), pa.string()),
            "is_released": pa.array((one.fate.is_released for one in tries.values()), pa.bool_()),
            "new_failed_checks": pa.array(
                (list(one.fate.failed_checks) for one in tries.values()), pa.list_(pa.string())
            ),
        }
    )
    transaction.connection.register("tries", table)
    transaction.connection.execute(
        "CREATE OR REPLACE TEMP TABLE tried AS SELECT source_file_id, source_position, t.* "
        "FROM lake.quarantined_record JOIN tries AS t USING (quarantined_record_id) WHERE released_at IS NULL"
    )


def settle_ledger(transaction: Transaction, becomes: str) -> None:
    """Move the ledger's counts of released records from what they were held as to `becomes`.

    That is an SQL expression over `temp.tried`; where it is NULL, the roll-up counts the record.
    """
    connection = transaction.connection
    begin_changes(connection)
    for outcome, sign in (("held_as", -1), (becomes, 1)):
        released = f"SELECT source_file_id, {outcome} AS outcome FROM temp.tried WHERE is_released"
        note_change(connection, released, sign)
    apply_changes(connection)


def note_release(transaction: Transaction, inputs: Iterable[TriedInput], run_id: str, as_of: datetime) -> None:
    """Note on every tried record what became of it, and keep the results of its checks."""
    transaction.connection.execute(
        """
        UPDATE lake.quarantined_record AS q SET
            released_at = CASE WHEN t.is_released THEN $as_of::TIMESTAMPTZ END, release_run_id = $run_id,
            release_outcome = t.outcome, release_failed_checks = t.new_failed_checks
        FROM (SELECT DISTINCT ON (quarantined_record_id) * FROM temp.tried) AS t
        WHERE q.quarantined_record_id = t.quarantined_record_id
        """,
        {"as_of": as_of, "run_id": run_id},
    )
    for tried in inputs:
        for verdict in (tried.batch or {"verdicts": {}})["verdicts"].values():
            transaction.append_new("quality_result", parquet(verdict["results"]))  # the task may be run again
    counts = transaction.connection.execute(
        "SELECT count(*) FILTER (is_released), count(*) FILTER (NOT is_released) FROM temp.tried"
    ).fetchone()
    released, kept = counts or (0, 0)
    transaction.notes.update(released=released, stayed=kept)


def forget(inputs: Iterable[TriedInput]) -> None:
    """Remove the staged files."""
    for tried in inputs:
        if tried.batch:
            shutil.rmtree(tried.batch["folder"], ignore_errors=True)
