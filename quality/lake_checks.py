"""Checks of the lake as a whole: against its own history, between its tables, and keys that nothing else keeps unique.

Each file of lake_checks/ is one check: three comment lines (table, severity, expected), then a query of {subject,
observed, minimum, maximum}; a subject whose observed value lies outside has failed, a bound that is NULL is none.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from schemas import CONTRACTS, Contract

FOLDER = Path(__file__).with_name("lake_checks")
HEAD = re.compile(r"-- (table|severity|expected): (.+)")
MOST_NAMED = 10
"""Failed subjects that a result names."""
DAYS_OF_KEYS = 2
"""Of tables that are partitioned by time, the keys of so many newest days are looked at: older ones were, before."""


@dataclass(frozen=True, slots=True)
class LakeCheck:
    """One check of the lake."""

    name: str
    table: str
    severity: str
    expected: str
    query: str


def lake_checks(tables: Iterable[str]) -> Iterator[LakeCheck]:
    """Yield the checks of lake_checks/, and one of its key for each of `tables`."""
    for file in sorted(FOLDER.glob("*.sql")):
        text = file.read_text(encoding="utf-8")
        lines = (HEAD.fullmatch(line) for line in text.splitlines())
        head = {str(line[1]): str(line[2]) for line in lines if line}
        yield LakeCheck(file.stem, head["table"], head["severity"], head["expected"], text)
    for table in tables:
        yield _unique_key(CONTRACTS[table])


def run_lake_checks(
    connection: duckdb.DuckDBPyConnection, zone: ZoneInfo, as_of: datetime, run_id: str, tables: Iterable[str]
) -> list[dict[str, Any]]:
    """Return a `quality_result` row for each check of the lake that is attached as `lake`, as of an hour."""
    _set_variables(connection, zone, as_of)
    return [_result(connection, check, run_id) for check in lake_checks(tables)]


def _set_variables(connection: duckdb.DuckDBPyConnection, zone: ZoneInfo, as_of: datetime) -> None:
    """Set what the queries read: constants to the planner, so that files of other days are not opened."""
    (last_hour,) = connection.execute("SELECT max(hour_at) FROM lake.page_view_hourly").fetchone() or (None,)
    newest = (last_hour or as_of).astimezone(zone)
    # The last hour of a day makes it complete.
    complete = (newest + timedelta(hours=1)).date() - timedelta(days=1)
    first = datetime(complete.year, complete.month, complete.day, tzinfo=zone) - timedelta(days=7)
    last = datetime(complete.year, complete.month, complete.day, tzinfo=zone) + timedelta(days=1)
    values = {"as_of": as_of, "first_event": first, "last_event": last, "site_date": complete, "zone": zone.key}
    for name, value in values.items():
        connection.execute(f"SET VARIABLE {name} = ?", [value])


def _result(connection: duckdb.DuckDBPyConnection, check: LakeCheck, run_id: str) -> dict[str, Any]:
    subjects = connection.execute(
        f"SELECT subject, observed, minimum, maximum FROM ({check.query}) ORDER BY subject"
    ).fetchall()
    failed = [one for one in subjects if _is_outside(*one[1:])]
    named = [
        {"subject": subject, "observed": _short(observed), "minimum": _short(low), "maximum": _short(high)}
        for subject, observed, low, high in (failed or subjects)[:MOST_NAMED]
    ]
    return {
        "run_id": run_id, "table_name": check.table, "source_file_id": "lake", "check_name": check.name,
        "column_name": "", "severity": check.severity, "success": not failed, "expected": json.dumps(check.expected),
        "observed": json.dumps(named, ensure_ascii=False, default=str), "unexpected_count": len(failed),
        "row_count": len(subjects),
    }  # fmt: skip


def _is_outside(observed: float | None, low: float | None, high: float | None) -> bool:
    if observed is None:
        return False
    return (low is not None and observed < low) or (high is not None and observed > high)


def _short(number: float | None) -> float | None:
    return None if number is None else round(float(number), 4)


def _unique_key(contract: Contract) -> LakeCheck:
    """DuckLake keeps no key unique."""
    key, within = ", ".join(contract.key), ""
    if contract.partitioned_by:
        column = contract.partitioned_by[0].partition("(")[2].rstrip(")")
        within = f"WHERE {column} >= (SELECT max({column}) - INTERVAL {DAYS_OF_KEYS} DAY FROM lake.{contract.table})"
    query = (
        f"SELECT '{key}' AS subject, coalesce(sum(n - 1), 0)::DOUBLE AS observed, 0.0 AS minimum, 0.0 AS maximum "
        f"FROM (SELECT count(*) AS n FROM lake.{contract.table} {within} GROUP BY {key} HAVING count(*) > 1)"
    )
    return LakeCheck("key_is_unique", contract.table, "error", f"no two rows have the same {key}", query)
