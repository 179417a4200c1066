"""What runs left behind: staged files of runs that were killed, salts that no hour came of, old logs."""

import logging
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from dags.steps.place import has_table, lake_or_empty
from lake.salts import destroy_salts, salted_days
from settings import Settings
from transforms.page_view.site_days import site_day

log = logging.getLogger("newslake.maintenance")


def remove_leftovers(settings: Settings, logs: Path | None, as_of: datetime) -> dict[str, int]:
    """Remove what was last written to so long ago as [maintenance] says; return how many of each kind."""
    keep = settings.maintenance
    done = {"salts": _destroy_unused_salts(settings, as_of)}
    staged_before = (as_of - timedelta(days=keep.staging_days)).timestamp()
    folders = [folder for folder in _entries(settings.staging_path) if _last_written(folder) < staged_before]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    done["staged"] = len(folders)
    done["logs"] = _remove_logs(logs, (as_of - timedelta(days=keep.airflow_days)).timestamp()) if logs else 0
    log.info("left behind and removed: %s", ", ".join(f"{count:,} {name}" for name, count in done.items()))
    return done


def _destroy_unused_salts(settings: Settings, as_of: datetime) -> int:
    """Destroy salts of days that no hour was opened of for as long as hours stay open: what they keyed never came in.

    Those of days with hours go when the last of these closes.
    """
    before = (as_of - timedelta(hours=settings.page_views.close_after_hours)).timestamp()
    folder = settings.salt_path
    old = [day for day in salted_days(folder) if (folder / f"{day:%Y-%m-%d}").stat().st_mtime < before]
    for unfinished in folder.glob(".*.*"):  # of a process that was killed while it made one
        if unfinished.stat().st_mtime < before:
            unfinished.unlink()
    if old:
        with lake_or_empty(settings) as connection:
            if has_table(connection, "hour_status"):
                rows = connection.execute("SELECT hour_at FROM lake.hour_status").fetchall()
                hours = {hour for (hour,) in rows}
                old = [day for day in old if hours.isdisjoint(site_day(day, settings.site.zone).hours)]
    destroy_salts(folder, old)
    return len(old)


def _remove_logs(folder: Path, before: float) -> int:
    """Remove log files that were last written to before an instant, and the folders that are empty then."""
    old = [file for file in folder.rglob("*") if file.is_file() and file.stat().st_mtime < before]
    for file in old:
        file.unlink(missing_ok=True)
    for parent in sorted({parent for file in old for parent in file.parents if folder in parent.parents}, reverse=True):
        if parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()
    return len(old)


def _entries(folder: Path) -> Iterable[Path]:
    return folder.iterdir() if folder.is_dir() else ()


def _last_written(folder: Path) -> float:
    """Return when anything in `folder` was last written to."""
    return max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
