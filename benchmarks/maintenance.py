"""A lake after a month of hourly runs, before and after maintenance, beside one freshly written with the same rows."""

import os
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks.part import Measured, Part, work_folder

if TYPE_CHECKING:
    from lake import LakeLocation

DAYS = int(os.environ.get("BENCH_DAYS", "30"))
FIRST_HOUR = datetime(2025, 6, 1, tzinfo=UTC)
EVENTS_AN_HOUR = 2_000
PAGES = 400
ROUNDS = 15

MONTH, DAY = f"TIMESTAMPTZ '{FIRST_HOUR}'", f"TIMESTAMPTZ '{FIRST_HOUR + timedelta(days=DAYS // 2)}'"
QUERIES = {
    "most_viewed()": "FROM most_viewed()",
    "hourly month": "SELECT page_id, sum(views) FROM page_view_hourly "
    f"WHERE hour_at >= {MONTH} AND hour_at < {MONTH} + INTERVAL 30 DAY GROUP BY page_id ORDER BY 2 DESC LIMIT 10",
    "event day": "SELECT outcome, count(*), count(DISTINCT visitor_id) FROM page_view_event "
    f"WHERE event_at >= {DAY} AND event_at < {DAY} + INTERVAL 1 DAY GROUP BY outcome",
}
"""What analysts and the website ask."""

ROWS = {
    # Table -> its rows of the hour $hour, the run $number.
    "page_view_event": f"""
        SELECT 'web' AS source, $number * 1000000 + i AS event_id, FALSE AS has_event_key,
            $hour::TIMESTAMPTZ + to_milliseconds(i * {3_600_000 // EVENTS_AN_HOUR}) AS event_at,
            hash($number, i % 700)::HUGEINT % 4611686018427387904 AS visitor_id, FALSE AS visitor_persists,
            'page' || lpad((hash(i) % {PAGES})::VARCHAR, 8, '2') AS page_id, 'PT' AS country, i % 40 AS user_agent_id,
            'view' AS outcome, 'file' || $number AS source_file_id, i AS source_position
        FROM range(1, {EVENTS_AN_HOUR} + 1) AS r (i)""",
    "visitor_signal": """
        SELECT 'web' AS source, i AS event_id, $hour::TIMESTAMPTZ AS event_at, i AS visitor_id, 'error' AS signal,
            'file' || $number AS source_file_id, -i AS source_position FROM range(1, 20) AS r (i)""",
    "page": """
        SELECT 'p' || lpad(($number * 5 + i)::VARCHAR, 11, '2') AS page_id,
            'https://courier.example/' || ($number * 5 + i) AS page_url FROM range(5) AS r (i)""",
    "article": f"""
        SELECT 'page' || lpad(i::VARCHAR, 8, '2') AS article_id, 'Story ' || i AS headline, 'World' AS article_section,
            $hour::TIMESTAMPTZ AS date_published, repeat('A paragraph of story ' || i || '. ', 100) AS article_body
        FROM range($number % {PAGES}, $number % {PAGES} + 1) AS r (i) WHERE $number < {PAGES}""",
    "source_file": "SELECT 'file' || $number AS source_file_id, 'web' AS source, 'a.log' AS file_name, 9 AS size_bytes",
    "hour_status": """
        SELECT $hour::TIMESTAMPTZ AS hour_at, $hour::TIMESTAMPTZ AS opened_at, $hour::TIMESTAMPTZ AS closes_at,
            TRUE AS is_final""",
    "quality_result": """
        SELECT 'run' || $number AS run_id, 'page_view_event' AS table_name, 'file' || $number AS source_file_id,
            'check' || i AS check_name, TRUE AS success FROM range(60) AS r (i)""",
}

REPLACED = {
    "page_view_hourly": """
        SELECT $hour::TIMESTAMPTZ AS hour_at, page_id, country, count(*) AS views, count(DISTINCT visitor_id) AS
            unique_visitors, max(event_at) AS last_viewed_at, FALSE AS is_final FROM made_event GROUP BY ALL""",
    "article_ranking": """
        SELECT $hour::TIMESTAMPTZ AS as_of, w AS time_window, 'all' AS scope, p::INTEGER AS position,
            p::INTEGER AS rank, 'page' || lpad(p::VARCHAR, 8, '2') AS article_id, 1000 - p AS views
        FROM range(1, 101) AS r (p), unnest(['1h', '3h', '24h']) AS u (w)""",
}
"""Tables whose day is written again with each hour."""


def month_of_hours() -> Measured:
    """Publish every hour in a commit of its own, as hourly runs do."""
    import lake

    def publish(transaction: lake.Transaction) -> None:
        execute = transaction.connection.execute
        moment = {"hour": hour.isoformat(), "number": number}
        for table, rows in (ROWS | REPLACED).items():
            made = "made_event" if table == "page_view_event" else "made"
            given = {name: value for name, value in moment.items() if f"${name}" in rows}
            execute(f"CREATE OR REPLACE TEMP TABLE {made} AS {_whole(table, rows)}", given)
            if table in ROWS:
                transaction.append(table, f"temp.{made}")
                continue
            column = "hour_at" if table == "page_view_hourly" else "as_of"
            condition = f"{column} = TIMESTAMPTZ '{hour.isoformat()}'"
            transaction.replace(table, "temp.made", condition, f"date_trunc('day', {column}) = '{hour.date()}'")
        newest = "(SELECT w AS time_window, TIMESTAMPTZ '{}' AS as_of, ['all'] AS scopes FROM unnest({}) AS u (w))"
        newest = newest.format(hour.isoformat(), ["1h", "3h", "24h"])
        transaction.replace_partitions("ranking_newest", newest, "TRUE")

    for number in range(24 * DAYS):
        hour = FIRST_HOUR + timedelta(hours=number)
        lake.commit(_location("month"), publish, run_id=f"hour_{number}", message="bench")
    return Measured(f"{DAYS} days, {24 * DAYS} commits", 24 * DAYS * EVENTS_AN_HOUR, "events")


def fresh_month() -> Measured:
    """Write the same rows into a new lake, each table at once."""
    import lake
    from schemas import CONTRACTS

    folder = work_folder() / "copied"
    folder.mkdir(exist_ok=True)
    with lake.connect(_location("month")) as connection:
        for table in CONTRACTS:
            connection.execute(f"COPY (FROM lake.{table}) TO '{folder}/{table}.parquet' (FORMAT parquet)")

    def write(transaction: lake.Transaction) -> None:
        for table in CONTRACTS:
            transaction.append(table, lake.parquet(folder / f"{table}.parquet"))

    lake.commit(_location("fresh"), write, run_id="fresh", message="bench")
    return Measured("the same rows, each table at once")


def month_before() -> Measured:
    """Ask the lake as the hourly runs left it."""
    return _beside_fresh()


def maintain_month() -> Measured:
    """Compact, expire and clean up what a month left, as one night's run would."""
    from lake.maintenance import compact, expire, remove_unused

    location, later = _location("month"), datetime.now(UTC) + timedelta(days=3)
    compacted = compact(location, "maintenance")
    expired = expire(location, later)
    removed = remove_unused(location, later)
    return Measured(f"{compacted['merged']:,} files merged, {expired} snapshots, {removed['unused']:,} files removed")


def month_after() -> Measured:
    """Ask it again."""
    return _beside_fresh()


def _beside_fresh() -> Measured:
    """Return files and times of the old lake, in times of the fresh one's; both are asked in turn."""
    import lake

    seconds: dict[str, dict[str, list[float]]] = {name: {"month": [], "fresh": []} for name in QUERIES}
    with lake.connect(_location("month")) as month, lake.connect(_location("fresh")) as fresh:
        for _ in range(ROUNDS):
            for name, query in QUERIES.items():
                for place, connection in (("month", month), ("fresh", fresh)):
                    started = time.perf_counter()
                    connection.execute(query).fetchall()
                    seconds[name][place].append(time.perf_counter() - started)
    told = [
        f"{name} {_median(of['month']) * 1000:.0f} ms, {_median(of['month']) / _median(of['fresh']):.2f} x"
        for name, of in seconds.items()
    ]
    files = {place: sum(1 for _ in (work_folder() / place / "data").rglob("*.parquet")) for place in ("month", "fresh")}
    return Measured(f"{files['month']:,} files, fresh {files['fresh']:,}; times of fresh: {'; '.join(told)}")


def _median(seconds: Sequence[float]) -> float:
    """Return the median without the first, which finds nothing in memory."""
    return statistics.median(seconds[1:])


def _whole(table: str, rows: str) -> str:
    """Return the query of `rows` with all columns of `table`; those that it lacks are NULL."""
    from schemas import CONTRACTS

    empty = ", ".join(f"NULL::{column.type} AS {column.name}" for column in CONTRACTS[table].columns)
    return f"SELECT * FROM (SELECT {empty} WHERE FALSE UNION ALL BY NAME {rows})"


def _location(name: str) -> "LakeLocation":
    import lake

    folder = work_folder() / name
    return lake.LakeLocation(folder / "catalog.sqlite", folder / "data")


PARTS = (
    Part(month_of_hours),
    Part(fresh_month, (month_of_hours,)),
    Part(month_before, (fresh_month,)),
    Part(maintain_month, (month_of_hours,)),
    Part(month_after, (fresh_month, maintain_month)),
)
