"""The figures of the report, each block by one query of queries/, with text made safe to show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from exports.outside import plain_text, web_url

QUERIES = Path(__file__).with_name("queries")
OUTCOME_DAYS = 7
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Blocks of rows, a row a dict by column: instants in the site's zone, text on one line, URLs http(s) or None."""

    as_of: datetime | None
    """The hour that the newest rankings were made for; without rankings the end of the last hour with views."""
    blocks: dict[str, Rows]

    def __getitem__(self, block: str) -> Rows:
        """Return the rows of a block."""
        return self.blocks[block]


def read_figures(connection: duckdb.DuckDBPyConnection, zone: ZoneInfo, places: int) -> Figures:
    """Run every query of queries/ on the lake that is attached as `lake`; lists have `places` places."""
    # Variables are constants to the planner: files of other days are not read.
    as_of, oldest = _hours(connection)
    variables = {"as_of": as_of, "oldest_as_of": oldest, "first_day": _first_day(as_of, zone), "zone": zone.key,
                 "places": places}  # fmt: skip
    for name, value in variables.items():
        kind = "::TIMESTAMPTZ" if isinstance(value, datetime) or value is None else ""
        connection.execute(f"SET VARIABLE {name} = ?{kind}", [value])
    blocks = {file.stem: _rows(connection, file, zone) for file in sorted(QUERIES.glob("*.sql"))}
    return Figures(as_of.astimezone(zone) if as_of else None, blocks)


def _hours(connection: duckdb.DuckDBPyConnection) -> tuple[datetime | None, datetime | None]:
    """Return the newest and the oldest as-of hour of the newest lists."""
    newest, oldest, last_hour = connection.execute(
        "SELECT max(as_of), min(as_of), (SELECT max(hour_at) + INTERVAL 1 HOUR FROM lake.page_view_hourly) "
        "FROM lake.ranking_newest"
    ).fetchone() or (None, None, None)
    return newest or last_hour, oldest


def _first_day(as_of: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return the midnight that begins the first of the site days that outcomes are shown of."""
    if as_of is None:
        return None
    last = (as_of - timedelta(microseconds=1)).astimezone(zone)
    return (last - timedelta(days=OUTCOME_DAYS - 1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _rows(connection: duckdb.DuckDBPyConnection, file: Path, zone: ZoneInfo) -> Rows:
    cursor = connection.execute(file.read_text(encoding="utf-8"))
    names = [column[0] for column in cursor.description or []]
    return [
        {name: _shown(name, value, zone) for name, value in zip(names, row, strict=True)} for row in cursor.fetchall()
    ]


def _shown(name: str, value: Any, zone: ZoneInfo) -> Any:
    if name == "url":
        return web_url(value)
    if isinstance(value, datetime):
        return value.astimezone(zone)
    return plain_text(value) if isinstance(value, str) else value
