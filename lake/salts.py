"""The daily salts behind visitor and event ids: one secret a site day, in one folder, never in a table."""

import os
import secrets
from datetime import date
from pathlib import Path

SALT_BYTES = 32


def salt_of_day(folder: Path, day: date) -> bytes:
    """Return the salt of the site day `day`, made on first use.

    Two tasks that ask at once get the same one: it is written aside and linked into place, and the first
    link wins. Only the owner can read it.
    """
    file = folder / f"{day:%Y-%m-%d}"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = folder / f".{file.name}.{os.getpid()}"
        aside.write_bytes(secrets.token_bytes(SALT_BYTES))
        aside.chmod(0o600)
        try:
            file.hardlink_to(aside)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return file.read_bytes()
