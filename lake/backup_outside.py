"""What a backup has of the folders outside the lake: archives of crawls and salts, as they are now.

Archives grow and are never made again; what was erased of them must not stay anywhere. So there is one copy of each,
brought up to date, and not one a backup. A salt that is destroyed goes with the next backup.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from pyarrow import fs

from lake.backup_place import BackupPlace
from lake.errors import LakeError
from lake.files import Folder, copy_all, listing
from lake.salts import PERSISTENT, SALT_BYTES

GONE_SINCE = "gone_since"


def save_archives(place: BackupPlace, folder: Path, at: datetime, keep_days: int) -> int:
    """Bring the copy of an archive folder up to date; return how many files were copied.

    A file that was changed is copied again. One that is gone stays for `keep_days`: the disk may have been lost.
    """
    known, there = place.outside(), listing(place.folder("warc"))
    found = listing(_local(folder))
    changed = [
        path for path, info in found.items()
        if path not in there or known.get(path, {}).get("changed") != [info.size, info.mtime_ns]
    ]  # fmt: skip
    digests = copy_all(_local(folder), place.folder("warc"), changed, {})
    for path in changed:
        known[path] = {"changed": [found[path].size, found[path].mtime_ns], "sha256": digests[path]}
    for path, file in list(known.items()):
        if path in found:
            file.pop(GONE_SINCE, None)
        elif datetime.fromisoformat(file.setdefault(GONE_SINCE, at.isoformat())) < at - timedelta(days=keep_days):
            if path in there:
                place.remove(f"warc/{path}")
            del known[path]
    place.write_outside(known)
    return len(changed)


def restore_archives(place: BackupPlace, folder: Path) -> int:
    """Copy the archives that `folder` lacks; return how many. LakeError where one is missing or damaged."""
    known, there = place.outside(), listing(_local(folder))
    wanted = {path: file["sha256"] for path, file in known.items() if path not in there and GONE_SINCE not in file}
    if not there:  # all of it was lost, also what went last
        wanted = {path: file["sha256"] for path, file in known.items()}
    return len(copy_all(place.folder("warc"), _local(folder), wanted, wanted))


def require_same_salts(place: BackupPlace, folder: Path) -> None:
    """Raise a LakeError where a salt is another than the one that was backed up: ids of both would not fit together."""
    for name in set(_salts(place)) & set(_files(folder)):
        if place.read(f"salts/{name}") != (folder / name).read_bytes():
            raise LakeError(
                f"{folder / name}: is another salt than in {place.path}: restore that first, or take a place of its own"
            )


def save_salts(place: BackupPlace, folder: Path) -> None:
    """Make the copy of the salts the same as the folder; those that are destroyed here are destroyed there too.

    The one that outlives the days is never removed there.
    """
    here, there = _files(folder), _salts(place)
    for name in set(here) - set(there):
        place.write(f"salts/{name}", (folder / name).read_bytes())
    for name in set(there) - set(here) - {PERSISTENT}:
        place.write(f"salts/{name}", bytes(SALT_BYTES))
        place.remove(f"salts/{name}")


def restore_salts(place: BackupPlace, folder: Path) -> int:
    """Copy the salts that `folder` lacks; return how many."""
    missing = [name for name in _salts(place) if name not in _files(folder)]
    for name in missing:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = folder / f".{name}"  # half a salt would pass for another one
        aside.touch(mode=0o600)
        aside.write_bytes(place.read(f"salts/{name}"))
        aside.rename(folder / name)
    return len(missing)


def _salts(place: BackupPlace) -> Iterable[str]:
    return list(listing(place.folder("salts")))


def _files(folder: Path) -> Iterable[str]:
    return [file.name for file in folder.glob("[!.]*")]  # one with a dot is being made


def _local(folder: Path) -> Folder:
    return fs.LocalFileSystem(), str(folder)
