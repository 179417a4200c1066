"""Publishing: all tables of one step in one DuckLake transaction, one writer at a time.

The commit message is the DAG run id, so that `lake.snapshots()` tells which run wrote what. Why writers wait for
one another, and what is tried again: docs/decisions/0023-lake-on-postgresql.md.
"""

import json
import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from lake.committed import TableChange, changes_of_last_commit, note_commits
from lake.connection import is_open, open_in, open_to_write, roll_back
from lake.ddl import is_prepared, prepare
from lake.errors import LakeError
from lake.location import LakeLocation
from lake.write_lock import write_lock
from schemas import CONTRACTS, Contract

log = logging.getLogger("newslake.lake")

T = TypeVar("T")

AUTHOR = "newslake"

RETRY_AFTER = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before a transaction that met a conflict is tried again, each times a random number around 1."""

CONFLICTS = ("Transaction conflict", "could not serialize access", "Exceeded the maximum retry count",
             "database is locked")  # fmt: skip
"""What DuckLake, PostgreSQL and SQLite say; SQLite, where a program that takes no lock of ours holds the catalog."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction on the lake."""

    connection: duckdb.DuckDBPyConnection
    notes: dict[str, Any]
    """What the commit says about itself, as JSON in `commit_extra_info`."""
    inputs: list[str] = field(default_factory=list)
    """URIs of the files and listings that its rows come from."""
    committed: dict[int, dict[str, TableChange]] = field(default_factory=dict)
    """Snapshot -> what changed in it; filled by the commit, empty where it wrote nothing."""

    @property
    def run_id(self) -> str:
        """The DAG run that the commit belongs to."""
        return str(self.notes["run_id"])

    def append(self, table: str, relation: str) -> None:
        """Add the rows of `relation` (a FROM item: a table's name or read_parquet('…')) to `table`."""
        contract = CONTRACTS[table]
        columns = ", ".join(contract.column_names)
        # Staged files have no recorded_at: the same batch gives the same files whenever it is staged.
        values = columns.replace("recorded_at", "coalesce(recorded_at, now())")
        self.connection.execute(
            f"INSERT INTO lake.{table} ({columns}) SELECT {values} FROM {relation}{_ordered(contract)}"
        )

    def delete(self, table: str, condition: str) -> int:
        """Delete the rows of `table` that fulfil `condition`; return how many. Without any, nothing is written."""
        rows = f"lake.{table} WHERE {condition}"
        (count,) = self.connection.execute(f"SELECT count(*) FROM {rows}").fetchone() or (0,)
        if count:
            self.connection.execute(f"DELETE FROM {rows}")
        return int(count)

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
        execute = self.connection.execute
        # Keys first: what is new, mostly all, goes in without a look at the table's other columns, texts among them.
        execute(
            f"CREATE OR REPLACE TEMP TABLE met AS SELECT {keys} FROM {relation} GROUP BY ALL HAVING count(*) > 1 "
            f"UNION SELECT {keys} FROM lake.{table} SEMI JOIN {relation} USING ({keys})"
        )
        if execute("SELECT count(*) FROM temp.met").fetchone() == (0,):
            self.append(table, relation)
            return
        execute(
            f"CREATE OR REPLACE TEMP TABLE held AS SELECT {columns} FROM lake.{table} SEMI JOIN temp.met USING ({keys})"
        )
        execute(
            f"CREATE OR REPLACE TEMP TABLE changed AS SELECT {columns} FROM ("
            f"SELECT {columns} FROM {relation} UNION ALL SELECT {columns} FROM temp.held"
            f") QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {newest_first}) = 1 "
            f"EXCEPT SELECT {columns} FROM temp.held"
        )
        match = " AND ".join(f"t.{key} = c.{key}" for key in contract.key)
        execute(f"DELETE FROM lake.{table} t USING temp.changed c WHERE {match}")
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
        delete file is left for readers to merge. `within` bounds the touched partitions, each whole, by constants,
        so that the catalog's statistics keep the rest of the table from being read.
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


def commit(
    location: LakeLocation,
    work: Callable[[Transaction], T],
    *,
    run_id: str,
    message: str,
    within: duckdb.DuckDBPyConnection | None = None,
) -> T:
    """Do `work` in one transaction, commit it and return what it returns; after a conflict do it all again.

    `work` reads what it decides by within the transaction, and leaves nothing outside that it would not overwrite.
    `within` is a connection of `open_to_write` where the caller has one, with what was looked up in it before the
    lock. Work that is done again has another one, and `within` is closed.
    """
    started = time.monotonic()
    for conflicts, wait in enumerate((*RETRY_AFTER, None)):
        try:
            with transaction(location, run_id=run_id, message=message, within=None if conflicts else within) as opened:
                done = work(opened)
        except duckdb.Error as error:
            if not is_conflict(error):
                raise
            if within:  # SQLite would find it in the way of the next one
                within.close()
            if wait is None:
                raise LakeError(
                    f"{location.catalog}: {message} ({run_id}): nothing was written, as another writer was faster "
                    f"{len(RETRY_AFTER) + 1} times: {error}\nSee who else writes to the lake, and run it again"
                ) from error
            log.warning("%s (%s) is done again: another writer was faster: %s", message, run_id, error)
            time.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
        else:
            note_commits(opened, message, time.monotonic() - started, conflicts)
            return done
    raise AssertionError("the last try returns or raises")


@contextmanager
def transaction(
    location: LakeLocation, *, run_id: str, message: str, within: duckdb.DuckDBPyConnection | None = None
) -> Iterator[Transaction]:
    """Hold the lake's write lock and one transaction for the length of the block.

    The block's end commits, an exception rolls all of it back. Tables that are missing are made first.
    """
    with ExitStack() as stack:
        # Before the lock: others need not wait for it.
        connection = within or stack.enter_context(open_to_write(location))
        is_there = is_open(connection)
        is_ready = is_there and is_prepared(connection)
        require_lock = stack.enter_context(write_lock(location, connection))
        stack.callback(roll_back, connection)  # and close it after the lock's session, which would be the last
        if not is_there:
            open_in(connection, location, read_only=False)
        connection.execute("BEGIN")
        if not is_ready:
            prepare(connection)
        opened = Transaction(connection, {"run_id": run_id})
        yield opened
        connection.execute(
            "CALL lake.set_commit_message(?, ?, extra_info => ?)",
            [AUTHOR, f"{message} ({run_id})", json.dumps(opened.notes, default=str)],
        )
        require_lock()
        connection.execute("COMMIT")
        opened.committed.update(changes_of_last_commit(connection))


def is_conflict(error: duckdb.Error) -> bool:
    """Say whether a commit failed because another one came between: it was rolled back and can be done again."""
    return any(words in str(error) for words in CONFLICTS)


def parquet(*files: Path | str) -> str:
    """Return the FROM item that reads staged `files`."""
    names = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    return f"read_parquet([{names}])"


def snapshot_notes(connection: duckdb.DuckDBPyConnection, *names: str) -> list[tuple[int, Mapping[str, Any]]]:
    """Return (snapshot id, notes) of every commit of ours, or of those that note any of `names`, oldest first."""
    noted = " OR ".join(f"contains(commit_extra_info, '\"{name}\":')" for name in names)
    rows = connection.execute(
        "SELECT snapshot_id, commit_extra_info FROM lake.snapshots() "
        f"WHERE {noted or 'commit_extra_info IS NOT NULL'} ORDER BY 1"
    ).fetchall()
    return [(snapshot, json.loads(notes)) for snapshot, notes in rows]


def _ordered(contract: Contract) -> str:
    return f" ORDER BY {', '.join(contract.sorted_by)}" if contract.sorted_by else ""
