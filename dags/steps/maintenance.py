"""The steps of `maintain_lake` on the lake's files: compaction, expiry of snapshots, what nothing has any more."""

import logging
from datetime import datetime, timedelta

import lake
from dags.steps import duplicates, lake_check, rankings, roll_up_days
from dags.steps.place import lake_location
from lake import maintenance
from settings import Settings

log = logging.getLogger("newslake.maintenance")

READERS = (rankings.needed_snapshots, duplicates.needed_snapshots, lake_check.needed_snapshots)
"""Commits note what later steps go by; each says which commits it still needs."""


def compact(settings: Settings, run_id: str) -> dict[str, int]:
    """Put small files together, and write those again that many rows were deleted of; return how many files went."""
    location = lake_location(settings)
    if not lake.exists(location):
        return {}
    done = maintenance.compact(location, run_id)
    log.info("compaction: %s", _told(done))
    return done


def expire(settings: Settings, as_of: datetime) -> dict[str, int]:
    """Expire old snapshots, apart from those that steps still need, and remove unused files; return how many."""
    location = lake_location(settings)
    if not lake.exists(location):
        return {}
    with lake.connect(location) as connection:
        needed = roll_up_days.needed_snapshots(connection, settings.site.zone)
        needed.update(*(reader(connection) for reader in READERS))
    keep = settings.maintenance
    expired = maintenance.expire(location, as_of - timedelta(days=keep.snapshot_days), needed)
    removed = maintenance.remove_unused(location, as_of - timedelta(hours=keep.unused_file_hours))
    done = {"snapshots": expired, **removed}
    log.info("expired and removed: %s", _told(done))
    return done


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())
