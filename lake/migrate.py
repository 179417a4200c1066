"""Moving a lake to another place: SQLite or PostgreSQL, folder or object store, either way.

The catalog goes row by row and the files byte by byte. So everything is there afterwards that was there before: tables
with their comments, partitioning and sort, views, macros, every snapshot, and what commits noted.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from lake.catalog_copy import attached, copy_catalog, files_of, require_same_format
from lake.connection import close, connect, exists, no_lake
from lake.errors import LakeError
from lake.files import copy_files, file_sizes
from lake.location import LakeLocation
from lake.opening import require_keys
from lake.write_lock import write_lock

log = logging.getLogger("newslake.lake")

MARK = "newslake_unfinished_migration"
"""Key in the catalog's own metadata of a target that is not checked yet, with its newest snapshot: it may be filled
again."""

SNAPSHOTS = (
    "SELECT snapshot_id, snapshot_time, author, commit_message, commit_extra_info FROM lake.snapshots() ORDER BY 1"
)

CONTENTS = ("table", "view", "macro")

IS_MADE = "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'target' AND table_name = 'ducklake_metadata'"


@dataclass(frozen=True, slots=True)
class MovedTable:
    """A table as it was found the same in both lakes."""

    name: str
    rows: int
    digest: int
    """Sum of the rows' hashes: the same in whatever order they are read."""


def migrate(source: LakeLocation, target: LakeLocation, digests: Mapping[str, str] | None = None) -> list[MovedTable]:
    """Move the lake at `source` to `target` and return its tables, compared row for row. The source stays as it is.

    LakeError where the target holds a lake already, and where anything differs: also a file that is not what `digests`
    (SHA-256 by path) say. What was killed is begun again.
    """
    if str(source.catalog) == str(target.catalog) or source.data == target.data:
        raise LakeError(f"{target.catalog}, {target.data}: catalog and data path must both be others than the lake's")
    for location in (source, target):
        require_keys(location)
    if not exists(source):
        raise no_lake(source)
    with write_lock(source), write_lock(target) as require_lock:
        connect(target, read_only=False).close()
        session = attached(source=source, target=target)
        try:
            require_same_format(session, source)
            _require_empty(session, target)
            sizes = files_of(session, source)
            copied = copy_files(source, target, sizes, digests)
            log.info("%d files, %d of them copied now", len(sizes), len(copied))
            there = file_sizes(target)
            if lacking := [path for path, size in sizes.items() if there.get(path) != size]:
                raise LakeError(f"{target.data}: {len(lacking)} files are not as they were: {lacking[0]}")
            require_lock()
            copy_catalog(session, target, MARK)
            moved = compare(source, target)
            session.execute("DELETE FROM target.ducklake_metadata WHERE key = ?", [MARK])
        finally:
            close(session)
    return moved


def compare(source: LakeLocation, target: LakeLocation) -> list[MovedTable]:
    """Return the tables of two lakes that are the same, row for row and commit for commit; LakeError where not."""
    with connect(source) as one, connect(target) as other:
        if one.execute(SNAPSHOTS).fetchall() != other.execute(SNAPSHOTS).fetchall():
            raise LakeError(f"{target.catalog}: the snapshots differ from those of {source.catalog}")
        tables, found = _digests(one), _digests(other)
    if differing := {table.name for table in {*tables} ^ {*found}}:
        raise LakeError(f"{target.catalog}: differs from {source.catalog} in {', '.join(sorted(differing))}")
    return tables


def _digests(connection: duckdb.DuckDBPyConnection) -> list[MovedTable]:
    names = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake' ORDER BY table_name"
    ).fetchall()
    tables = []
    for (name,) in names:
        query = f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0)::HUGEINT FROM lake.{name} AS t"
        tables.append(MovedTable(name, *(connection.execute(query).fetchone() or (0, 0))))
    return tables


def require_empty(target: LakeLocation) -> None:
    """Raise a LakeError where there is a lake at `target`; one that a move was killed at may be filled again."""
    if exists(target):
        with attached(target=target) as session:
            _require_empty(session, target)


def _require_empty(session: duckdb.DuckDBPyConnection, target: LakeLocation) -> None:
    if session.execute(IS_MADE).fetchone() == (0,):
        return
    held = sum(session.execute(f"SELECT count(*) FROM target.ducklake_{kind}").fetchall()[0][0] for kind in CONTENTS)
    # Who wrote to it since it was filled made it a lake of its own.
    is_unfinished = session.execute(
        "SELECT count(*) FROM target.ducklake_metadata "
        "WHERE key = ? AND value::BIGINT = (SELECT max(snapshot_id) FROM target.ducklake_snapshot)", [MARK]
    ).fetchone()  # fmt: skip
    if held and is_unfinished == (0,):
        raise LakeError(f"{target.catalog}: there is a lake already; a lake is moved to an empty place only")
