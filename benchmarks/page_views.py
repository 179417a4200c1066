"""From staged events to the hourly roll-up: ours, and what else one would take, side by side.

Every engine gets the same Parquet files and THREADS threads. The peers leave out behaviour rules; ours without them
must count what each of them counts, or the peer's part fails.
"""

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from benchmarks import events
from benchmarks.part import THREADS, Measured, Part, work_folder

EVENTS = int(os.environ.get("BENCH_EVENTS", "12000000"))
MEMORY = "1200MB"
"""What DuckDB may take for the roll-up; the process itself takes some 150 MB more."""

NEVER = 1 << 40
"""A threshold that no visitor reaches."""

TOTALS = "sum(views)::BIGINT, sum(unique_visitors)::BIGINT, count(*), sum(views * views)::BIGINT"
"""Views, uniques, rows and a figure that tells how they are spread: two roll-ups that agree in these are the same."""

NAIVE = """
WITH first_one AS (
    SELECT * FROM {event} QUALIFY row_number() OVER (PARTITION BY source, event_id ORDER BY source_file_id) = 1
),
human AS (
    SELECT * FROM first_one JOIN {user_agent} USING (user_agent_id) WHERE NOT is_bot
),
chained AS (
    SELECT *, lead(event_at) OVER (PARTITION BY visitor_id, page_id ORDER BY event_at) AS next_at FROM human
)
SELECT epoch_us(event_at) // 3600000000 AS hour, page_id, country, count(*) AS views,
    count(DISTINCT visitor_id) AS unique_visitors
FROM chained
WHERE next_at IS NULL OR next_at > event_at + INTERVAL 30 SECOND
GROUP BY ALL
"""

CHDB = """
SELECT toStartOfHour(event_at) AS hour, page_id, country, count() AS views, uniqExact(visitor_id) AS unique_visitors
FROM (
    SELECT event_at, page_id, country, visitor_id, leadInFrame(toNullable(event_at)) OVER (
        PARTITION BY visitor_id, page_id ORDER BY event_at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS next_at
    FROM (
        SELECT event_at, page_id, country, visitor_id, user_agent_id
        FROM file('{event}', Parquet) ORDER BY source_file_id LIMIT 1 BY source, event_id
    )
    WHERE user_agent_id NOT IN (SELECT user_agent_id FROM file('{user_agent}', Parquet) WHERE is_bot)
)
WHERE next_at IS NULL OR next_at > event_at + INTERVAL 30 SECOND
GROUP BY hour, page_id, country
"""


def make_events() -> Measured:
    """Write a day of staged events, one file an hour, and the tables beside them."""
    folder = _folder()
    folder.mkdir()
    with _open() as connection:
        for number in range(events.HOURS):
            hour = events.START + timedelta(hours=number)
            events.write_hour(connection, folder, hour, EVENTS // events.HOURS)
        events.write_tables(connection, folder)
        (count,) = connection.execute(f"SELECT count(*) FROM {_relation('event-*')}").fetchone() or (0,)
    (work_folder() / "events.count").write_text(str(count))
    return _measured("staged Parquet, a day")


def scan() -> Measured:
    """Scan the events and count them by hour, page and country: what no roll-up can do without."""
    with _open() as connection:
        (rows,) = connection.execute(
            "SELECT count(*) FROM (SELECT epoch_us(event_at) // 3600000000 AS hour, page_id, country, count(*) "
            f"FROM {_relation('event-*')} GROUP BY ALL)"
        ).fetchone() or (0,)
    return _measured(f"DuckDB, bare GROUP BY: {rows} rows")


def roll_up() -> Measured:
    """Roll up to hours by every outcome, rules of behaviour included."""
    return _measured(f"all outcomes: {_rolled_up()[0]} views")


def roll_up_and_outcomes() -> Measured:
    """Roll up as a run does, and give every event its outcome, as it goes into the lake."""
    return _measured(f"and each event with its outcome: {_rolled_up(outcomes=True)[0]} views")


def roll_up_like_peers() -> Measured:
    """Roll up with rules of behaviour that nobody breaks; note the totals that the peers are held to."""
    totals = _rolled_up(NEVER)
    _totals_file().write_text(json.dumps(totals))
    return _measured(f"no behaviour rules: {totals[0]} views")


def naive_sql() -> Measured:
    """Ask for the same in one query as one would write it."""
    with _open() as connection:
        query = NAIVE.format(event=_relation("event-*"), user_agent=_relation("user_agent"))
        connection.execute(f"CREATE TEMP TABLE rolled_hourly AS {query}")
        totals = connection.execute(f"SELECT {TOTALS} FROM rolled_hourly").fetchone()
    return _checked("one DuckDB query", totals)


def polars() -> Measured:
    """Ask Polars for the same: sorted once, neighbours compared, which is its fastest way."""
    os.environ["POLARS_MAX_THREADS"] = str(THREADS)
    import polars as pl

    bots = pl.scan_parquet(_folder() / "user_agent.parquet").filter("is_bot")
    same = (pl.col("visitor_id") == pl.col("visitor_id").shift(-1)) & (pl.col("page_id") == pl.col("page_id").shift(-1))
    near = pl.col("event_at").shift(-1) - pl.col("event_at") <= timedelta(seconds=30)
    rolled = (
        pl.scan_parquet(_folder() / "event-*.parquet")
        .select("source", "event_id", "event_at", "page_id", "country", "visitor_id", "user_agent_id")
        .unique(["source", "event_id"])
        .join(bots, on="user_agent_id", how="anti")
        .sort("visitor_id", "page_id", "event_at")
        .filter(~(same & near).fill_null(value=False))
        .group_by(pl.col("event_at").dt.truncate("1h").alias("hour"), "page_id", "country")
        .agg(pl.len().cast(pl.Int64).alias("views"), pl.col("visitor_id").n_unique().alias("unique_visitors"))
        .collect(engine="streaming")
    )
    views, unique = rolled["views"], rolled["unique_visitors"]
    totals = (views.sum(), unique.sum(), len(rolled), (views * views).sum())
    return _checked(f"Polars {pl.__version__}", tuple(int(total) for total in totals))


def chdb() -> Measured:
    """Ask chDB, ClickHouse in a library, for the same with exact uniques."""
    import chdb

    query = CHDB.format(event=_folder() / "event-*.parquet", user_agent=_folder() / "user_agent.parquet")
    answer = chdb.query(
        f"SELECT sum(views), sum(unique_visitors), count(), sum(views * views) FROM ({query}) "
        f"SETTINGS max_threads = {THREADS}",
        "CSV",
    )
    return _checked(f"chDB {chdb.__version__}", tuple(int(total) for total in str(answer).split(",")))


def _rolled_up(threshold: int = 0, *, outcomes: bool = False) -> tuple[int, ...]:
    """Roll up the day in batches as dags/steps/roll_up.py does and return TOTALS; no threshold is below `threshold`."""
    from dags.steps.engines import DuckDBOnLake
    from settings.sections import Bots
    from transforms.engine import DuckDB
    from transforms.page_view.roll_up import BehaviourRules, roll_up

    rules = BehaviourRules(**{name: max(value, threshold) for name, value in Bots().model_dump().items()})
    relations = {
        "event": _relation("event-*"), "signal": _relation("visitor_signal"), "count": _relation("page_view_count"),
        "source_file": _relation("source_file"), "user_agent": _relation("user_agent"),
        "article_url": _relation("article_url"), "hour_status": _relation("hour_status"),
    }  # fmt: skip
    with _open() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{work_folder()}/spilled'")
        for number, hours in enumerate(_batches(DuckDBOnLake.events_at_once)):
            roll_up(DuckDB(connection), relations, hours, rules)
            into = "INSERT INTO gathered" if number else "CREATE TEMP TABLE gathered AS"
            connection.execute(f"{into} FROM rolled_hourly")
            if outcomes:
                connection.execute("CREATE OR REPLACE TEMP TABLE judged_event AS FROM rolled_event")
        totals = connection.execute(f"SELECT {TOTALS} FROM gathered").fetchone()
    return tuple(totals or ())


def _batches(at_once: int) -> Iterator[list[datetime]]:
    """Yield the day's hours, as many at once as hold so many events."""
    size = max(1, at_once * events.HOURS // _count())
    for first in range(0, events.HOURS, size):
        yield [events.START + timedelta(hours=hour) for hour in range(first, min(first + size, events.HOURS))]


def _open() -> duckdb.DuckDBPyConnection:
    connection = events.open_duckdb()
    connection.execute(f"SET threads = {THREADS}; SET preserve_insertion_order = false")
    return connection


def _folder() -> Path:
    return work_folder() / "events"


def _relation(name: str) -> str:
    return f"read_parquet('{_folder()}/{name}.parquet')"


def _totals_file() -> Path:
    return work_folder() / "totals.json"


def _count() -> int:
    return int((work_folder() / "events.count").read_text())


def _measured(what: str) -> Measured:
    return Measured(what, _count(), "events")


def _checked(what: str, totals: tuple[int, ...] | None) -> Measured:
    """Return the row of a peer; ValueError where it counted something else than we did."""
    ours = tuple(json.loads(_totals_file().read_text()))
    if totals != ours:
        raise ValueError(f"{what} counts {totals}, the roll-up {ours}")
    return _measured(f"{what}: the same {ours[0]} views")


PARTS = (
    Part(make_events),
    Part(scan, (make_events,)),
    Part(roll_up, (make_events,)),
    Part(roll_up_and_outcomes, (make_events,)),
    Part(roll_up_like_peers, (make_events,)),
    *(Part(peer, (make_events, roll_up_like_peers)) for peer in (naive_sql, polars, chdb)),
)
