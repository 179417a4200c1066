"""Where backups are kept: Parquet files that all of them share, a catalog for each, and what lies outside the lake.

    data/                    files of the lake, each once
    backups/TIME/            catalog.sqlite and backup.json, which is written last
    outside.json             what is known of the next two
    warc/, salts/            as they are now: not one copy a backup

With its data path each of the catalogs is a lake that DuckDB opens. Reasons: docs/decisions/0027-backup.md.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pyarrow import fs

from lake.files import UNFINISHED, Folder, file_system, listing, sweep
from lake.location import LakeLocation, ObjectStore
from lake.opening import require_keys

CATALOG, MANIFEST, OUTSIDE = "catalog.sqlite", "backup.json", "outside.json"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup that is whole."""

    name: str
    lake: str
    """UUID of the lake's schema: it stays with the lake wherever it is moved."""
    snapshot: int
    tables: Mapping[str, int]
    """Rows by table."""
    digests: Mapping[str, str]
    """SHA-256 by path of the file below data/."""
    erased: list[str] = field(default_factory=list)
    """What `erased_article` had."""

    @property
    def made_at(self) -> datetime:
        """When its catalog was copied."""
        return datetime.fromisoformat(self.name.replace("_", ":"))


def name_at(at: datetime) -> str:
    """Return the name of a backup that is made at an instant: file names have no colon everywhere."""
    return at.isoformat(timespec="seconds").replace(":", "_")


class BackupPlace:
    """A folder or s3:// prefix with backups of one lake; LakeError where a store's keys are missing."""

    def __init__(self, path: str, store: ObjectStore) -> None:
        self.path = path.rstrip("/") if path.startswith("s3://") else str(Path(path).resolve())
        self._store = store
        require_keys(LakeLocation.of("", self.path, store))

    def lake(self, catalog: Path) -> LakeLocation:
        """Return the lake of a backup whose catalog was copied to the file `catalog`."""
        return LakeLocation.of(str(catalog), f"{self.path}/data", self._store)

    def folder(self, name: str) -> Folder:
        """Return a folder of this place by name."""
        system, root = file_system(LakeLocation.of("", self.path, self._store))
        return system, f"{root}/{name}"

    def backups(self) -> list[Backup]:
        """Return the backups that are whole, oldest first."""
        found = listing(self.folder("backups"))
        return [
            Backup(**json.loads(self.read(f"backups/{path}")))
            for path in sorted(found) if path.endswith(f"/{MANIFEST}")
        ]  # fmt: skip

    def add(self, backup: Backup, catalog: Path) -> None:
        """Write a backup's catalog, and what makes it whole."""
        self.write(f"backups/{backup.name}/{CATALOG}", catalog.read_bytes())
        self.write(f"backups/{backup.name}/{MANIFEST}", json.dumps(asdict(backup)).encode())

    def keep(self, backups: Iterable[Backup]) -> int:
        """Remove all backups but these, and the files that none of them has; return how many files that were.

        What a killed backup left goes too.
        """
        kept = list(backups)
        paths = {path for backup in kept for path in backup.digests}
        names = {backup.name for backup in kept}
        # What makes a backup whole goes first: no other may stand without its files.
        gone = sorted(path for path in listing(self.folder("backups")) if path.partition("/")[0] not in names)
        for path in sorted(gone, key=lambda path: not path.endswith(MANIFEST)):
            self.remove(f"backups/{path}")
        unused = [path for path in listing(self.folder("data")) if path not in paths]
        for path in unused:
            self.remove(f"data/{path}")
        for name in ("backups", "data", "warc", "salts"):
            sweep(self.folder(name))
        return len(unused)

    def outside(self) -> dict[str, Any]:
        """Return what is known of the files of warc/, by path."""
        try:
            known: dict[str, Any] = json.loads(self.read(OUTSIDE))
        except FileNotFoundError:
            return {}
        return known

    def write_outside(self, known: Mapping[str, Any]) -> None:
        """Write what is known of the files of warc/, by path."""
        self.write(OUTSIDE, json.dumps(known).encode())

    def read(self, path: str) -> bytes:
        """Return the content of a file of this place."""
        system, name = self.folder(path)
        with system.open_input_stream(name) as file:
            return bytes(file.read())

    def write(self, path: str, content: bytes) -> None:
        """Write a file whole, for its owner alone where it lies in a folder."""
        system, name = self.folder(path)
        if not isinstance(system, fs.LocalFileSystem):
            with system.open_output_stream(name) as file:
                file.write(content)
            return
        aside = Path(f"{name}{UNFINISHED}")
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.touch(mode=0o600)
        aside.write_bytes(content)
        aside.rename(name)

    def remove(self, path: str) -> None:
        """Remove a file."""
        system, name = self.folder(path)
        system.delete_file(name)
