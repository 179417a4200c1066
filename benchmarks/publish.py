"""Publishing one hour of events into an empty lake and into one that holds many days: what the lake's age costs."""

import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import events
from benchmarks.part import Measured, Part, work_folder

EVENTS_OF_HOUR = 500_000
DAYS = int(os.environ.get("BENCH_DAYS", "30"))
EVENTS_OF_OLD_HOUR = 20_000
FIRST_DAY = datetime(2025, 6, 1, tzinfo=UTC)
HOURS_PUBLISHED = tuple(FIRST_DAY + timedelta(days=DAYS + number, hours=10) for number in range(5))
"""One a day, so that none shares a partition with another: the medians count."""


def make_lake() -> Measured:
    """Publish the days before, one at a time."""
    home = _old_lake()
    home.mkdir()
    for day in range(DAYS):
        hours = [FIRST_DAY + timedelta(days=day, hours=hour) for hour in range(24)]
        publish_hours(home, [(hour, staged(home, hour, EVENTS_OF_OLD_HOUR)) for hour in hours])
    return Measured(f"{DAYS} days published one by one", DAYS * 24 * EVENTS_OF_OLD_HOUR, "events")


def hour_into_lake() -> Measured:
    """Publish each hour into a lake of its own that has tables and nothing in them, and into the old lake."""
    empty: list[float] = []
    old: list[float] = []
    for number, hour in enumerate(HOURS_PUBLISHED):
        with tempfile.TemporaryDirectory(dir=work_folder()) as home:
            publish_hours(Path(home), [])
            pair = [(empty, Path(home)), (old, _old_lake())]
            for seconds_of, lake_home in pair if number % 2 else reversed(pair):  # neither always comes first
                seconds_of.append(_timed(lake_home, hour))
    seconds = statistics.median(old)
    ratio = statistics.median(each / other for each, other in zip(old, empty, strict=True))
    what = f"into {DAYS} days; into none {statistics.median(empty):.2f} s: {ratio:.2f} times that (medians)"
    return Measured(what, EVENTS_OF_HOUR, "events", seconds)


def _timed(home: Path, hour: datetime) -> float:
    """Return the seconds of publishing `hour`, whose staged file is made before the clock starts."""
    file = staged(home, hour, EVENTS_OF_HOUR)
    started = time.perf_counter()
    publish_hours(home, [(hour, file)])
    return time.perf_counter() - started


def staged(home: Path, hour: datetime, count: int) -> Path:
    """Write the events of an hour to a staged file."""
    with events.open_duckdb() as connection:
        return events.write_hour(connection, home, hour, count)


def publish_hours(home: Path, files: Sequence[tuple[datetime, Path]]) -> None:
    """Publish staged hours as dags/steps/page_view_publish.py does; the gate of the events is left out."""
    import lake
    from dags.steps.hours import open_hours
    from dags.steps.ledger import append_entry
    from dags.steps.roll_up import roll_up_hours
    from dags.steps.roll_up_days import roll_up_ended_days
    from settings import Settings
    from transforms.page_view import COLLAPSE, hours_of

    location = lake.LakeLocation(home / "catalog.sqlite", home / "data")
    with lake.transaction(location, run_id="bench", message="bench") as transaction:
        if not files:
            return
        rows = lake.parquet(*(file for _, file in files))
        transaction.append_new("user_agent", events.user_agents(transaction.connection))
        for hour, _ in files:
            for file_id in (events.file_id(hour), f"{events.file_id(hour)}again"):
                entry = {"source_file_id": file_id, "source": "web", "file_name": file_id, "digest": file_id,
                         "size_bytes": 0, "counts": {"received": 0}}  # fmt: skip
                append_entry(transaction, entry, {})
        arrived = hours_of(transaction.connection, rows)
        as_of = max(arrived) + timedelta(hours=1)  # of the days before, whole: they are rolled up too
        open_hours(transaction, arrived, as_of, 72)
        hours = arrived | hours_of(transaction.connection, rows, before=COLLAPSE)
        roll_up_hours(transaction, Settings(), sorted(hours), rows)
        roll_up_ended_days(transaction, Settings(), hours, as_of)


def _old_lake() -> Path:
    return work_folder() / "old_lake"


PARTS = (Part(make_lake), Part(hour_into_lake, (make_lake,)))
