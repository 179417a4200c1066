"""Moving a lake to another place: SQLite or PostgreSQL, folder or object store, either way.

The catalog goes row by row and the files byte by byte. So everything is there afterwards that was there before: tables
with their comments, partitioning and sort, views, macros, every snapshot, and what commits noted.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from lake.analyst import literal
from lake.connection import close, connect, exists, explained, no_lake
from lake.errors import LakeError
from lake.files import copy_files, file_sizes
from lake.location import LakeLocation
from lake.opening import database_statements, install_extensions, require_keys
from lake.write_lock import write_lock

log = logging.getLogger("newslake.lake")

MARK = "newslake_unfinished_migration"
"""Key in the catalog's own metadata of a target that is not checked yet, with its newest snapshot: it may be filled
again."""

OF_THE_PLACE = "ducklake_files_scheduled_for_deletion"
"""Files that no snapshot has any more: they are not moved."""

FILES = """
SELECT s.path || t.path || f.path, f.file_size_bytes,
    s.path_is_relative AND t.path_is_relative AND f.path_is_relative
FROM (
    SELECT DISTINCT table_id, path, path_is_relative, file_size_bytes FROM source.ducklake_data_file
    UNION SELECT DISTINCT table_id, path, path_is_relative, file_size_bytes FROM source.ducklake_delete_file
) AS f
JOIN (SELECT DISTINCT table_id, schema_id, path, path_is_relative FROM source.ducklake_table) AS t USING (table_id)
JOIN (SELECT DISTINCT schema_id, path, path_is_relative FROM source.ducklake_schema) AS s USING (schema_id)
"""

SNAPSHOTS = (
    "SELECT snapshot_id, snapshot_time, author, commit_message, commit_extra_info FROM lake.snapshots() ORDER BY 1"
)

CONTENTS = ("table", "view", "macro")


@dataclass(frozen=True, slots=True)
class MovedTable:
    """A table as it was found the same in both lakes."""

    name: str
    rows: int
    digest: int
    """Sum of the rows' hashes: the same in whatever order they are read."""


def migrate(source: LakeLocation, target: LakeLocation) -> list[MovedTable]:
    """Move the lake at `source` to `target` and return its tables, compared row for row. The source stays as it is.

    LakeError where the target holds a lake already, and where anything differs. What was killed is begun again.
    """
    if str(source.catalog) == str(target.catalog) or source.data == target.data:
        raise LakeError(f"{target.catalog}, {target.data}: catalog and data path must both be others than the lake's")
    for location in (source, target):
        require_keys(location)
    if not exists(source):
        raise no_lake(source)
    with write_lock(source), write_lock(target) as require_lock:
        connect(target, read_only=False).close()
        session = _both(source, target)
        try:
            _require_movable(session, source, target)
            sizes = _files(session, source)
            copied = copy_files(source, target, sizes)
            log.info("%d files, %d of them copied now", len(sizes), copied)
            there = file_sizes(target)
            if lacking := [path for path, size in sizes.items() if there.get(path) != size]:
                raise LakeError(f"{target.data}: {len(lacking)} files are not as they were: {lacking[0]}")
            require_lock()
            _copy_catalog(session, target)
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


def _both(source: LakeLocation, target: LakeLocation) -> duckdb.DuckDBPyConnection:
    """Return a connection with the two catalogs as the databases that they are."""
    session = duckdb.connect()
    session.execute("SET TimeZone = 'UTC'")
    for location, name in ((source, "source"), (target, "target")):
        install_extensions(location.extensions)
        try:
            for extension in location.extensions:
                session.execute(f"LOAD {extension}")
            for statement in database_statements(location, name, read_only=name == "source"):
                session.execute(statement)
        except duckdb.Error as error:
            close(session)
            raise explained(location, error) from error
    return session


def _require_movable(session: duckdb.DuckDBPyConnection, source: LakeLocation, target: LakeLocation) -> None:
    """Raise a LakeError where the target holds something, or the source what can't be moved."""
    (version,), (wanted,) = (
        session.execute(f"SELECT value FROM {name}.ducklake_metadata WHERE key = 'version'").fetchall()[0]
        for name in ("source", "target")
    )
    if version != wanted:
        raise LakeError(f"{source.catalog}: its format is {version}, not {wanted}: publish once, which updates it")
    held = sum(session.execute(f"SELECT count(*) FROM target.ducklake_{kind}").fetchall()[0][0] for kind in CONTENTS)
    # Who wrote to it since it was filled made it a lake of its own.
    is_unfinished = session.execute(
        "SELECT count(*) FROM target.ducklake_metadata "
        "WHERE key = ? AND value::BIGINT = (SELECT max(snapshot_id) FROM target.ducklake_snapshot)", [MARK]
    ).fetchone()  # fmt: skip
    if held and is_unfinished == (0,):
        raise LakeError(f"{target.catalog}: there is a lake already; a lake is moved to an empty place only")
    if session.execute("SELECT count(*) FROM source.ducklake_inlined_data_tables").fetchone() != (0,):
        remedy = "write them out by CALL ducklake_flush_inlined_data('lake') first"
        raise LakeError(f"{source.catalog}: some rows are in the catalog, not in files: {remedy}")


def _files(session: duckdb.DuckDBPyConnection, source: LakeLocation) -> dict[str, int]:
    """Return path and size of every file that any snapshot has."""
    found = session.execute(FILES).fetchall()
    for path, _, is_relative in found:
        if not is_relative:
            raise LakeError(
                f"{source.catalog}: {path} does not lie at {source.data}: copy its rows into the lake first"
            )
    return {path: size for path, size, _ in found}


def _copy_catalog(session: duckdb.DuckDBPyConnection, target: LakeLocation) -> None:
    """Put the source's rows into the target's catalog, in one transaction."""
    names = _tables(session)
    session.execute("BEGIN")
    for name in names:
        session.execute(f"DELETE FROM target.{name}")
        if name != OF_THE_PLACE:
            session.execute(f"INSERT INTO target.{name} BY NAME FROM source.{name}")
    session.execute(f"UPDATE target.ducklake_metadata SET value = {literal(f'{target.data}/')} WHERE key = 'data_path'")
    session.execute(
        "INSERT INTO target.ducklake_metadata (key, value) "
        "SELECT ?, max(snapshot_id)::VARCHAR FROM source.ducklake_snapshot", [MARK]
    )  # fmt: skip
    session.execute("COMMIT")


def _tables(session: duckdb.DuckDBPyConnection) -> Sequence[str]:
    found = session.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'source' AND table_name LIKE 'ducklake_%'"
    ).fetchall()
    return [name for (name,) in found]
