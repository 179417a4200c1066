"""What `FROM most_viewed()` takes in a lake of a day and in one of thirty, on an open connection and on a fresh one.

The peer is plain DuckDB SQL over the same Parquet files, which finds the newest list by itself.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import duckdb

import lake
from benchmarks.part import Measured, Part, work_folder
from lake import LakeLocation
from lake.publish import transaction

NEWEST = datetime(2025, 5, 31, tzinfo=UTC)
RUNS = 15
LISTS = """
SELECT
    hour AS as_of, time_window, scope, position::INTEGER AS position, position::INTEGER AS rank,
    position::INTEGER AS previous_rank, 0 AS rank_delta, hour AS entered_at, position::INTEGER AS peak_rank,
    lpad(((position * 7 + epoch(hour)::BIGINT // 3600) % 2000)::VARCHAR, 12, 'p') AS article_id,
    10000 // position AS views, 1.0 / position AS share, 9000 // position AS unique_visitors,
    'exact' AS unique_visitors_kind, NULL::DOUBLE AS expected_views, NULL::DOUBLE AS score,
    hour - INTERVAL 1 DAY AS window_start, hour AS window_end, hour AS watermark
FROM unnest($hours::TIMESTAMPTZ[]) AS h (hour), unnest(['1h', '3h', '24h', 'trending']) AS w (time_window),
    unnest($scopes) AS s (scope), range(1, 101) AS p (position)
"""
SCOPES = ["all", "language:en", "language:es", *(f"section:{name}" for name in "abcde"), "source:site"]
PLAIN = """
SELECT r.position, r.rank, a.headline, r.views, a.url
FROM read_parquet('{data}/main/article_ranking/**/*.parquet') AS r
JOIN read_parquet('{data}/main/article/*.parquet') AS a USING (article_id)
WHERE r.time_window = '24h' AND r.scope = 'all' AND r.position <= 10 AND r.as_of = (
    SELECT max(as_of) FROM read_parquet('{data}/main/article_ranking/**/*.parquet') WHERE time_window = '24h'
)
ORDER BY r.position
"""


def make_ranked_lakes() -> Measured:
    """Make a lake whose rankings go back a day and one where they go back thirty, a commit a day."""
    rows = 0
    for days in (1, 30):
        for day in range(days):
            first = NEWEST - timedelta(days=days - day)
            hours = [first + timedelta(hours=hour) for hour in range(1, 25)]
            with transaction(_location(days), run_id="bench", message="rankings") as opened:
                execute = opened.connection.execute
                if not day:
                    execute(
                        "INSERT INTO lake.article (article_id, url, headline) SELECT lpad(i::VARCHAR, 12, 'p'), "
                        "'https://courier.example/' || i, 'Story ' || i FROM range(2000) AS t (i)"
                    )
                execute(f"CREATE TEMP TABLE made AS {LISTS}", {"hours": hours, "scopes": SCOPES})
                opened.append("article_ranking", "temp.made")
                opened.replace_partitions(
                    "ranking_newest",
                    "(SELECT time_window, max(as_of) AS as_of, list(DISTINCT scope) AS scopes "
                    "FROM temp.made GROUP BY 1)",
                    "TRUE",
                )
        with lake.connect(_location(days)) as connection:
            (found,) = connection.execute("SELECT count(*) FROM article_ranking").fetchone() or (0,)
        rows += found
    return Measured("lists of nine scopes and four windows", rows, "rows")


def most_viewed_open() -> Measured:
    """Ask on an open connection that has asked before."""

    def asked(days: int) -> float:
        with lake.connect(_location(days)) as connection:
            return _median(lambda: connection.execute("FROM most_viewed()").fetchall())

    return _compared(asked)


def most_viewed_fresh() -> Measured:
    """Ask from a connection of its own, opened each time."""

    def once(days: int) -> None:
        with lake.connect(_location(days)) as connection:
            connection.execute("FROM most_viewed()").fetchall()

    return _compared(lambda days: _median(lambda: once(days)))


def most_viewed_plain() -> Measured:
    """Ask the Parquet files in plain SQL."""

    def asked(days: int) -> float:
        with duckdb.connect() as connection:
            query = PLAIN.format(data=_location(days).data)
            return _median(lambda: connection.execute(query).fetchall())

    return _compared(asked)


def _median(ask: Callable[[], object]) -> float:
    ask()
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def _compared(asked: Callable[[int], float]) -> Measured:
    month, day = asked(30), asked(1)
    what = f"{month * 1000:.0f} ms, a lake of one day {day * 1000:.0f} ms: {month / day:.2f} times (medians of {RUNS})"
    return Measured(what, seconds=month)


def _location(days: int) -> LakeLocation:
    folder = work_folder() / f"ranked_{days}"
    return LakeLocation(folder / "catalog.sqlite", folder / "data")


PARTS = (
    Part(make_ranked_lakes),
    *(Part(asked, (make_ranked_lakes,)) for asked in (most_viewed_open, most_viewed_fresh, most_viewed_plain)),
)
