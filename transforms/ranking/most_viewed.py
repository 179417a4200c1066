"""Rank the most viewed articles for given as-of hours."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from schemas.ranking import CALENDAR_WINDOWS, ROLLING_WINDOWS

SQL = Path(__file__).parent
HOUR = timedelta(hours=1)
INPUTS = ("page_view_hourly", "page_view_daily", "article")


def as_of_hours(touched: Iterable[datetime], last_hour: datetime, time_zone: str) -> list[datetime]:
    """Return the as-of hours whose rankings the `touched` UTC hours take part in, in order.

    A touched hour is inside the rolling windows of the 24 hours that follow and is the step before of one more;
    of calendar windows, inside those that end with the 30 site days from its own on, and one more. Nothing is
    ranked later than the hour after `last_hour`, the newest hour with views.
    """
    newest = last_hour + HOUR
    longest = max(ROLLING_WINDOWS.values()) + 1
    zone = ZoneInfo(time_zone)
    hours: set[datetime] = set()
    for hour in touched:
        hours.update(hour + HOUR * step for step in range(1, longest + 1))
        hours.update(_after_midnights(hour, max(CALENDAR_WINDOWS.values()) + 1, zone))
    return sorted(hour for hour in hours if hour <= newest)


def _after_midnights(hour: datetime, days: int, zone: ZoneInfo) -> Iterable[datetime]:
    """Yield the first whole hour at or after each of the `days` site midnights that follow `hour`."""
    first = hour.astimezone(zone).date()
    for step in range(1, days + 2):
        midnight = datetime.combine(first + timedelta(days=step), datetime.min.time(), zone).astimezone(hour.tzinfo)
        whole = midnight.replace(minute=0, second=0, microsecond=0)
        yield whole if whole == midnight else whole + HOUR


def rank(
    connection: duckdb.DuckDBPyConnection,
    relations: Mapping[str, str],
    as_of: Sequence[datetime],
    *,
    time_zone: str,
    top_n: int,
) -> None:
    """Make the temporary table `ranked`: rows of contract article_ranking for the hours `as_of`.

    `relations` gives a FROM item for each of INPUTS.
    """
    for name in INPUTS:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {relations[name]}")
    connection.execute("CREATE OR REPLACE TEMP TABLE as_of_hour (as_of TIMESTAMPTZ)")
    connection.execute("INSERT INTO as_of_hour SELECT unnest($hours)", {"hours": list(as_of)})
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE ranking_window AS {_sql('window')}",
        {
            "time_zone": time_zone,
            "rolling": {"key": list(ROLLING_WINDOWS), "value": list(ROLLING_WINDOWS.values())},
            "calendar": {"key": list(CALENDAR_WINDOWS), "value": list(CALENDAR_WINDOWS.values())},
        },
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE ranked AS {_sql('most_viewed')}", {"time_zone": time_zone, "top_n": top_n}
    )


def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")
