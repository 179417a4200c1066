"""Backups of a lake, of either kind, while others write: a catalog of one instant, then the files that it names.

Files never change once they are written, so a backup copies those that no earlier one has. What is told apart, kept
and destroyed: docs/decisions/0027-backup.md.
"""

import logging
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from lake.analyst import literal
from lake.backup_place import Backup, BackupPlace, name_at
from lake.catalog_copy import OF_THE_PLACE, attached, copy_catalog, files_of, require_same_format
from lake.connection import connect, exists, no_lake
from lake.errors import LakeError, MissingFileError, OldFormatError
from lake.files import copy_files, file_sizes
from lake.location import LakeLocation
from lake.opening import require_keys
from lake.upgrade import upgrade
from lake.write_lock import write_lock

log = logging.getLogger("newslake.lake")

MARK = "newslake_backup"
"""Key in the metadata of a copied catalog, with its snapshot."""

TRIES = 3
"""An erasure removes files at once: a backup that it overtakes begins again with the catalog as it is then."""

LAKE = "SELECT schema_uuid FROM source.ducklake_schema WHERE schema_name = 'main'"

TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake' ORDER BY 1"

RECORDS = """
SELECT s.path || t.path || f.path, f.rows FROM (
    SELECT table_id, path, record_count AS rows FROM __ducklake_metadata_lake.ducklake_data_file
    UNION SELECT table_id, path, delete_count FROM __ducklake_metadata_lake.ducklake_delete_file
) AS f
JOIN (SELECT DISTINCT table_id, schema_id, path FROM __ducklake_metadata_lake.ducklake_table) AS t USING (table_id)
JOIN (SELECT DISTINCT schema_id, path FROM __ducklake_metadata_lake.ducklake_schema) AS s USING (schema_id)
"""

ERASED = (
    "SELECT max(snapshot_time) FILTER (starts_with(commit_message, 'erase_')), min(snapshot_time) FROM lake.snapshots()"
)


@dataclass(frozen=True, slots=True)
class Erasures:
    """What the lake's snapshots tell of erasures."""

    last: datetime | None
    """None: there was none since `known_since`."""
    known_since: datetime
    """When the oldest snapshot was made."""


def back_up(location: LakeLocation, place: BackupPlace, at: datetime, keep_days: int) -> Backup:
    """Back up the lake, check what was written, and remove backups that are too old or hold what is erased.

    LakeError where a file is missing, damaged or of another size than the catalog says; earlier backups stay then.
    """
    require_keys(location)
    data = str(location.data)
    if f"{place.path}/".startswith(f"{data}/") or f"{data}/".startswith(f"{place.path}/"):
        raise LakeError(f"{place.path}: backups can't lie in the lake's own data path, nor the lake among them")
    if not exists(location):
        raise no_lake(location)
    earlier = place.backups()
    with TemporaryDirectory() as folder:
        for number in range(TRIES):
            copied = place.lake(Path(folder) / f"{number}.sqlite")
            try:
                backup, erasures = _copy(location, copied, earlier, at)
            except MissingFileError as error:
                log.warning("%s: begun again", error)
                missing = error
                continue
            place.add(backup, Path(str(copied.catalog)))
            break
        else:
            raise LakeError(f"{missing}. The catalog names it: restore it from a backup, or find who removes files")
    kept = [*_kept(earlier, backup, erasures, at - timedelta(days=keep_days)), backup]
    log.info("%d files of backups that went are removed", place.keep(kept))
    return backup


def _copy(
    location: LakeLocation, copied: LakeLocation, earlier: Sequence[Backup], at: datetime
) -> tuple[Backup, Erasures]:
    """Copy catalog and files, check them, and return what there is and what is known of erasures."""
    _copy_catalog(location, copied)
    with attached(source=copied) as session:
        sizes = files_of(session, copied)
        ((lake,),) = session.execute(LAKE).fetchall()
    if others := {backup.lake for backup in earlier} - {str(lake)}:
        raise LakeError(f"{copied.data}: has backups of another lake, {', '.join(others)}: take a place of its own")
    known = {path: digest for backup in earlier for path, digest in backup.digests.items() if path in sizes}
    # Of a backup that was killed nobody knows what its files hold: they are copied again.
    new = copy_files(location, copied, {path: size for path, size in sizes.items() if path not in known}, afresh=True)
    new |= copy_files(location, copied, {path: sizes[path] for path in known}, known)
    there = file_sizes(copied)
    for path, size in sizes.items():
        if there.get(path) != size:
            raise LakeError(f"{location.data}/{path}: this file is damaged: {there.get(path)} bytes, not {size}")
    with _opened(copied) as connection:
        _check_rows(connection, copied, new)
        (snapshot,) = connection.execute("SELECT max(snapshot_id) FROM lake.snapshots()").fetchone() or (0,)
        erasures = Erasures(*(connection.execute(ERASED).fetchone() or (None, at)))
        names = connection.execute(TABLES).fetchall()
        tables = {name: _values(connection, f"SELECT count(*) FROM lake.{name}")[0] for (name,) in names}
        is_known = "erased_article" in tables
        erased = _values(connection, "SELECT article_id FROM lake.erased_article ORDER BY 1") if is_known else []
    log.info("snapshot %d: %d files, %d of them copied now", snapshot, len(sizes), len(new))
    return Backup(name_at(at), str(lake), int(snapshot), tables, known | new, erased), erasures


def _copy_catalog(location: LakeLocation, copied: LakeLocation) -> None:
    """Copy the catalog as it is at one instant, with the data path of the copy."""
    if isinstance(location.catalog, Path):
        with write_lock(location), closing(sqlite3.connect(location.catalog, timeout=60)) as catalog:
            catalog.execute("VACUUM INTO ?", [str(copied.catalog)])
        with closing(sqlite3.connect(str(copied.catalog))) as catalog, catalog:
            catalog.execute(f"DELETE FROM {OF_THE_PLACE}")
            catalog.execute("UPDATE ducklake_metadata SET value = ? WHERE key = 'data_path'", [f"{copied.data}/"])
        return
    # One transaction of PostgreSQL sees one instant: writers need not wait.
    connect(copied, read_only=False).close()
    with attached(source=location, target=copied) as session:
        require_same_format(session, location)
        copy_catalog(session, copied, MARK)
        session.execute("DELETE FROM target.ducklake_metadata WHERE key = ?", [MARK])


def _opened(copied: LakeLocation) -> duckdb.DuckDBPyConnection:
    """Open the copy, brought to today's format: the lake itself keeps the one that it has."""
    try:
        return connect(copied)
    except OldFormatError:
        upgrade(copied)
        return connect(copied)


def _check_rows(connection: duckdb.DuckDBPyConnection, copied: LakeLocation, paths: Iterable[str]) -> None:
    """Raise a LakeError where one of the new files has other rows than the catalog says; its footer tells."""
    wanted = list(paths)
    if not wanted:
        return
    files = ", ".join(literal(f"{copied.data}/{path}") for path in wanted)
    try:
        footers = connection.execute(f"SELECT file_name, num_rows FROM parquet_file_metadata([{files}])").fetchall()
    except duckdb.Error as error:
        raise LakeError(f"{copied.data}: a file that was copied is damaged: {error}") from error
    told = dict(connection.execute(RECORDS).fetchall())
    for name, rows in footers:
        path = str(name).removeprefix(f"{copied.data}/")
        if told[path] != rows:
            raise LakeError(f"{name}: this file is damaged: {rows} rows, not {told[path]}")


def _kept(earlier: Sequence[Backup], newest: Backup, erasures: Erasures, oldest: datetime) -> Iterable[Backup]:
    """Yield the earlier backups that stay: not too old, and none from before an erasure, which ends them all."""
    if earlier and not erasures.last and earlier[-1].made_at < erasures.known_since:
        log.warning(
            "nobody knows whether a visitor was erased after %s and before %s: if so, KEEP=0 removes older backups",
            earlier[-1].made_at, erasures.known_since,
        )  # fmt: skip
    for backup in earlier:
        is_before = bool(erasures.last and backup.made_at <= erasures.last)
        if is_before or not set(newest.erased) <= set(backup.erased):
            log.info("the backup of %s goes: something was erased since", backup.name)
        elif backup.made_at >= oldest:
            yield backup


def _values(connection: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return [value for (value,) in connection.execute(query).fetchall()]
