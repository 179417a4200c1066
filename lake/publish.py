"""Publishing: all tables of one step in one DuckLake transaction, under a file lock.

SQLite takes one writer at a time; without the lock, four writers lost half of their commits. The commit
message is the DAG run id, so that `lake.snapshots()` tells which run wrote what.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock

from lake.connection import LakeLocation, connect
from lake.ddl import prepare
from schemas import CONTRACTS, Contract

AUTHOR = "newslake"


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction on the lake."""

    connection: duckdb.DuckDBPyConnection
    notes: dict[str, Any]
    """What the commit says about itself, as JSON in `commit_extra_info`."""

    def append(self, table: str, relation: str) -> None:
        """Add the rows of `relation` (a FROM item: a table's name or read_parquet('…')) to `table`."""
        contract = CONTRACTS[table]
        columns = ", ".join(contract.column_names)
        self.connection.execute(
            f"INSERT INTO lake.{table} ({columns}) SELECT {columns} FROM {relation}{_ordered(contract)}"
        )

    def append_new(self, table: str, relation: str) -> None:
        """Add those rows of `relation` whose key the table does not have."""
        keys = ", ".join(CONTRACTS[table].key)
        self.append(table, f"(SELECT * FROM {relation} ANTI JOIN lake.{table} USING ({keys}))")

    def merge(self, table: str, relation: str, newest_first: str) -> None:
        """Put the rows of `relation` in, keeping of each key the first in the order `newest_first`.

        The order must be total over differing rows, so that rows give the same table in whatever order they come.
        """
        contract = CONTRACTS[table]
        keys, columns = ", ".join(contract.key), ", ".join(contract.column_names)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE merged AS SELECT {columns} FROM ("
            f"SELECT {columns} FROM {relation} "
            f"UNION ALL SELECT {columns} FROM lake.{table} SEMI JOIN {relation} USING ({keys})"
            f") QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {newest_first}) = 1"
        )
        changed = f"(SELECT * FROM temp.merged EXCEPT SELECT {columns} FROM lake.{table})"
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE changed AS SELECT * FROM {changed}")
        match = " AND ".join(f"t.{key} = c.{key}" for key in contract.key)
        self.connection.execute(f"DELETE FROM lake.{table} t USING temp.changed c WHERE {match}")
        self.append(table, "temp.changed")

    def replace_partitions(self, table: str, relation: str, where: str) -> None:
        """Put the rows of `relation` in the place of those that `where` names, which fill their partitions.

        Files go as files: no delete file is left for readers to merge.
        """
        self.connection.execute(f"DELETE FROM lake.{table} WHERE {where}")
        self.append(table, relation)

    def replace(self, table: str, relation: str, where: str, within: str) -> None:
        """Put the rows of `relation` in the place of those that `where` names.

        A partition of which a part goes is written again, whole: its old file is dropped as a file, and no
        delete file is left for readers to merge. `within` bounds the touched partitions by constants, so that
        the catalog's statistics keep the rest of the table from being read.
        """
        contract = CONTRACTS[table]
        columns = ", ".join(contract.column_names)
        part = " || '-' || ".join(f"({expression})::VARCHAR" for expression in contract.partitioned_by) or "''"
        execute = self.connection.execute
        execute(
            f"CREATE OR REPLACE TEMP TABLE touched_part AS SELECT DISTINCT {part} AS part FROM "
            f"(SELECT * FROM lake.{table} WHERE {within} AND {where}) UNION SELECT DISTINCT {part} FROM {relation}"
        )
        touched = f"{within} AND {part} IN (SELECT part FROM temp.touched_part)"
        execute(
            f"CREATE OR REPLACE TEMP TABLE kept AS SELECT {columns} FROM lake.{table} WHERE {touched} AND NOT ({where})"
        )
        execute(f"DELETE FROM lake.{table} WHERE {touched}")
        self.append(table, f"(SELECT {columns} FROM temp.kept UNION ALL SELECT {columns} FROM {relation})")


@contextmanager
def transaction(location: LakeLocation, *, run_id: str, message: str) -> Iterator[Transaction]:
    """Hold the lake's write lock and one transaction for the length of the block.

    The block's end commits, an exception rolls all of it back. Tables that are missing are made first.
    """
    location.lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(location.lock):
        connection = connect(location, read_only=False)
        try:
            connection.execute("BEGIN")
            prepare(connection)
            opened = Transaction(connection, {"run_id": run_id})
            yield opened
            connection.execute(
                "CALL lake.set_commit_message(?, ?, extra_info => ?)",
                [AUTHOR, f"{message} ({run_id})", json.dumps(opened.notes, default=str)],
            )
            connection.execute("COMMIT")
        finally:
            connection.close()


def parquet(*files: Path | str) -> str:
    """Return the FROM item that reads staged `files`."""
    names = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    return f"read_parquet([{names}])"


def snapshot_notes(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, Mapping[str, Any]]]:
    """Return (snapshot id, notes) of every commit of ours, oldest first."""
    rows = connection.execute(
        "SELECT snapshot_id, commit_extra_info FROM lake.snapshots() WHERE commit_extra_info IS NOT NULL ORDER BY 1"
    ).fetchall()
    return [(snapshot, json.loads(notes)) for snapshot, notes in rows]


def _ordered(contract: Contract) -> str:
    return f" ORDER BY {', '.join(contract.sorted_by)}" if contract.sorted_by else ""
