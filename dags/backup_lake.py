"""`make backup TO=…` and `make restore FROM=…`: the lake of the settings, its archives and its salts.

Exit status: 0 when it was done and checked, 1 when not, 2 when the settings or the place are wrong.
"""

import logging
import os
import sys
from datetime import UTC, datetime, timedelta

from filelock import FileLock, Timeout

import lake
from dags.steps.place import lake_location
from dags.terminal import fail, say
from lake import backup_outside as outside
from lake.backup import back_up
from lake.backup_place import BackupPlace
from lake.location import ObjectStore
from lake.migrate import require_empty
from lake.restore import choose, restore
from settings import Settings, SettingsError, load


def main(command: str, path: str) -> int:
    """Do `command`, "backup" or "restore", with the place `path`, and say what was done."""
    if not path:
        name = {"backup": "TO", "restore": "FROM"}[command]
        return fail(f"{name}= is missing: name the place of the backups, a folder or s3://bucket/prefix", 2)
    try:
        chosen = load()
        place = BackupPlace(path, ObjectStore(**chosen.lake.s3.model_dump()))
    except (SettingsError, lake.LakeError) as error:
        return fail(str(error), 2)
    logging.basicConfig(format="newslake: %(message)s", level=logging.INFO)
    chosen.home.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(chosen.home / "backup.lock", timeout=0):
            (_back_up if command == "backup" else _restore)(chosen, place)
    except SettingsError as error:
        return fail(str(error), 2)
    except Timeout:
        return fail(f"{chosen.home}: another backup or restore is under way", 1)
    except (lake.LakeError, OSError) as error:
        return fail(str(error), 1)
    return 0


def _back_up(settings: Settings, place: BackupPlace) -> None:
    at, keep_days = datetime.now(UTC), _keep_days(settings)
    outside.require_same_salts(place, settings.salt_path)
    backup = back_up(lake_location(settings), place, at, keep_days)
    copied = outside.save_archives(place, settings.warc_path, at, keep_days)
    outside.save_salts(place, settings.salt_path)
    for name, rows in backup.tables.items():
        say(f"{name:<26} {rows:>14,} rows")
    say(f"newslake: {place.path}/backups/{backup.name} is whole: snapshot {backup.snapshot}; archives: {copied} copied")


def _restore(settings: Settings, place: BackupPlace) -> None:
    backup, location = choose(place, _until()), lake_location(settings)
    require_empty(location)
    # The lake comes last: one that is there needs its salts, and is never restored into again.
    archives = outside.restore_archives(place, settings.warc_path)
    salts = outside.restore_salts(place, settings.salt_path)
    for table in restore(place, backup, location):
        say(f"{table.name:<26} {table.rows:>14,} rows  {table.digest:032x}")
    say(f"newslake: restored snapshot {backup.snapshot} of {backup.made_at}, {archives} archives, {salts} salts")
    days = settings.maintenance.airflow_days
    say(f"newslake: erasures since then have to be made again; Airflow knows those of {days} days:")
    since = (backup.made_at - timedelta(minutes=1)).isoformat(timespec="minutes")
    for name in ("erase_article", "erase_visitor"):
        say(f"    airflow dags list-runs {name} --start-date {since}")


def _keep_days(settings: Settings) -> int:
    text = os.environ.get("KEEP") or str(settings.maintenance.snapshot_days)
    if not text.isdecimal():
        raise SettingsError(f"KEEP={text}: write for how many days backups are kept, as in KEEP=30")
    return int(text)


def _until() -> datetime | None:
    """Return the instant that AT names; without an offset it is of UTC."""
    text = os.environ.get("AT", "")
    if not text:
        return None
    try:
        until = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"AT={text}: write an instant, as in AT=2026-11-24T04:00Z") from error
    return until if until.tzinfo else until.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""))  # noqa: PLR2004
