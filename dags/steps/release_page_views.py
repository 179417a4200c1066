"""Quarantined requests: read again, through the gate, and into the lake by the way of `ingest_page_views`."""

import logging
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import lake
from dags.steps.gate import pass_gate, together
from dags.steps.page_view_input import CHECKED, input_origin
from dags.steps.page_view_parts import open_duckdb
from dags.steps.page_view_publish import HOURS_OF, append_counts, bring_in
from dags.steps.place import lake_location, staging_folder
from dags.steps.release_choice import PAGE_VIEW_TABLES, Row, still_refused
from dags.steps.release_lines import Rereader
from dags.steps.release_masked import adopt_in_release
from dags.steps.release_originals import Entry, ledger_rows, log_file
from dags.steps.release_rows import stage_rows
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
from dags.steps.roll_up_days import roll_up_ended_days
from lake import StagedParts
from lake.publish import Transaction
from settings import PageViewSource, Settings
from sources.page_view import Format, detect, format_named
from transforms.page_view.events import record_id

log = logging.getLogger("newslake.release")

HELD_AS = {"visitor_signal": "not_page"}
"""Table -> the ledger's outcome of its refused rows; the others are held as `invalid`."""

BECOMES = """
CASE
    WHEN outcome IN ('event', 'event_masked') THEN NULL
    WHEN outcome IN ('signal', 'not_page') THEN 'not_page'
    WHEN outcome <> 'count' THEN outcome
    WHEN (source_file_id, source_position) IN (SELECT (source_file_id, source_position) FROM temp.counted) THEN 'view'
    ELSE 'duplicate'
END"""
"""The ledger's outcome of a released record; the roll-up counts the events."""


def try_page_views(settings: Settings, chosen: Path, run_id: str, as_of: datetime) -> list[TriedInput]:
    """Read the chosen requests again, input by input, and pass what they give through the gate."""
    rows = still_refused(settings, chosen, PAGE_VIEW_TABLES)
    entries = ledger_rows(settings, (row["source_file_id"] for row in rows))
    by_input = groupby(rows, key=lambda row: row["source_file_id"])
    return [_try_input(settings, entries.get(name), list(of_input), run_id, as_of) for name, of_input in by_input]


def release_page_views(settings: Settings, chosen: Path, run_id: str, as_of: datetime) -> dict[str, Any]:
    """Publish those of the chosen requests that pass now, in one transaction with the hours that they touch."""
    inputs = try_page_views(settings, chosen, run_id, as_of)
    if not inputs:
        return {"released": 0, "stayed": 0, "touched_hours": []}

    def work(transaction: Transaction) -> tuple[dict[str, int], list[datetime]]:
        begin_release(transaction, inputs)
        rows = _bring_rows(transaction, inputs)
        settle_ledger(transaction, BECOMES)
        hours = sorted(bring_in(transaction, settings, rows, as_of, set()))
        roll_up_ended_days(transaction, settings, hours, as_of)
        note_release(transaction, inputs, run_id, as_of)
        transaction.notes.update(touched_hours=hours)
        return {name: transaction.notes[name] for name in ("released", "stayed")}, hours

    done, hours = lake.commit(lake_location(settings), work, run_id=run_id, message="release_quarantined")
    forget(inputs)
    log.info("released %d requests, %d stay in quarantine; %d hours rolled up", *done.values(), len(hours))
    return {**done, "touched_hours": [hour.isoformat() for hour in hours]}


def _try_input(
    settings: Settings, entry: Entry | None, rows: Sequence[Row], run_id: str, as_of: datetime
) -> TriedInput:
    if entry is None:
        return _tried(rows, {}, stays("original_gone"))
    source = next((one for one in settings.page_view_source if one.name == entry["source"]), None)
    if source is None:
        return _tried(rows, {}, stays("source_not_in_settings"))
    path = log_file(settings, source, entry)
    form = _format(source, entry, path)
    if form.kind != _kind(entry):
        return _tried(rows, {}, stays("input_is_of_another_format"))
    folder = staging_folder(settings, run_id) / "release" / entry["source_file_id"]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    staged = StagedParts(folder)
    origin = input_origin(settings, source, entry["source_file_id"], run_id, as_of)
    reader = Rereader(settings, source, entry, staged, origin)
    fates: dict[int, Fate] = {}
    if path:
        reader.from_file(path, form, rows)
    else:
        lines = [row for row in rows if _is_line(row)]
        if lines and form.kind == "lines":
            reader.from_quarantine(form, lines)
        fates = stage_rows(staged, [row for row in rows if not _is_line(row)], origin.closed_hours)
    files = {table: str(file) for table, file in staged.close().items()}
    batch = pass_gate(
        {"source": source.name, "source_file_id": entry["source_file_id"], "folder": str(folder), "staged": files},
        CHECKED, run_id,
    )  # fmt: skip
    fates = {**reader.fates, **fates}
    for table in PAGE_VIEW_TABLES:
        fates.update({place: stays("failed_again", checks) for place, checks in refused_by_gate(batch, table).items()})
    return _tried(rows, fates, stays("original_gone"), batch)


def _tried(rows: Sequence[Row], fates: dict[int, Fate], other: Fate, batch: dict[str, Any] | None = None) -> TriedInput:
    return TriedInput(
        [Try(row, fates.get(row["source_position"], other), HELD_AS.get(row["table_name"], "invalid")) for row in rows],
        batch,
    )


def _is_line(row: Row) -> bool:
    """Say whether the record is a line as it came; those that the gate refused are rows as JSON."""
    return bool(row["quarantined_record_id"] == record_id(row["source_file_id"], row["source_position"]))


def _format(source: PageViewSource, entry: Entry, path: Path | None) -> Format:
    """Return the format by which the input is read now: the settings' word, else what its content tells."""
    name = source.format
    if name == "auto" and path:
        with open_duckdb() as connection:
            name = detect(connection, path)
    return format_named(entry["format"] if name == "auto" else name, source.log_format)


def _kind(entry: Entry) -> str:
    return "lines" if entry["format"] == "custom" else format_named(entry["format"]).kind


def _bring_rows(transaction: Transaction, inputs: Sequence[TriedInput]) -> dict[str, str | None]:
    """Put the released rows in that are not rolled up; return the FROM items of HOURS_OF for the roll-up."""
    connection = transaction.connection
    place = "(source_file_id, source_position)"
    is_released = f"{place} IN (SELECT {place} FROM temp.tried WHERE is_released)"
    connection.execute("CREATE OR REPLACE TEMP TABLE counted AS FROM lake.page_view_count LIMIT 0")
    for table in ("page", "user_agent"):
        for rows_of_input in _good(inputs, table):
            transaction.append_new(table, rows_of_input)
    for counts in _good(inputs, "page_view_count"):  # one by one: two inputs may have counted the same
        append_counts(transaction, f"(SELECT * FROM {counts} WHERE {is_released})")
        connection.execute("INSERT INTO counted FROM temp.new_count")
    rows: dict[str, str | None] = dict.fromkeys(HOURS_OF)
    for table in ("page_view_event", "visitor_signal"):
        if good := list(_good(inputs, table)):
            name = f"released_{table}"
            connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {together(good)} WHERE {is_released}"
            )
            rows[table] = f"temp.{name}"
    if signals := rows["visitor_signal"]:
        transaction.append("visitor_signal", signals)
    if events := rows["page_view_event"]:
        adopt_in_release(transaction, events)
    return {**rows, "page_view_count": "temp.counted"}


def _good(inputs: Iterable[TriedInput], table: str) -> Iterator[str]:
    """Yield the FROM items of the good rows of `table`, one an input."""
    for tried in inputs:
        if tried.batch and table in tried.batch["verdicts"]:
            yield tried.batch["verdicts"][table]["good"]
