"""A batch at the gate, and what the gate said of it in the lake."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dags.steps.place import staging_folder
from lake.analyst import literal
from lake.publish import Transaction, parquet
from quality import Verdict
from quality import validate as validate_batch
from quality.library import great_expectations
from schemas import CONTRACTS
from settings import Settings


def load_gate() -> None:
    """Import what judges, which takes seconds: before the lake's lock is taken, for what passes the gate under it."""
    great_expectations()


def pass_gate(batch: dict[str, Any], tables: Iterable[str], run_id: str) -> dict[str, Any]:
    """Return `batch` with a verdict for each of `tables` that it has staged.

    `good` is the FROM item of the rows that pass; `quarantined` and `results` are files.
    """
    verdicts = {}
    for table in tables:
        if table not in batch["staged"]:
            continue
        verdict = validate_batch(
            CONTRACTS[table], Path(batch["staged"][table]), run_id=run_id, source=batch["source"],
            source_file_id=batch["source_file_id"],
        )  # fmt: skip
        verdicts[table] = {
            "good": verdict.good, "quarantined": str(verdict.quarantined), "results": str(verdict.results),
            "good_rows": verdict.good_rows, "quarantined_rows": verdict.quarantined_rows,
        }  # fmt: skip
    return {**batch, "verdicts": verdicts}


def together(relations: Sequence[str]) -> str:
    """Return the FROM item of the rows of all `relations` (FROM items of one table's rows)."""
    return f"({' UNION ALL '.join(f'FROM {relation}' for relation in relations)})"


def append_verdicts(transaction: Transaction, batch: dict[str, Any]) -> None:
    """Add what the gate refused of `batch`, and every check's result."""
    verdicts = batch["verdicts"].values()
    if verdicts:
        refused = [verdict["quarantined"] for verdict in verdicts if verdict["quarantined_rows"]]
        _append_said(transaction, refused, [verdict["results"] for verdict in verdicts])


def withdraw_verdicts(transaction: Transaction, batches: Sequence[Mapping[str, Any]]) -> None:
    """Take back what this run said of `batches` that no ledger lists: its task was killed behind its commit.

    Files of other runs are not read for it: they have other runs' ids, as the catalog knows.
    """
    if batches:
        inputs = ", ".join(literal(batch["source_file_id"]) for batch in batches)
        for table in ("quality_result", "quarantined_record"):
            transaction.delete(table, f"run_id = {literal(transaction.run_id)} AND source_file_id IN ({inputs})")


def rows_of(batches: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return what a commit notes of `batches`: rows read, and rows refused, by the reader or the gate."""
    read = refused = 0
    for batch in batches:
        counts = batch["counts"]
        read += counts["received"]
        refused += counts.get("invalid", 0) + counts.get("quarantined", 0)
        refused += sum(verdict["quarantined_rows"] for verdict in batch["verdicts"].values())
    return {"rows_read": read, "rows_refused": refused}


@contextmanager
def through_gate(transaction: Transaction, settings: Settings, table: str, relation: str, part: str) -> Iterator[str]:
    """Pass what a transaction has computed for `table` through the gate, yield the FROM item of good rows.

    What the gate says lands in the transaction too; else as `computed`.
    """
    with computed(transaction, settings, table, relation, part) as verdict:
        append_said(transaction, verdict)
        yield verdict.good


@contextmanager
def computed(transaction: Transaction, settings: Settings, table: str, relation: str, part: str) -> Iterator[Verdict]:
    """Stage what a transaction has computed for `table` as `relation`, and yield what the gate says of it.

    `part` names the batch within the run, in the place of an input. What was staged goes at the block's end; where the
    gate stopped it, it stays for the run's page.
    """
    contract, run_id = CONTRACTS[table], transaction.run_id
    file = staging_folder(settings, run_id) / table / f"{part}.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    columns = ", ".join(f"{column.name}::{column.type} AS {column.name}" for column in contract.columns)
    transaction.connection.execute(
        f"COPY (SELECT {columns} FROM {relation}) TO {literal(str(file))} (FORMAT parquet, COMPRESSION zstd)"
    )
    yield validate_batch(contract, file, run_id=run_id, source="lake", source_file_id=part)
    for staged in file.parent.glob(f"{part}.*"):
        staged.unlink()


def append_said(transaction: Transaction, *verdicts: Verdict) -> None:
    """Add what the gate refused of computed batches, and every check's result, by one INSERT each."""
    refused = [verdict.quarantined for verdict in verdicts if verdict.quarantined_rows]
    _append_said(transaction, refused, [verdict.results for verdict in verdicts])


def _append_said(transaction: Transaction, refused: Sequence[Path | str], results: Sequence[Path | str]) -> None:
    if refused:  # an INSERT of nothing takes its time too, under the lock
        transaction.append("quarantined_record", parquet(*refused))
    transaction.append("quality_result", parquet(*results))
