"""What a commit changed, told by the catalog's own counts, and the commits that this process made.

Nothing of the tables is read: the catalog knows the rows of each file, and the newest instant of each column.
"""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import duckdb

from schemas import CONTRACTS, Contract

if TYPE_CHECKING:
    from lake.publish import Transaction

log = logging.getLogger("newslake.lake")

IN_TIME = ("TIMESTAMP WITH TIME ZONE", "DATE")

CHANGES = """
WITH file AS (
    SELECT table_id, data_file_id, begin_snapshot, coalesce(end_snapshot, 9223372036854775807) AS end_snapshot,
        record_count
    FROM __ducklake_metadata_lake.ducklake_data_file
),
counted AS (
    SELECT table_id, begin_snapshot, end_snapshot, record_count AS n FROM file
    UNION ALL  -- a delete file ends with its data file, though the catalog does not say so
    SELECT d.table_id, d.begin_snapshot, least(d.end_snapshot, f.end_snapshot), -d.delete_count
    FROM __ducklake_metadata_lake.ducklake_delete_file AS d
    JOIN file AS f USING (data_file_id)
),
changed AS (
    SELECT table_id,
        coalesce(sum(n) FILTER (begin_snapshot <= $snapshot AND end_snapshot > $snapshot), 0)::BIGINT AS row_count,
        coalesce(sum(n) FILTER (begin_snapshot < $snapshot AND end_snapshot >= $snapshot), 0)::BIGINT AS rows_before
    FROM counted
    GROUP BY table_id
    HAVING bool_or($snapshot IN (begin_snapshot, end_snapshot))
),
newest AS (
    SELECT c.table_id, c.column_name, s.max_value
    FROM __ducklake_metadata_lake.ducklake_table_column_stats AS s
    JOIN __ducklake_metadata_lake.ducklake_column AS c USING (table_id, column_id)
    WHERE c.end_snapshot IS NULL AND c.parent_column IS NULL
)
SELECT t.table_name, row_count, rows_before, map_from_entries(
    (SELECT list((column_name, max_value)) FROM newest WHERE newest.table_id = changed.table_id)
)
FROM changed
JOIN __ducklake_metadata_lake.ducklake_table AS t USING (table_id)
WHERE t.end_snapshot IS NULL
ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class TableChange:
    """What one commit made of one table."""

    rows: int
    """That the table has now."""
    rows_more: int
    """Than before it; below 0: fewer."""
    newest: datetime | None
    """The latest instant of the rows, of all that were ever written; None: the table is not ordered by time."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One publish that is in the lake."""

    run_id: str
    message: str
    """The step that published, as in the catalog's commit message."""
    snapshot_id: int
    seconds: float
    """From the first try to its end, waiting for other writers included."""
    conflicts: int
    """Tries that another writer was faster than."""
    tables: Mapping[str, TableChange] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    """URIs of the files and listings that the rows came from."""
    notes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CatalogCommit:
    """A commit by whomever, as the catalog has it."""

    message: str
    """Empty where it is none of ours."""
    tables: frozenset[str]
    """That rows were added to or deleted from, or that were altered or compacted."""
    notes: Mapping[str, Any]


_made: list[Commit] = []


def commits() -> tuple[Commit, ...]:
    """Return what this process committed since `forget_commits`, oldest first."""
    return tuple(_made)


def forget_commits() -> None:
    """Begin anew: the next task of this process is another one."""
    _made.clear()


def note_commits(opened: "Transaction", message: str, seconds: float, conflicts: int) -> None:
    """Add the commit of `opened`, if it wrote anything, to those of this process."""
    inputs = tuple(dict.fromkeys(opened.inputs))
    for snapshot, tables in opened.committed.items():
        _made.append(Commit(opened.run_id, message, snapshot, seconds, conflicts, tables, inputs, opened.notes))


def changes_of_last_commit(connection: duckdb.DuckDBPyConnection) -> dict[int, dict[str, TableChange]]:
    """Return the snapshot that this connection committed last, with what it changed; nothing where it wrote nothing.

    It is in the lake: what goes wrong here is logged and fails nothing.
    """
    try:
        (snapshot,) = connection.execute("FROM ducklake_last_committed_snapshot('lake')").fetchone() or (None,)
        return {} if snapshot is None else {snapshot: changes(connection, snapshot)}
    except (duckdb.Error, ValueError) as error:
        log.warning("what was committed could not be counted: %s", error)
        return {}


def changes(connection: duckdb.DuckDBPyConnection, snapshot_id: int) -> dict[str, TableChange]:
    """Return what `snapshot_id` changed: table -> rows and newest instant. It must be the lake's newest."""
    rows = connection.execute(CHANGES, {"snapshot": snapshot_id}).fetchall()
    return {
        table: TableChange(count, count - before, _instant((newest or {}).get(newest_column(CONTRACTS[table]))))
        for table, count, before, newest in rows
        if table in CONTRACTS
    }


def commits_since(connection: duckdb.DuckDBPyConnection, snapshot_id: int) -> list[CatalogCommit]:
    """Return what was committed after `snapshot_id`, as the open transaction sees it, oldest first."""
    rows = connection.execute(
        "SELECT changes_made, coalesce(commit_message, ''), coalesce(commit_extra_info, '{}') "
        "FROM __ducklake_metadata_lake.ducklake_snapshot_changes WHERE snapshot_id > ? ORDER BY snapshot_id",
        [snapshot_id],
    ).fetchall()
    if not rows:
        return []
    names: dict[int, str] = dict(
        connection.execute("SELECT table_id, table_name FROM __ducklake_metadata_lake.ducklake_table").fetchall()
    )
    made = []
    for changes, message, notes in rows:
        numbers = {int(number) for number in re.findall(r"\w+:(\d+)", changes)}  # of tables, and of views
        made.append(CatalogCommit(message, frozenset(names[n] for n in numbers & names.keys()), json.loads(notes)))
    return made


def newest_column(contract: Contract) -> str:
    """Return the column of an instant or a day that the table's rows are ordered by; empty: there is none."""
    return next((name for name in contract.sorted_by if contract.column(name).type in IN_TIME), "")


def _instant(text: str | None) -> datetime | None:
    """Return the instant that the catalog's statistics write as `text`; of a day its beginning in UTC."""
    if not text:
        return None
    if len(text) == len("2025-05-04"):
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    return datetime.fromisoformat(text)
