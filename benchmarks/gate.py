"""One staged batch of a million rows and twelve checks, at our gate and at those that others would build.

Each must find the same broken rows, or its part fails. Ours and pandera on Polars write the refused rows; Great
Expectations on pandas counts and writes nothing, which is the least that it can do.

Seconds are those of the second time in one process: Great Expectations takes some three to be imported, on whatever it
runs.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import events
from benchmarks.part import Measured, Part, work_folder
from schemas import CONTRACTS, Check, Contract
from schemas.patterns import COUNTRY, EARLIEST_VIEW

ROWS = 1_000_000
REQUIRED = ("source", "source_file_id", "event_id", "event_at", "visitor_id", "page_id", "user_agent_id")
KEY = ("source_file_id", "source_position")
CHECKS = (
    Check("unique", KEY),
    *(Check("not_null", (name,)) for name in REQUIRED),
    Check("between", ("event_at",), minimum=EARLIEST_VIEW),
    Check("between", ("source_position",), minimum=1),
    Check("matches", ("country",), pattern=COUNTRY),
    Check("length_between", ("page_id",), minimum=12, maximum=12),
)
CONTRACT = replace(CONTRACTS["page_view_event"], checks=CHECKS)

BROKEN = {
    "event_id": "CASE WHEN n % 1000 = 1 THEN NULL ELSE event_id END",
    "country": "CASE WHEN n % 1000 = 2 THEN 'pt' ELSE country END",
    "event_at": "CASE WHEN n % 1000 = 3 THEN TIMESTAMPTZ '1970-01-01 00:00:00+00' ELSE event_at END",
    "page_id": "CASE n % 1000 WHEN 4 THEN NULL WHEN 5 THEN 'short' ELSE page_id END",
    "source_file_id": "CASE WHEN n % 1000 = 6 THEN 'twice' ELSE 'file' END",
    "source_position": "CASE WHEN n % 1000 = 6 THEN 1 + n // 2000 ELSE n + 1 END",
}
"""Column -> what its rows are broken by: six in a thousand rows, each in one way."""
BROKEN_ROWS = 6 * ROWS // 1000


def make_batch() -> Measured:
    """Write a staged batch of page requests, of which some are broken."""
    replaced = ", ".join(f"{expression} AS {name}" for name, expression in BROKEN.items())
    with events.open_duckdb() as connection:
        hour = events.write_hour(connection, work_folder(), events.START, round(ROWS * 1.1))
        connection.execute(
            f"COPY (SELECT * EXCLUDE n REPLACE ({replaced}) FROM (SELECT *, row_number() OVER () - 1 AS n "
            f"FROM '{hour}' LIMIT {ROWS})) TO '{_batch()}' (FORMAT parquet, COMPRESSION zstd)"
        )
    return Measured("a staged batch", ROWS, "rows")


def gate() -> Measured:
    """Our gate: Great Expectations over DuckDB, and one statement that parts the rows."""
    from quality import validate

    def judge() -> int:
        return validate(CONTRACT, _batch(), run_id="bench", source="bench", source_file_id="bench").quarantined_rows

    return _second(judge, "ours; quarantined rows written")


def gate_gx_pandas() -> Measured:
    """Great Expectations over a pandas data frame, as its tutorials have it."""
    import great_expectations
    import pandas as pd

    from quality.suite import expectation_suite

    columns = list(dict.fromkeys(name for check in CHECKS for name in check.columns))
    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("pandas").add_dataframe_asset("batch")
    definition = asset.add_batch_definition_whole_dataframe("batch")
    suite = expectation_suite(_with_instants(CONTRACT))

    def judge() -> int:
        frame = pd.read_parquet(_batch(), columns=columns)
        report: Any = definition.get_batch({"dataframe": frame}).validate(suite, result_format="BASIC")
        return sum(each.result["unexpected_count"] for each in report.results)

    return _second(judge, "counted, nothing written")


def gate_pandera_polars() -> Measured:
    """Pandera over a Polars data frame, every failure gathered."""
    import pandera.polars as pandera
    import polars as pl

    columns = {name: pandera.Column(nullable=name not in REQUIRED) for name in {*REQUIRED, *KEY, "country"}}
    columns["event_at"].checks = [pandera.Check.ge(pl.Series([EARLIEST_VIEW]).str.to_datetime(time_zone="UTC")[0])]
    columns["source_position"].checks = [pandera.Check.ge(1)]
    columns["country"].checks = [pandera.Check.str_matches(COUNTRY)]
    columns["page_id"].checks = [pandera.Check.str_length(12, 12)]
    schema = pandera.DataFrameSchema(columns, unique=list(KEY))

    def judge() -> int:
        frame = pl.read_parquet(_batch())
        refused = set()
        try:
            schema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            refused = set(errors.failure_cases["index"])
        frame[sorted(refused)].write_parquet(work_folder() / "pandera.quarantined.parquet")
        return len(refused)

    return _second(judge, "quarantined rows written")


def _batch() -> Path:
    return work_folder() / "batch.parquet"


def _with_instants(contract: Contract) -> Contract:
    """Return `contract` with bounds that are instants, where pandas would compare them with text."""
    bounds: dict[str, Any] = {EARLIEST_VIEW: datetime.fromisoformat(EARLIEST_VIEW)}
    checks = (replace(check, minimum=bounds.get(str(check.minimum), check.minimum)) for check in contract.checks)
    return replace(contract, checks=tuple(checks))


def _second(judge: Callable[[], int], what: str) -> Measured:
    """Let `judge` find the broken rows twice and tell of the second time."""
    seconds = 0.0
    for _ in range(2):
        started = time.perf_counter()
        rows = judge()
        seconds = time.perf_counter() - started
        if rows != BROKEN_ROWS:
            raise ValueError(f"{rows} broken rows found, there are {BROKEN_ROWS}")
    return Measured(f"{len(CHECKS)} checks, {BROKEN_ROWS:,} rows refused; {what}", ROWS, "rows", seconds)


PARTS = (Part(make_batch), *(Part(gate_, (make_batch,)) for gate_ in (gate, gate_gx_pandas, gate_pandera_polars)))
