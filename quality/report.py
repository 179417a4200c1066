"""What Great Expectations found, as rows of `quality_result`, and the stop that a critical check makes."""

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from quality.duckdb_source import gx_batch
from quality.library import configurations_made_once
from quality.suite import expectation_suite
from schemas import Check, Contract


class CriticalCheckFailed(Exception):  # noqa: N818  # the name says what happened, as the operator reads it
    """A batch must not be published: a critical check failed, or it is no batch of its table at all."""


@dataclass(frozen=True)
class BatchInput:
    """Where a batch came from, as its results and quarantined rows record it."""

    run_id: str
    source: str
    source_file_id: str

    def __str__(self) -> str:
        """Name the input for a message."""
        return f"source {self.source!r}, input {self.source_file_id!r}, run {self.run_id!r}"


def quality_results(
    database: duckdb.DuckDBPyConnection, contract: Contract, batch: Path, rows: int, origin: BatchInput
) -> list[dict[str, Any]]:
    """Run the suite of `contract` on the Parquet file `batch`; return a `quality_result` row per check.

    `database` holds what `make_repeated_keys` found in the file.
    """
    if not contract.checks:
        return []
    by_name = gx_results(database, contract, batch)
    return [result_row(contract, check, by_name[check.name], rows, origin) for check in contract.checks]


def gx_results(database: duckdb.DuckDBPyConnection, contract: Contract, batch: Path) -> dict[str, Any]:
    """Return GX's result for each check by name. Samples of bad values are left out: quarantine has the rows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # duckdb_engine warns that it reflects no indices
        with gx_batch(database, contract, batch) as data, configurations_made_once():
            report = data.validate(
                expectation_suite(contract), result_format={"result_format": "BASIC", "partial_unexpected_count": 0}
            )
    return {result.expectation_config.meta["check"]: result for result in report.results}


def result_row(contract: Contract, check: Check, result: Any, rows: int, origin: BatchInput) -> dict[str, Any]:
    """Return one `quality_result` row. A check that could not be run at all is an error, not a finding."""
    if raised := exception_message(result.exception_info):
        raise RuntimeError(f"{contract.table}: check {check.name} could not be run: {raised}")
    found = result.result
    unexpected = found.get("observed_value") if check.kind == "condition" else found.get("unexpected_count")
    observed = found.get("observed_value", {"unexpected_count": unexpected or 0})
    kwargs = {name: value for name, value in result.expectation_config.kwargs.items() if name != "batch_id"}
    return {
        "run_id": origin.run_id,
        "table_name": contract.table,
        "source_file_id": origin.source_file_id,
        "check_name": check.name,
        "column_name": ",".join(check.columns),
        "severity": check.severity,
        "success": bool(result.success),
        "expected": json.dumps(kwargs, default=str, sort_keys=True),
        "observed": json.dumps(observed, default=str, sort_keys=True),
        "unexpected_count": None if check.kind == "row_count" else int(unexpected or 0),
        "row_count": rows,
    }


def exception_message(info: dict[str, Any]) -> str:
    """Return the first exception of a GX result, empty where it ran. GX nests them by metric, or not."""
    nested = [info, *(value for value in info.values() if isinstance(value, dict))]
    return next((str(part["exception_message"]) for part in nested if part.get("raised_exception")), "")


def raise_for_critical(
    contract: Contract, results: list[dict[str, Any]], results_path: Path, origin: BatchInput
) -> None:
    """Raise CriticalCheckFailed if a critical check of `results` failed, naming each that did."""
    failed = [row for row in results if row["severity"] == "critical" and not row["success"]]
    if not failed:
        return
    findings = "; ".join(
        f"check {row['check_name']} expected {row['expected']}, observed {row['observed']} in {row['row_count']} rows"
        for row in failed
    )
    raise CriticalCheckFailed(
        f"{contract.table}: {origin}: {findings}. Nothing was published. Every check's result is in {results_path};"
        " correct the source or the reader, then clear the task to run it again."
    )
