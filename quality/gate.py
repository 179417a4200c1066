"""The gate: judges one staged Parquet batch and parts the good rows from the refused ones."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from quality.failing_rows import failing_rows_sql, identifier, identifiers, literal, make_repeated_keys, parquet
from quality.report import BatchInput, CriticalCheckFailed, quality_results, raise_for_critical
from schemas import Contract
from schemas.arrow import arrow_schema
from schemas.operations import QUALITY_RESULT, QUARANTINED_RECORD, RELEASE_COLUMNS

ROWS_AT_A_TIME = 10_000
"""Rows per Parquet row group, and all that Python holds at once: some 60 MB of long articles."""


@dataclass(frozen=True)
class Verdict:
    """What became of a batch: which rows are good, Parquet files beside it, and how many rows went where."""

    good: str
    """FROM item of the good rows: the batch without those that were refused, which is not written a second time."""
    quarantined: Path
    results: Path
    rows: int
    good_rows: int
    quarantined_rows: int


def validate(contract: Contract, batch: Path, *, run_id: str, source: str, source_file_id: str) -> Verdict:
    """Judge the staged Parquet file `batch` by `contract`; rows that fail no error and no critical check are good.

    Written beside it:
    - `<stem>.quarantined.parquet`: the refused rows, as `quarantined_record`;
    - `<stem>.results.parquet`: a `quality_result` row per check;
    - `<stem>.refused.parquet`: their row numbers.

    Raises CriticalCheckFailed if a critical check fails, once these are written, or if `batch` is
    no Parquet file with the columns and types of `contract`. The same batch gives the same files.
    """
    origin = BatchInput(run_id, source, source_file_id)
    refused, quarantined, results_path = (
        batch.with_name(f"{batch.stem}.{part}.parquet") for part in ("refused", "quarantined", "results")
    )
    with session() as connection, connection.cursor() as beside, ThreadPoolExecutor(1) as judge:
        require_schema(connection, contract, batch, origin)
        rows = pq.read_metadata(batch).num_rows
        make_repeated_keys(connection, contract, str(batch))
        judged = judge.submit(quality_results, beside, contract, batch, rows, origin)
        find_refused_rows(connection, contract, batch)
        connection.execute(f"COPY (SELECT file_row_number FROM refused) TO {literal(str(refused))} (FORMAT parquet)")
        quarantined_rows = write(
            connection, quarantined_sql(contract, batch, origin), quarantined, arrow_schema(QUARANTINED_RECORD)
        )
        results = judged.result()
    pq.write_table(pa.Table.from_pylist(results, arrow_schema(QUALITY_RESULT)), results_path)
    raise_for_critical(contract, results, results_path, origin)
    good = good_rows(contract, batch, refused if quarantined_rows else None)
    return Verdict(good, quarantined, results_path, rows, rows - quarantined_rows, quarantined_rows)


@contextmanager
def session() -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a DuckDB connection of its own, in UTC whatever the machine's zone is."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def require_schema(connection: duckdb.DuckDBPyConnection, contract: Contract, batch: Path, origin: BatchInput) -> None:
    """Raise CriticalCheckFailed unless `batch` has the columns of `contract`, each with its type.

    Types are compared as DuckDB reads them, by the names that contracts use, so that it does not matter
    which library wrote the file.
    """
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {parquet(str(batch))}").fetchall()
    except duckdb.Error as error:
        raise CriticalCheckFailed(
            f"{contract.table}: {origin}: {batch} cannot be read as Parquet: {error}."
            " Clear the task that stages it, then this one."
        ) from error
    found = {name: type_name for name, type_name, *_ in described}
    expected = {column.name: column.type for column in contract.columns}
    differences = [
        f"{name}: expected {expected.get(name, 'no such column')}, observed {found.get(name, 'no such column')}"
        for name in {**expected, **found}
        if expected.get(name) != found.get(name)
    ]
    if differences:
        raise CriticalCheckFailed(
            f"{contract.table}: {origin}: check schema failed for {batch}: {'; '.join(differences)}."
            f" Write the batch with arrow_schema of the contract {contract.table!r}."
        )


def find_refused_rows(connection: duckdb.DuckDBPyConnection, contract: Contract, batch: Path) -> None:
    """Make the temporary table `refused`: file_row_number, failed_checks (of severity error or critical)."""
    refusing = ", ".join(literal(check.name) for check in contract.checks if check.severity != "warning")
    connection.execute(f"""
        CREATE TEMP TABLE refused AS
        SELECT file_row_number, list_filter(failed_checks, lambda name: name IN ({refusing or "''"})) AS failed_checks
        FROM ({failing_rows_sql(contract, str(batch))})
        WHERE len(list_filter(failed_checks, lambda name: name IN ({refusing or "''"}))) > 0""")


def good_rows(contract: Contract, batch: Path, refused: Path | None) -> str:
    """Return the FROM item of the rows of `batch` without those that the file `refused` names, if there is one."""
    columns = identifiers(contract.column_names)
    if refused is None:
        return f"(SELECT {columns} FROM {parquet(str(batch))})"
    return (
        f"(SELECT {columns} FROM {parquet(str(batch), row_numbers=True)} "
        f"WHERE file_row_number NOT IN (SELECT file_row_number FROM {parquet(str(refused))}))"
    )


def quarantined_sql(contract: Contract, batch: Path, origin: BatchInput) -> str:
    """Return the query of the rows in `refused`, as `quarantined_record`.

    A row that carries its own input and place keeps them, because a batch may hold several inputs.
    """
    file_id, position = literal(origin.source_file_id), "file_row_number + 1"
    later = (*RELEASE_COLUMNS, "recorded_at")
    known_later = ", ".join(f"NULL::{QUARANTINED_RECORD.column(name).type} AS {name}" for name in later)
    if "source_file_id" in contract.column_names:
        file_id = f"coalesce(source_file_id, {file_id})"
    if "source_position" in contract.column_names:
        position = f"coalesce(source_position, {position})"
    return f"""
        SELECT
            left(sha256(concat_ws('/', {literal(contract.table)}, source_file_id, source_position)), 16)
                AS quarantined_record_id,
            {literal(contract.table)} AS table_name,
            {literal(origin.source)} AS source,
            source_file_id,
            source_position,
            failed_checks,
            record,
            {literal(origin.run_id)} AS run_id,
            {known_later}
        FROM (
            SELECT file_row_number, {file_id} AS source_file_id, {position} AS source_position,
                refused.failed_checks,
                to_json(struct_pack({struct_fields(contract)}))::VARCHAR AS record
            FROM {parquet(str(batch), row_numbers=True)} AS staged JOIN refused USING (file_row_number)
        )
        ORDER BY file_row_number"""


def struct_fields(contract: Contract) -> str:
    """Return the contract's columns, of the relation `staged`, as the fields of one struct."""
    return ", ".join(f"{identifier(name)} := staged.{identifier(name)}" for name in contract.column_names)


def write(connection: duckdb.DuckDBPyConnection, query: str, path: Path, schema: pa.Schema) -> int:
    """Stream the rows of `query` into a Parquet file of `schema`; return how many there were."""
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        reader: Any = connection.execute(query).to_arrow_reader(ROWS_AT_A_TIME)
        for part in reader:
            writer.write_batch(part.cast(schema))
            rows += part.num_rows
    return rows
