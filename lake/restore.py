"""A lake restored from a backup into an empty place, checked row for row, also from one of an older DuckLake."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from lake.backup_place import CATALOG, Backup, BackupPlace
from lake.errors import LakeError
from lake.location import LakeLocation
from lake.migrate import MovedTable, migrate
from lake.upgrade import upgrade


def choose(place: BackupPlace, until: datetime | None = None) -> Backup:
    """Return the newest backup, or the newest of an instant and before; LakeError where there is none."""
    found = [backup for backup in place.backups() if until is None or backup.made_at <= until]
    if not found:
        raise LakeError(f"{place.path}: there is no whole backup here{f' of {until} or before' if until else ''}")
    return found[-1]


def restore(place: BackupPlace, backup: Backup, target: LakeLocation) -> Sequence[MovedTable]:
    """Restore the lake of `backup` to `target`, where no lake may be; files that are there already are kept.

    LakeError, with the catalog as it was, where a file of the backup is missing or damaged.
    """
    with TemporaryDirectory() as folder:
        catalog = Path(folder) / CATALOG
        catalog.write_bytes(place.read(f"backups/{backup.name}/{CATALOG}"))
        source = place.lake(catalog)
        with closing(sqlite3.connect(catalog)) as opened, opened:  # backups may have been moved since
            opened.execute("UPDATE ducklake_metadata SET value = ? WHERE key = 'data_path'", [f"{source.data}/"])
        upgrade(source)
        tables = migrate(source, target, backup.digests)
    if differing := {table.name for table in tables if backup.tables.get(table.name) != table.rows}:
        raise LakeError(f"{target.catalog}: has other rows than were backed up in {', '.join(sorted(differing))}")
    return tables
