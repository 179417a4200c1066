"""Quarantined articles: read again, through the gate, and into the lake by the way of `ingest_articles`."""

import logging
import shutil
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import lake
from dags.steps.articles import GATED, article_tables, merge_articles
from dags.steps.gate import pass_gate
from dags.steps.place import lake_location, staging_folder
from dags.steps.release_choice import Row, still_refused
from dags.steps.release_originals import Entry, article_input, ledger_rows
from dags.steps.release_pages import PagesAgain
from dags.steps.release_tries import (
    Fate,
    TriedInput,
    Try,
    begin_release,
    forget,
    note_release,
    refused_by_gate,
    settle_ledger,
    stays,
)
from lake.publish import Transaction
from schemas import CONTRACTS
from settings import Settings

log = logging.getLogger("newslake.release")

HELD_AS = "quarantined"
"""The ledger's outcome of refused articles."""


def try_articles(settings: Settings, chosen: Path, run_id: str) -> list[TriedInput]:
    """Read the chosen articles again, input by input, and pass what they give through the gate."""
    rows = still_refused(settings, chosen, ("article",))
    entries = ledger_rows(settings, (row["source_file_id"] for row in rows))
    by_input = groupby(rows, key=lambda row: row["source_file_id"])
    return [_try_input(settings, entries.get(name), list(of_input), run_id) for name, of_input in by_input]


def release_articles(settings: Settings, chosen: Path, run_id: str, as_of: datetime) -> dict[str, Any]:
    """Publish those of the chosen articles that pass now, in one transaction with the hours that they touch."""
    inputs = try_articles(settings, chosen, run_id)
    if not inputs:
        return {"released": 0, "stayed": 0, "touched_hours": []}

    def work(transaction: Transaction) -> tuple[dict[str, int], list[datetime]]:
        begin_release(transaction, inputs)
        settle_ledger(transaction, "outcome")
        batches = [dict(tried.batch) for tried in inputs if tried.batch and tried.batch["verdicts"]]
        hours = merge_articles(transaction, settings, batches, as_of)
        note_release(transaction, inputs, run_id, as_of)
        transaction.notes.update(touched_hours=hours)
        return {name: transaction.notes[name] for name in ("released", "stayed")}, hours

    done, hours = lake.commit(lake_location(settings), work, run_id=run_id, message="release_quarantined")
    forget(inputs)
    log.info("released %d articles, %d stay in quarantine", *done.values())
    return {**done, "touched_hours": [hour.isoformat() for hour in hours]}


def _try_input(settings: Settings, entry: Entry | None, rows: Sequence[Row], run_id: str) -> TriedInput:
    if entry is None:
        return TriedInput([Try(row, stays("original_gone"), HELD_AS) for row in rows])
    source = next((one for one in settings.article_source if one.name == entry["source"]), None)
    if source is None:
        return TriedInput([Try(row, stays("source_not_in_settings"), HELD_AS) for row in rows])
    again = PagesAgain(settings, source)
    if place := article_input(settings, source, entry):
        again.from_input(place, rows)
    again.from_quarantine([row for row in rows if not _is_told(again, row)])
    batch, fates = _judge(settings, entry, again, run_id)
    other = stays("original_gone")
    return TriedInput([Try(row, fates.get(row["quarantined_record_id"], other), HELD_AS) for row in rows], batch)


def _is_told(again: PagesAgain, row: Row) -> bool:
    return row["quarantined_record_id"] in again.articles or row["quarantined_record_id"] in again.fates


def _judge(
    settings: Settings, entry: Entry, again: PagesAgain, run_id: str
) -> tuple[dict[str, Any] | None, dict[str, Fate]]:
    """Pass the articles through the gate; return the batch and what became of each record.

    Of two contents of an article the newest stands for both, as in an input that is read for the first time.
    """
    if not again.articles:
        return None, again.fates
    folder = staging_folder(settings, run_id) / "release" / entry["source_file_id"]
    shutil.rmtree(folder, ignore_errors=True)
    tables = article_tables(list(again.articles.values()), again.urls)
    staged = {table: lake.stage(CONTRACTS[table], rows, folder / f"{table}.parquet") for table, rows in tables.items()}
    batch = pass_gate(
        {"source": entry["source"], "source_file_id": entry["source_file_id"], "folder": str(folder),
         "staged": {table: str(file) for table, file in staged.items()}},
        GATED, run_id,
    )  # fmt: skip
    failed = refused_by_gate(batch, "article")
    checks = {row["article_id"]: failed.get(number) for number, row in enumerate(tables["article"], 1)}
    newest = {id(row) for row in tables["article"]}
    fates = dict(again.fates)
    for identifier, article in again.articles.items():
        if refused := checks[article["article_id"]]:
            fates[identifier] = stays("failed_again", refused)
        else:
            fates[identifier] = Fate("article" if id(article) in newest else "duplicate")
    return batch, fates
