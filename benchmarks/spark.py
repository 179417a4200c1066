"""A day of events published and ranked with the roll-up on DuckDB, and on a Spark cluster of two workers on loopback.

Other measure than time: tables and rankings must be the same, row for row. On one machine Spark can't win; it is for
days that do not fit into one.
"""

import json
import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks import events, publish, scaling
from benchmarks.part import Measured, Part, work_folder

COUNT = int(os.environ.get("BENCH_SPARK_EVENTS", "10000000"))
HOURS = [scaling.FIRST + timedelta(hours=hour) for hour in range(events.HOURS)]
TABLES = {
    "page_view_event": "*",
    "page_view_hourly": "*",
    "page_view_daily": "*",
    "visitor_activity_hourly": "* EXCLUDE (gap_seconds_sum, gap_seconds_sum_of_squares)",
    "article_ranking": "* REPLACE (round(score, 9) AS score, round(expected_views, 9) AS expected_views)",
}
"""Table -> its columns that are compared: sums of doubles depend on the order of what they sum."""


def make_day() -> Measured:
    """Stage the day's events, once: positions in files may differ from one making to the next."""
    folder = work_folder() / "day"
    folder.mkdir()
    for hour in HOURS:
        publish.staged(folder, hour, COUNT // len(HOURS))
    return Measured("staged", COUNT, "events")


def day_on_duckdb() -> Measured:
    """Publish and rank the day, and keep what the tables hold."""
    seconds, tables = _day("duckdb")
    (work_folder() / "duckdb.json").write_text(json.dumps(tables))
    return Measured(f"{tables['article_ranking'][0]:,} rows of rankings", COUNT, "events", seconds)


def day_on_spark() -> Measured:
    """Do the same on a cluster; ValueError where a table differs."""
    from tests.integration.spark_cluster import cluster

    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder), memory="2g") as master:
        conf = json.dumps({"spark.executor.memory": "1600m", "spark.sql.shuffle.partitions": "8"})
        os.environ |= {"NEWSLAKE_LAKE__ENGINE": "spark", "NEWSLAKE_LAKE__SPARK__MASTER": master,
                       "NEWSLAKE_LAKE__SPARK__CONF": conf}  # fmt: skip
        seconds, tables = _day("spark")
    expected = json.loads((work_folder() / "duckdb.json").read_text())
    if differing := [name for name in TABLES if tables[name] != expected[name]]:
        raise ValueError(f"Spark's tables differ: {', '.join(differing)}")
    return Measured(f"the same {len(TABLES)} tables, row for row", COUNT, "events", seconds)


def _day(engine: str) -> tuple[float, dict[str, list[int]]]:
    """Return the seconds of publishing and ranking, and rows and digest of each table."""
    home = work_folder() / f"day_on_{engine}"
    home.mkdir()
    scaling.use(home)
    import lake
    from dags.steps.gate import load_gate
    from dags.steps.rankings import rank_hours
    from settings import load

    load_gate()
    location = lake.LakeLocation(home / "catalog.sqlite", home / "data")
    lake.commit(location, scaling.add_articles, run_id="bench", message="bench")
    started = time.perf_counter()
    publish.publish_hours(home, [(hour, events.staged_file(work_folder() / "day", hour)) for hour in HOURS])
    rank_hours(load(), [hour.isoformat() for hour in HOURS], "rank")
    seconds = time.perf_counter() - started
    with lake.connect(location) as connection:
        tables = {
            name: connection.execute(
                f"SELECT count(*), (sum(hash(t)) % 1000000007)::BIGINT FROM (SELECT {columns} FROM {name}) AS t"
            ).fetchone()
            for name, columns in TABLES.items()
        }
    return seconds, {name: [int(value) for value in found or ()] for name, found in tables.items()}


PARTS = (
    Part(make_day, is_long=True),
    Part(day_on_duckdb, (make_day,), is_long=True),
    Part(day_on_spark, (make_day, day_on_duckdb), is_long=True),
)
