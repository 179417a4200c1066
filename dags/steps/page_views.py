"""The steps of `ingest_page_views`: find, read, validate, publish."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

import lake
from dags.steps.hours import closed_hours, open_hours
from dags.steps.input_files import file_source, new_content, page_view_source
from dags.steps.ledger import append_entry, begin_changes, has_table, ledger_ids
from dags.steps.place import discard_staged, lake_location, staging_folder
from dags.steps.roll_up import NewRows, roll_up_hours, touched_by
from dags.steps.unfinished_line import withdraw
from lake import StagedParts
from lake.publish import Transaction, parquet
from lake.salts import salt_of_day
from quality import validate as validate_batch
from schemas import CONTRACTS
from settings import PageViewSource, Settings
from sources.page_view import find_files as list_files
from sources.page_view import format_named, read_requests
from sources.page_view.country import country_lookup
from transforms.page_view import COLLAPSE, STAGED_TABLES, Origin, hours_of, make_events
from transforms.page_view.bots import list_version
from transforms.page_view.roll_up import KEY_SEARCH

log = logging.getLogger("newslake.page_views")

CHECKED = tuple(table for table in STAGED_TABLES if table != "quarantined_record")


def find_files(settings: Settings, source: PageViewSource) -> list[dict[str, Any]]:
    """Return what of the files of `source` the ledger does not know, by content: what `read_file` takes."""
    location = settings.path(source.location)
    found = new_content(settings, source, location, list_files(location))
    log.info("%s: %d new inputs at %s", source.name, len(found), location)
    return found


def read_file(settings: Settings, file: dict[str, Any], run_id: str, as_of: datetime) -> dict[str, Any]:
    """Read one log into staged Parquet and return its paths and counts."""
    source = page_view_source(settings, file)
    path, folder = Path(file["path"]), staging_folder(settings, run_id) / file["source_file_id"]
    folder.mkdir(parents=True, exist_ok=True)
    database = settings.privacy.country_database
    country_of = country_lookup(settings.path(database)) if database else None
    staged = StagedParts(folder)
    counts: dict[str, int] = {}
    with duckdb.connect() as connection:
        connection.execute(
            "SET TimeZone = 'UTC'; SET enable_progress_bar = false; SET preserve_insertion_order = false"
        )
        name = file_source(connection, source, path) if file["format"] is None else file["format"]
        origin = Origin(
            source=source.name, source_file_id=file["source_file_id"], run_id=run_id, as_of=as_of,
            time_zone=settings.site.time_zone, site_host=source.site_host,
            closed_hours=closed_hours(settings, as_of), known_user_agents=_judged_agents(settings),
        )  # fmt: skip
        parts = read_requests(
            connection, path, format_named(name, source.log_format),
            time_zone=source.time_zone or settings.site.time_zone,
            first_byte=file["first_byte"], first_position=file["first_position"], end_byte=file["size_bytes"],
        )  # fmt: skip
        for number, _ in enumerate(parts, 1):
            made = make_events(connection, origin, partial(salt_of_day, settings.salt_path), country_of)
            counts = {outcome: counts.get(outcome, 0) + count for outcome, count in made.items()}
            for table, temporary in STAGED_TABLES.items():
                staged.append(CONTRACTS[table], connection.execute(f"FROM {temporary}").to_arrow_reader())
            if number > 1:
                log.info("%s: %s: %s lines read", source.name, file["file_name"], counts["received"])
    files = staged.close(whole=True)
    counts = counts or {"received": 0, "invalid": 0, "not_page": 0, "late_closed": 0, "view": 0}
    _tell(file, source, name, counts)
    return {**file, "format": name, "staged": {table: str(staged_file) for table, staged_file in files.items()},
            "counts": counts}  # fmt: skip


def _judged_agents(settings: Settings) -> pa.Table | None:
    """Return the user_agent_id of the agents that the present lists have judged: new ones are judged once."""
    location = lake_location(settings)
    if not location.catalog.is_file():
        return None
    with lake.connect(location) as connection:
        if not has_table(connection, "user_agent"):
            return None
        query = "SELECT user_agent_id FROM lake.user_agent WHERE bot_list_version = ?"
        return connection.execute(query, [list_version()]).to_arrow_table()


def _tell(file: dict[str, Any], source: PageViewSource, name: str, counts: dict[str, int]) -> None:
    """Say what was read, and what may be wrong with the settings where nothing of use was."""
    log.info("%s: %s (%s): %s", source.name, file["file_name"], name,
             ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items() if count))  # fmt: skip
    if counts["received"] and counts["invalid"] == counts["received"]:
        log.warning("%s: not one record is of format %r: all are in quarantine; check `format` and"
                    " `location` of the page_view_source %r", file["path"], name, source.name)  # fmt: skip
    elif counts["received"] and counts["received"] == counts["not_page"] and source.site_host != "*":
        log.warning("%s: not one record is a page of %r; check `site_host` of the page_view_source %r",
                    file["path"], source.site_host, source.name)  # fmt: skip


def validate(batch: dict[str, Any], run_id: str) -> dict[str, Any]:
    """Pass the staged tables of one file through the gate."""
    verdicts = {}
    for table in CHECKED:
        if table not in batch["staged"]:
            continue
        verdict = validate_batch(
            CONTRACTS[table], Path(batch["staged"][table]), run_id=run_id, source=batch["source"],
            source_file_id=batch["source_file_id"],
        )  # fmt: skip
        verdicts[table] = {
            "good": str(verdict.good), "quarantined": str(verdict.quarantined), "results": str(verdict.results),
            "quarantined_rows": verdict.quarantined_rows,
        }  # fmt: skip
    return {**batch, "verdicts": verdicts}


def publish(
    settings: Settings, batches: Sequence[dict[str, Any]], run_id: str, as_of: datetime, redo: Sequence[datetime] = ()
) -> dict[str, Any]:
    """Publish validated files in one transaction with the hours they touch, and `redo` hours again.

    Returns what the commit notes: files and touched hours.
    """
    known = ledger_ids(settings)
    new = [batch for batch in batches if batch["source_file_id"] not in known]
    if not new and not redo:
        return {"files": 0, "touched_hours": []}
    with lake.transaction(lake_location(settings), run_id=run_id, message="ingest_page_views") as transaction:
        begin_changes(transaction.connection)
        hours = set(redo)
        for batch in new:
            if batch["unfinished"]:
                hours.update(withdraw(transaction, batch["unfinished"]))
            _append_batch(transaction, batch)
        arrived = _hours_of_new_rows(transaction, new)
        open_hours(transaction, arrived, as_of, settings.page_views.close_after_hours)
        hours |= arrived | _hours_of_neighbours(transaction, new, arrived) - set(closed_hours(settings, as_of))
        roll_up_hours(transaction, settings, sorted(hours), NewRows(_good(new, "page_view_event")))
        transaction.notes.update(files=len(new), touched_hours=sorted(hours))
    discard_staged(batches)
    log.info("published %d files; %d hours rolled up", len(new), len(hours))
    return {"files": len(new), "touched_hours": [hour.isoformat() for hour in sorted(hours)]}


def _append_batch(transaction: Transaction, batch: dict[str, Any]) -> None:
    """Add what is not rolled up: pages, agents, signals, counts, quarantine, results and the ledger's entry."""
    verdicts = batch["verdicts"]
    for table in ("page", "user_agent"):
        if table in verdicts:
            transaction.append_new(table, parquet(verdicts[table]["good"]))
    if "visitor_signal" in verdicts:
        transaction.append("visitor_signal", parquet(verdicts["visitor_signal"]["good"]))
    again = _append_counts(transaction, verdicts["page_view_count"]["good"]) if "page_view_count" in verdicts else 0
    if "quarantined_record" in batch["staged"]:
        transaction.append("quarantined_record", parquet(batch["staged"]["quarantined_record"]))
    for verdict in verdicts.values():
        transaction.append("quarantined_record", parquet(verdict["quarantined"]))
        transaction.append("quality_result", parquet(verdict["results"]))
    counts = batch["counts"]
    refused = {table: verdicts[table]["quarantined_rows"] if table in verdicts else 0 for table in CHECKED}
    outcomes = {
        "invalid": counts["invalid"] + refused["page_view_event"] + refused["page_view_count"],
        "not_page": counts["not_page"],
        "late_closed": counts["late_closed"],
        "view": counts["view"] - refused["page_view_count"] - again,
        "duplicate": again,
    }
    append_entry(transaction, batch, outcomes)


def _append_counts(transaction: Transaction, good: str) -> int:
    """Add counted views whose source, hour, page and country no earlier file counted.

    Returns how many records had nothing new.
    """
    connection = transaction.connection
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE new_count AS SELECT * FROM {parquet(good)} "
        "ANTI JOIN lake.page_view_count USING (source, hour_at, page_id, country)"
    )
    transaction.append("page_view_count", "temp.new_count")
    (again,) = connection.execute(
        f"SELECT count(DISTINCT source_position) FROM {parquet(good)} "
        "WHERE source_position NOT IN (SELECT source_position FROM temp.new_count)"
    ).fetchone() or (0,)
    return int(again)


def _hours_of_new_rows(transaction: Transaction, new: Sequence[dict[str, Any]]) -> set[datetime]:
    """Return the hours that new rows lie in."""
    hours: set[datetime] = set()
    for table, column in (
        ("page_view_event", "event_at"), ("visitor_signal", "event_at"), ("page_view_count", "hour_at")
    ):  # fmt: skip
        if rows := _good(new, table):
            hours |= hours_of(transaction.connection, rows, column)
    return hours


def _hours_of_neighbours(
    transaction: Transaction, new: Sequence[dict[str, Any]], arrived: set[datetime]
) -> set[datetime]:
    """Return the hours whose events new ones may change: 30 s before them, or under the same id of the export's own."""
    events = _good(new, "page_view_event")
    if not events:
        return set()
    connection = transaction.connection
    hours = hours_of(connection, events, before=COLLAPSE)
    keyed = f"SELECT source, event_id FROM {events} WHERE has_event_key"
    if connection.execute(f"SELECT count(*) FROM ({keyed})").fetchone() != (0,):
        first, last = min(arrived) - KEY_SEARCH, max(arrived) + KEY_SEARCH
        within = f"event_at >= TIMESTAMPTZ '{first.isoformat()}' AND event_at < TIMESTAMPTZ '{last.isoformat()}'"
        again = f"has_event_key AND (source, event_id) IN ({keyed})"
        hours.update(touched_by(connection, f"{within} AND {again}"))
    return hours


def _good(batches: Sequence[dict[str, Any]], table: str) -> str | None:
    """Return the FROM item of the good staged rows of `table`; None where there are none."""
    files = [batch["verdicts"][table]["good"] for batch in batches if table in batch["verdicts"]]
    return parquet(*files) if files else None


def hours_between(start: datetime, end: datetime) -> list[datetime]:
    """Return the UTC hours that lie in [start, end), also of the subclasses of datetime that Airflow hands in."""
    first = datetime.fromtimestamp(start.timestamp(), UTC).replace(minute=0, second=0, microsecond=0)
    count = int((end.timestamp() - first.timestamp()) // 3600)
    return [first + timedelta(hours=hour) for hour in range(count)]
