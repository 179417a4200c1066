"""Rows that the gate refused, as quarantine has them (JSON), back to rows of their table."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from dags.steps.page_view_parts import open_duckdb
from dags.steps.release_choice import Row
from dags.steps.release_tries import Fate
from lake import StagedParts
from schemas import CONTRACTS, Column, Contract

WHEN = {"page_view_event": ("event_at", "event", "late_closed"), "visitor_signal": ("event_at", "signal", "not_page"),
        "page_view_count": ("hour_at", "count", "late_closed")}  # fmt: skip
"""Table -> its time, what its rows are released as, and as what where their hour is closed."""

RECORD = {"record": pa.string(), "source_file_id": pa.string(), "source_position": pa.int64()}


def rows_of_records(connection: duckdb.DuckDBPyConnection, contract: Contract, rows: Sequence[Row]) -> pa.Table:
    """Return the rows of `contract` that the records of `rows` hold, in their order; what can't be read is NULL.

    A row is at the place that quarantine tells.
    """
    records = pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in RECORD.items()})
    connection.register("refused_record", records)
    columns = ", ".join(f"{_value(column)} AS {column.name}" for column in contract.columns)
    return connection.execute(
        f"SELECT {columns} FROM (SELECT *, try_cast(record AS JSON) AS held FROM refused_record)"
    ).to_arrow_table()


def stage_rows(staged: StagedParts, rows: Sequence[Row], closed_hours: Sequence[datetime]) -> dict[int, Fate]:
    """Stage the requests that `rows` hold, as ingest would now; return what each became, by its position."""
    fates: dict[int, Fate] = {}
    with open_duckdb() as connection:
        connection.execute("CREATE TEMP TABLE closed_hour AS SELECT unnest($hours::TIMESTAMPTZ[]) AS hour_at",
                           {"hours": list(closed_hours)})  # fmt: skip
        for table, (time, outcome, late) in WHEN.items():
            found = rows_of_records(connection, CONTRACTS[table], [row for row in rows if row["table_name"] == table])
            connection.register("found", found)
            is_late = f"coalesce(date_trunc('hour', {time}) IN (SELECT hour_at FROM closed_hour), FALSE)"
            told: list[Any] = connection.execute(f"SELECT source_position, {is_late} FROM found").fetchall()
            fates.update({position: Fate(late if closed else outcome) for position, closed in told})
            staged.append(CONTRACTS[table], connection.execute(f"FROM found WHERE NOT {is_late}").to_arrow_table())
    return fates


def _value(column: Column) -> str:
    """Return the SQL expression that reads `column` from the JSON object `held`."""
    if column.name in {"source_file_id", "source_position"}:
        return column.name
    path = f"'$.\"{column.name}\"'"
    if column.type == "VARCHAR":
        return f"held ->> {path}"
    operator = "->" if column.type.endswith(("]", ")")) else "->>"
    return f"try_cast(held {operator} {path} AS {column.type})"
