"""Rankings from roll-ups of a day and of a month: what they cost must follow the window, not the age of the lake.

Each roll-up has 2 M rows a day, of 20,000 pages by Zipf's law in four countries; scopes are all, two languages, four
sections, a source and, where its visitors are enough, countries. Lists are 1,000 long. The events that visitors of 3 h
and 24 h are counted over are left out: they are the page-view parts' matter.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from benchmarks.events import open_duckdb
from benchmarks.part import THREADS, Measured, Part, work_folder
from schemas import CONTRACTS

DAYS = int(os.environ.get("BENCH_RANKED_DAYS", "30"))
ROWS_A_DAY = int(os.environ.get("BENCH_ROLL_UP_ROWS", "2000000"))
PAGES = 20_000
AS_OF = datetime(2025, 5, 31, 0, tzinfo=UTC)
TOP_N = 1000
RUNS = 5

HOURLY = """
COPY (
    SELECT
        make_timestamptz({first} + hour * 3600000000) AS hour_at, lpad(page::VARCHAR, 12, 'p') AS page_id,
        (['PT', 'ES', 'FR', 'US'])[1 + country] AS country,
        1 + 2000 // (1 + page) + hash(page, hour, country) % 3 AS views,
        1 + 1500 // (1 + page) AS unique_visitors,
        make_timestamptz({first} + hour * 3600000000 + 3599000000) AS last_viewed_at,
        TRUE AS is_final
    FROM range(24) AS h (hour), range({per_hour} // 4) AS p (page), range(4) AS c (country)
    ORDER BY hour_at, page_id
) TO '{file}' (FORMAT parquet, COMPRESSION zstd)
"""

ARTICLES = """
COPY (
    SELECT {columns} FROM (
        SELECT
            lpad(page::VARCHAR, 12, 'p') AS article_id, 'https://courier.example/' || page AS url,
            'Story ' || page AS headline, (['en', 'es'])[1 + page % 2] AS in_language,
            (['World', 'Sport', 'Culture', 'Business'])[1 + page % 4] AS article_section,
            'site' AS source, TIMESTAMPTZ '{as_of}' - to_hours((page % 960)::INTEGER) AS date_published
        FROM range({pages}) AS p (page)
    )
) TO '{file}' (FORMAT parquet)
"""


def make_roll_ups() -> Measured:
    """Write the hourly and daily roll-ups, a file a day each, and the articles."""
    folder = _folder()
    folder.mkdir()
    with open_duckdb() as connection:
        for day in range(DAYS):
            first = AS_OF - timedelta(days=DAYS - day)
            hourly = folder / f"hourly-{first:%m%d}.parquet"
            per_hour = min(ROWS_A_DAY // 24, 4 * PAGES)
            start = int(first.timestamp()) * 1_000_000
            connection.execute(HOURLY.format(first=start, per_hour=per_hour, file=hourly))
            connection.execute(
                f"COPY (SELECT DATE '{first:%Y-%m-%d}' AS site_date, page_id, country, sum(views)::BIGINT AS views, "
                "sum(unique_visitors)::BIGINT AS unique_visitors, max(last_viewed_at) AS last_viewed_at, "
                "TRUE AS is_final "
                f"FROM read_parquet('{hourly}') GROUP BY ALL) TO '{folder}/daily-{first:%m%d}.parquet' (FORMAT parquet)"
            )
        known = ("article_id", "url", "headline", "in_language", "article_section", "source", "date_published")
        columns = ", ".join(
            column.name if column.name in known else f"NULL::{column.type} AS {column.name}"
            for column in CONTRACTS["article"].columns
        )
        connection.execute(
            ARTICLES.format(columns=columns, as_of=AS_OF.isoformat(), pages=PAGES, file=folder / "article.parquet")
        )
    return Measured(f"{DAYS} days", DAYS * 24 * per_hour, "rows")


def rank_day() -> Measured:
    """Rank all windows and scopes from the last day alone."""
    return _ranked(1)


def rank_month() -> Measured:
    """Rank the rolling windows and the calendar ones from all days."""
    return _ranked(DAYS)


def rank_month_rolling() -> Measured:
    """Rank from all days at an hour at which no site day has ended: 1 h to 24 h alone, as every hour does."""
    return _ranked(DAYS, AS_OF - timedelta(hours=1))


def rank_day_rolling() -> Measured:
    """Rank the same windows from the last two days, which are what they hold."""
    return _ranked(2, AS_OF - timedelta(hours=1))


def trending_day() -> Measured:
    """Rank what trends from the last day alone."""
    return _trending(1)


def trending_month() -> Measured:
    """Rank what trends from all days: four weeks are what it looks back on."""
    return _trending(DAYS)


def _ranked(days: int, as_of: datetime = AS_OF) -> Measured:
    from transforms.ranking import RankingRules, rank

    def once(connection: duckdb.DuckDBPyConnection) -> None:
        rank(connection, _relations(days), [as_of], RankingRules("UTC", TOP_N))

    return _fastest(once, "ranked_views", days)


def _trending(days: int) -> Measured:
    from settings.sections import Trending
    from transforms.ranking import RankingRules, TrendingRules, rank_trending

    def once(connection: duckdb.DuckDBPyConnection) -> None:
        rules = TrendingRules(**Trending().model_dump())
        rank_trending(connection, _relations(days), [AS_OF], RankingRules("UTC", TOP_N), rules)

    return _fastest(once, "ranked_trending", days)


def _fastest(once: Callable[[duckdb.DuckDBPyConnection], None], table: str, days: int) -> Measured:
    """Return the fastest of RUNS: an open connection is what a scheduled task has after its first statement."""
    seconds = []
    with open_duckdb() as connection:
        connection.execute(f"SET threads = {THREADS}; SET preserve_insertion_order = false")
        for _ in range(RUNS):
            started = time.perf_counter()
            once(connection)
            seconds.append(time.perf_counter() - started)
        found = connection.execute(f"SELECT count(*), count(DISTINCT (time_window, scope)) FROM {table}").fetchone()
    rows, lists = found or (0, 0)
    return Measured(f"{days} days of roll-up; {rows:,} rows in {lists} lists; fastest of {RUNS}", seconds=min(seconds))


def _relations(days: int) -> dict[str, str]:
    first = [AS_OF - timedelta(days=number + 1) for number in range(days)]
    folder = _folder()

    def files(kind: str) -> str:
        return "read_parquet([" + ", ".join(f"'{folder}/{kind}-{day:%m%d}.parquet'" for day in first) + "])"

    def nothing(table: str) -> str:
        columns = ", ".join(f"NULL::{column.type} AS {column.name}" for column in CONTRACTS[table].columns)
        return f"(SELECT {columns} WHERE FALSE)"

    return {
        "page_view_hourly": files("hourly"),
        "page_view_daily": files("daily"),
        "article": f"read_parquet('{folder}/article.parquet')",
        "page_view_event": nothing("page_view_event"),
        "article_url": nothing("article_url"),
    }


def _folder() -> Path:
    return work_folder() / "roll_ups"


PARTS = (
    Part(make_roll_ups),
    *(
        Part(part, (make_roll_ups,))
        for part in (rank_day, rank_month, rank_day_rolling, rank_month_rolling, trending_day, trending_month)
    ),
)
