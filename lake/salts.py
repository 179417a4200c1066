"""The salts behind visitor and event ids: one secret a site day, in one folder, never in a table.

Without its salt an id can't be traced to an address any more: once a day takes no more data, its salt is destroyed.
"""

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

SALT_BYTES = 32


PERSISTENT = "persistent"
"""Name of the salt that outlives the days, for ids that the site itself keeps for longer."""


def salt_of_day(folder: Path, day: date | None) -> bytes:
    """Return the salt of the site day `day`, made on first use; for None, the one that outlives the days.

    Two that ask at once get the same one: it is written aside and linked into place, and the first
    link wins. Only the owner can read it.
    """
    file = folder / (f"{day:%Y-%m-%d}" if day else PERSISTENT)
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = folder / f".{file.name}.{secrets.token_hex(8)}"
        aside.write_bytes(secrets.token_bytes(SALT_BYTES))
        aside.chmod(0o600)
        try:
            file.hardlink_to(aside)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return file.read_bytes()


def salted_days(folder: Path) -> list[date]:
    """Return the days that have a salt, in order."""
    names = [file.name for file in folder.glob("????-??-??")] if folder.is_dir() else []
    return sorted(date.fromisoformat(name) for name in names)


def destroy_salts(folder: Path, days: Iterable[date]) -> None:
    """Destroy the salts of `days`: overwritten, then removed. Those that are gone stay so; several may do it."""
    for day in days:
        with suppress(FileNotFoundError):
            file = folder / f"{day:%Y-%m-%d}"
            with file.open("r+b") as salt:
                salt.write(bytes(SALT_BYTES))
                salt.flush()
                os.fsync(salt.fileno())
            file.unlink()
