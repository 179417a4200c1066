"""What a lake needs from time to time: small files put together, old snapshots expired, unused files removed.

Each function takes the write lock, and leaves the lake whole where it is killed. DuckLake's own functions do the work;
what they are told, and why: docs/decisions/0025-maintenance.md.
"""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from lake.connection import close, connect
from lake.location import LakeLocation
from lake.publish import Transaction, commit
from lake.write_lock import write_lock

SMALL_FILE = 64 << 20
"""Bytes. Files up to here are put together; larger ones would be written again every day for a few rows."""

DELETED_SHARE = 0.1
"""Share of a file's rows that may be deleted before it is written again: readers skip them until then."""

MAINTENANCE = "maintenance"
"""Key of the notes of commits that change files, not what the lake says."""


@contextmanager
def maintained(location: LakeLocation) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection while nobody else writes."""
    with write_lock(location):
        connection = connect(location, read_only=False)
        try:
            yield connection
        finally:
            close(connection)


def compact(location: LakeLocation, run_id: str, deleted_share: float = DELETED_SHARE) -> dict[str, int]:
    """Write files with many deleted rows again, then put small files together; return how many files went.

    Rows, snapshots and the change feed stay. Where nothing is to be done nothing is committed.
    """
    calls = {
        "rewritten": f"CALL ducklake_rewrite_data_files('lake', delete_threshold => {deleted_share})",
        "merged": f"CALL ducklake_merge_adjacent_files('lake', max_file_size => {SMALL_FILE})",
    }
    return {name: _compact(location, run_id, name, call) for name, call in calls.items()}


def _compact(location: LakeLocation, run_id: str, name: str, call: str) -> int:
    """Run one of DuckLake's compactions in a commit of its own.

    Never two in one transaction: the second reads the files that the first has replaced, and every row is there twice.
    """

    def work(transaction: Transaction) -> int:
        rows = transaction.connection.execute(call).fetchall()
        files = sum(int(replaced) for _, _, replaced, _ in rows)
        transaction.notes[MAINTENANCE] = {name: files}
        return files

    return commit(location, work, run_id=run_id, message="maintain_lake")


def expire(location: LakeLocation, before: datetime, needed: Collection[int] = ()) -> int:
    """Expire the snapshots of before `before`, apart from those `needed` and the newest; return how many."""
    with maintained(location) as connection:
        old = connection.execute(
            "SELECT snapshot_id FROM lake.snapshots() WHERE snapshot_time < ? AND NOT list_contains(?, snapshot_id) "
            "AND snapshot_id < (SELECT max(snapshot_id) FROM lake.snapshots()) ORDER BY 1",
            [before, list(needed)],
        ).fetchall()
        versions = [snapshot for (snapshot,) in old]
        if versions:
            connection.execute(f"CALL ducklake_expire_snapshots('lake', versions => {versions})")
    return len(versions)


def remove_unused(location: LakeLocation, unused_since: datetime) -> dict[str, int]:
    """Remove files that no snapshot has since `unused_since`, and files of that age that no catalog ever had.

    The age spares what a query still reads, and files that are being written: they are in no catalog yet.
    """
    scheduled = unused_since
    if isinstance(location.catalog, Path):
        # SQLite compares instants as texts, written in two ways: files of the same day pass for older ones.
        scheduled -= timedelta(days=1)
    functions = {
        "unused": ("ducklake_cleanup_old_files", scheduled),
        "orphaned": ("ducklake_delete_orphaned_files", unused_since),
    }
    with maintained(location) as connection:
        return {
            name: len(connection.execute(f"CALL {function}('lake', older_than => ?)", [before]).fetchall())
            for name, (function, before) in functions.items()
        }


def forget_freed(location: LakeLocation) -> bool:
    """Overwrite what a SQLite catalog has freed: statistics of files hold values of their rows. Says whether it was.

    PostgreSQL does so by itself, with VACUUM.
    """
    if not isinstance(location.catalog, Path):
        return False
    with write_lock(location), closing(sqlite3.connect(location.catalog, timeout=60)) as catalog:
        catalog.execute("VACUUM")
    return True
