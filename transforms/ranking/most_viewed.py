"""Rank the most viewed articles for given as-of hours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from schemas.ranking import CALENDAR_WINDOWS, ROLLING_WINDOWS
from transforms.engine import make_table
from transforms.page_view.functions import create_functions

make = partial(make_table, Path(__file__).parent)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
INPUTS = ("page_view_hourly", "page_view_daily", "page_view_event", "article", "article_url")


@dataclass(frozen=True, slots=True)
class RankingRules:
    """What is ranked, and how much of it is kept: the settings' [ranking]."""

    time_zone: str
    top_n: int
    max_age_days: int | None = None
    excluded: Sequence[str] = ()
    """article_id of those that are not ranked."""
    country_min_visitors: int = 1000
    country_round_to: int = 100


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
    connection: duckdb.DuckDBPyConnection, relations: Mapping[str, str], as_of: Sequence[datetime], rules: RankingRules
) -> None:
    """Make the temporary table `ranked_views`: rows of contract article_ranking for the hours `as_of`.

    `relations` gives a FROM item for each of INPUTS. Of each only what the windows hold is read.
    """
    create_functions(connection)
    first, last = min(as_of), max(as_of)
    rolling = _between(first - HOUR * (max(ROLLING_WINDOWS.values()) + 1), last)
    calendar = _between(first - DAY * (max(CALENDAR_WINDOWS.values()) + 3), last)
    for name, condition in {
        "page_view_hourly": rolling.format("hour_at"),
        "page_view_daily": calendar.format("site_date"),
        "article_url": "article_id <> page_id",
    }.items():
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {relations[name]} WHERE {condition}")
    for name, condition in (("hour_event", rolling), ("day_event", calendar)):
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {relations['page_view_event']} "
            f"WHERE {condition.format('event_at')}"
        )
    make_hours(connection, "as_of_hour", as_of)
    zone = {"time_zone": rules.time_zone}
    windows = {
        "rolling": {"key": list(ROLLING_WINDOWS), "value": list(ROLLING_WINDOWS.values())},
        "calendar": {"key": list(CALENDAR_WINDOWS), "value": list(CALENDAR_WINDOWS.values())},
    }
    make(connection, "window", {**zone, **windows}, "ranking_window")
    make(connection, "window_hour")
    make(connection, "window_day", zone)
    number_articles(connection, relations["article"], rules)
    make(connection, "article_scope")
    make(connection, "window_views")
    country = {"min_visitors": rules.country_min_visitors, "round_to": rules.country_round_to}
    make(connection, "country_views", country)
    make(connection, "most_viewed", {"top_n": rules.top_n, "max_age_days": rules.max_age_days}, "listing")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE listed AS "
        "SELECT DISTINCT as_of, time_window, article_id FROM listing WHERE NOT starts_with(scope, 'country:')"
    )
    make(connection, "listed_visitors", zone)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE ranked_views AS "
        "SELECT r.* REPLACE (coalesce(r.unique_visitors, v.unique_visitors) AS unique_visitors), CASE "
        "WHEN r.unique_visitors IS NULL THEN v.unique_visitors_kind "
        "WHEN r.time_window IN ('7d', '30d') THEN 'sum_of_days' ELSE 'exact' END AS unique_visitors_kind "
        "FROM listing AS r LEFT JOIN listed_visitors AS v USING (as_of, time_window, article_id)"
    )


def number_articles(connection: duckdb.DuckDBPyConnection, articles: str, rules: RankingRules) -> None:
    """Make the temporary table `article_number` of `articles` (a FROM item)."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW article AS SELECT * FROM {articles}")
    connection.execute("CREATE OR REPLACE TEMP TABLE excluded AS SELECT unnest($ids::VARCHAR[]) AS article_id",
                       {"ids": list(rules.excluded)})  # fmt: skip
    make(connection, "article_number")


def make_hours(connection: duckdb.DuckDBPyConnection, table: str, hours: Sequence[datetime]) -> None:
    """Make the temporary table `table` (as_of) of `hours`."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} (as_of TIMESTAMPTZ)")
    connection.execute(f"INSERT INTO {table} SELECT unnest($hours)", {"hours": list(hours)})


def _between(first: datetime, last: datetime) -> str:
    """Return the condition, for a column to be filled in: constants, so that files outside of it are not opened."""
    return f"{{0}} >= TIMESTAMPTZ '{first.isoformat()}' AND {{0}} < TIMESTAMPTZ '{last.isoformat()}'"
