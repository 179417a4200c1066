"""The steps of `ingest_page_views`: find, read, validate, publish."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

import lake
from dags.steps.ledger import append_entry, ledger_ids, update_ledger
from dags.steps.place import discard_staged, lake_location, staging_folder
from lake.publish import Transaction, parquet
from lake.salts import salt_of_day
from quality import validate as validate_batch
from schemas import CONTRACTS
from settings import PageViewSource, Settings
from sources.access_log import find_files as list_files
from sources.access_log import read_requests
from sources.fingerprint import digest as digest_of
from transforms.page_view import make_events, roll_up, touched_hours
from transforms.page_view.events import source_file_id

log = logging.getLogger("newslake.page_views")

STAGED_TABLES = {"event": "staged_event", "page": "staged_page", "user_agent": "staged_user_agent",
                 "quarantine": "staged_quarantine"}  # fmt: skip
DAY_MARGIN = timedelta(hours=27)
"""A site day reaches at most this far beyond one of its hours."""


def find_files(settings: Settings, source: PageViewSource) -> list[dict[str, Any]]:
    """Return the files of `source` that the ledger does not know, by content: {source, path, file_name, digest}."""
    location = settings.path(source.location)
    known = ledger_ids(settings)
    found: dict[str, dict[str, Any]] = {}
    for path in list_files(location):
        digest, _ = digest_of(path)
        identifier = source_file_id(source.name, digest)
        if identifier in known or identifier in found:
            log.info("%s: %s: nothing new, its content is in the ledger", source.name, path.name)
            continue
        name = path.name if location.is_file() else path.relative_to(location).as_posix()
        found[identifier] = {
            "source": source.name, "path": str(path), "file_name": name, "digest": digest, "source_file_id": identifier,
        }  # fmt: skip
    log.info("%s: %d new files at %s", source.name, len(found), location)
    return list(found.values())


def read_file(settings: Settings, file: dict[str, Any], run_id: str) -> dict[str, Any]:
    """Read one log into staged Parquet and return its paths and counts."""
    source = next(source for source in settings.page_view_source if source.name == file["source"])
    folder = staging_folder(settings, run_id) / file["source_file_id"]
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        read_requests(connection, Path(file["path"]), source.format)
        counts = make_events(
            connection,
            source=source.name,
            source_file_id=file["source_file_id"],
            site_host=source.site_host,
            time_zone=settings.site.time_zone,
            run_id=run_id,
            salt_of=partial(salt_of_day, settings.salt_path),
        )
        staged = {name: str(folder / f"{name}.parquet") for name in STAGED_TABLES}
        for name, table in STAGED_TABLES.items():
            connection.execute(f"COPY {table} TO '{staged[name]}' (FORMAT parquet, COMPRESSION zstd)")
    size = Path(file["path"]).stat().st_size
    log.info("%s: %s: %s lines, %s invalid, %s no page", source.name, file["file_name"], *counts.values())
    if counts["received"] and counts["invalid"] == counts["received"]:
        log.warning("%s: not one line is an access log of format %r: all are in quarantine; check `format` and"
                    " `location` of the page_view_source %r", file["path"], source.format, source.name)  # fmt: skip
    return {**file, "staged": staged, "counts": dict(counts), "size_bytes": size}


def validate(batch: dict[str, Any], run_id: str) -> dict[str, Any]:
    """Pass the staged events, pages and agents of one file through the gate."""
    staged, verdicts = batch["staged"], {}
    for table, name in (("page_view_event", "event"), ("page", "page"), ("user_agent", "user_agent")):
        verdict = validate_batch(
            CONTRACTS[table], Path(staged[name]), run_id=run_id, source=batch["source"],
            source_file_id=batch["source_file_id"],
        )  # fmt: skip
        verdicts[name] = {
            "good": str(verdict.good), "quarantined": str(verdict.quarantined), "results": str(verdict.results),
            "quarantined_rows": verdict.quarantined_rows,
        }  # fmt: skip
    return {**batch, "verdicts": verdicts}


def publish(
    settings: Settings, batches: Sequence[dict[str, Any]], run_id: str, redo: Sequence[datetime] = ()
) -> dict[str, Any]:
    """Publish validated files in one transaction with the hours they touch, and `redo` hours again.

    Returns what the commit notes: files, events and touched hours.
    """
    known = ledger_ids(settings)
    new = [batch for batch in batches if batch["source_file_id"] not in known]
    if not new and not redo:
        return {"files": 0, "touched_hours": []}
    with lake.transaction(lake_location(settings), run_id=run_id, message="ingest_page_views") as transaction:
        for batch in new:
            _append_batch(transaction, batch)
            append_entry(transaction, batch, _outcomes_at_read(batch))
        events = parquet(*(batch["verdicts"]["event"]["good"] for batch in new)) if new else None
        hours = set(touched_hours(transaction.connection, events)) if events else set()
        hours.update(redo)
        roll_up_hours(transaction, sorted(hours), settings.site.time_zone, events)
        transaction.notes.update(files=len(new), touched_hours=sorted(hours))
    discard_staged(batches)
    log.info("published %d files; %d hours rolled up", len(new), len(hours))
    return {"files": len(new), "touched_hours": [hour.isoformat() for hour in sorted(hours)]}


def roll_up_hours(transaction: Transaction, hours: Sequence[datetime], time_zone: str, new_events: str | None) -> None:
    """Roll `hours` up again, with `new_events` (a FROM item) that the lake lacks yet; the ledger follows."""
    if not hours:
        return
    first, last = min(hours) - DAY_MARGIN, max(hours) + DAY_MARGIN
    within = "{column} >= TIMESTAMPTZ '" + first.isoformat() + "' AND {column} < TIMESTAMPTZ '" + last.isoformat() + "'"
    columns = ", ".join(CONTRACTS["page_view_event"].column_names)
    events = f"SELECT {columns} FROM lake.page_view_event WHERE {within.format(column='event_at')}"
    if new_events:
        events += f" UNION ALL SELECT {columns} FROM {new_events}"
    connection = transaction.connection
    relations = {
        "event": f"({events})",
        **{name: f"lake.{name}" for name in ("source_file", "user_agent", "article_url")},
    }
    roll_up(connection, relations, hours, time_zone)
    touched = "(SELECT hour_at FROM temp.hour_touched)"
    where = f"date_trunc('hour', event_at) IN {touched}"
    update_ledger(
        connection, f"SELECT * FROM lake.page_view_event WHERE {within.format(column='event_at')} AND {where}"
    )
    transaction.replace("page_view_event", "temp.rolled", where, within.format(column="event_at"))
    transaction.replace(
        "page_view_hourly", "temp.rolled_hourly", f"hour_at IN {touched}", within.format(column="hour_at")
    )
    days = (
        "site_date IN (SELECT (unnest([hour_at, hour_at + INTERVAL 59 MINUTES]) "
        f"AT TIME ZONE '{time_zone}')::DATE FROM temp.hour_touched)"
    )
    month = f"site_date >= DATE '{first:%Y-%m-01}' AND site_date < DATE '{last:%Y-%m-01}' + INTERVAL 1 MONTH"
    transaction.replace("page_view_daily", "temp.rolled_daily", days, month)


def hours_between(start: datetime, end: datetime) -> list[datetime]:
    """Return the UTC hours that lie in [start, end), also of the subclasses of datetime that Airflow hands in."""
    first = datetime.fromtimestamp(start.timestamp(), UTC).replace(minute=0, second=0, microsecond=0)
    count = int((end.timestamp() - first.timestamp()) // 3600)
    return [first + timedelta(hours=hour) for hour in range(count)]


def _append_batch(transaction: Transaction, batch: dict[str, Any]) -> None:
    verdicts = batch["verdicts"]
    transaction.append_new("page", parquet(verdicts["page"]["good"]))
    transaction.append_new("user_agent", parquet(verdicts["user_agent"]["good"]))
    transaction.append("quarantined_record", parquet(batch["staged"]["quarantine"]))
    for verdict in verdicts.values():
        transaction.append("quarantined_record", parquet(verdict["quarantined"]))
        transaction.append("quality_result", parquet(verdict["results"]))


def _outcomes_at_read(batch: dict[str, Any]) -> dict[str, int]:
    counts = batch["counts"]
    refused = counts["invalid"] + batch["verdicts"]["event"]["quarantined_rows"]
    return {"invalid": refused, "not_page": counts["not_page"]}
