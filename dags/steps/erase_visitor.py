"""The step of `erase_visitor`: everything that is known of a visitor, everywhere, for good; hours are counted anew."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import duckdb

import lake
from dags.steps.erase_outside import holds
from dags.steps.erased import EraseError, progress
from dags.steps.place import lake_location
from dags.steps.roll_up import roll_up_hours_and_days, touched_by
from lake.erasure import erase
from lake.publish import Transaction, parquet
from lake.salts import salt_of_day, salted_days
from settings import Settings
from transforms.page_view.functions import create_functions
from transforms.page_view.identifiers import identifiers, key_of
from transforms.page_view.roll_up import KEY_SEARCH

log = logging.getLogger("newslake.erasure")

OF_VISITOR = ("page_view_event", "visitor_signal", "visitor_activity_hourly")
IN_QUARANTINE = "try_cast(try_cast(record AS JSON) ->> 'visitor_id' AS BIGINT) IN (FROM temp.erased_visitor)"


@dataclass(slots=True)
class Counted:
    """What was erased."""

    deleted: dict[str, int] = field(default_factory=dict)
    hours: list[datetime] = field(default_factory=list)


def visitor_ids(settings: Settings, address: str, user_agent: str, day: date) -> list[int]:
    """Return the visitor_ids of an address and user agent on a site day; EraseError where the day's salt is gone."""
    if day not in salted_days(settings.salt_path):
        raise EraseError(f"{day}: there is no salt of this day: nobody can tell any more who its visitors were")
    with duckdb.connect() as connection:
        create_functions(connection)
        (short,) = connection.execute("SELECT short_address(?)", [address.strip()]).fetchone() or ("",)
    message = f"{short}\0{user_agent}".encode()
    salt = salt_of_day(settings.salt_path, day)
    hosts = sorted({source.site_host for source in settings.page_view_source})
    return [identifiers(key_of(salt, "visitor", host), [message]).to_pylist()[0] for host in hosts]


def erase_visitor(settings: Settings, ids: Sequence[int], run_id: str, as_of: datetime) -> dict[str, Any]:
    """Erase the visitors `ids`, roll up the hours that they were in, and prove it; EraseError where one is left."""
    location = lake_location(settings)
    if not lake.exists(location) or not ids:
        raise EraseError("no visitor to erase: give visitor_ids, or an address, a user agent and a day")
    counted = Counted()

    def work(transaction: Transaction) -> None:
        counted.deleted, counted.hours = _delete(transaction, ids)
        roll_up_hours_and_days(transaction, settings, counted.hours, as_of)

    def note_progress(transaction: Transaction) -> None:
        noted = progress(transaction.connection)
        touched = {*noted["touched_hours"], *(hour.isoformat() for hour in counted.hours)}
        transaction.notes.update(noted, touched_hours=sorted(touched), deleted_rows=counted.deleted)

    erase(location, work, note_progress, run_id=run_id, message="erase_visitor")
    staged = _clean_staged(settings, ids)
    found = [f"{place}: {count} rows" for place, count in _found(settings, ids)]
    log.info("erased %d visitors: rows %s, %d staged files", len(ids), counted.deleted, staged)
    log.info("proof: searched every table, every Parquet file of the lake and every staged one; found %s", found)
    if found:
        raise EraseError(f"still found: {found}")
    return {"deleted_rows": counted.deleted, "touched_hours": [hour.isoformat() for hour in counted.hours],
            "proof": {"found": found}}  # fmt: skip


def _delete(transaction: Transaction, ids: Sequence[int]) -> tuple[dict[str, int], list[datetime]]:
    """Delete the rows of `ids`; return how many of each table, and the hours to be rolled up."""
    connection = transaction.connection
    connection.execute("CREATE OR REPLACE TEMP TABLE erased_visitor AS SELECT unnest(?::BIGINT[]) AS visitor_id", [ids])
    his = "visitor_id IN (FROM temp.erased_visitor)"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE erased_event AS SELECT source, event_id, has_event_key, event_at, user_agent_id "
        f"FROM lake.page_view_event WHERE {his}"
    )
    hours = set(touched_by(connection, his))
    first, last = connection.execute(
        "SELECT min(event_at), max(event_at) FROM temp.erased_event WHERE has_event_key"
    ).fetchone() or (None, None)
    if first is not None:  # who had the same event id was in conflict with the visitor
        within = f"event_at BETWEEN TIMESTAMPTZ '{first - KEY_SEARCH}' AND TIMESTAMPTZ '{last + KEY_SEARCH}'"
        again = "(source, event_id) IN (SELECT (source, event_id) FROM temp.erased_event WHERE has_event_key)"
        hours.update(touched_by(connection, f"{within} AND has_event_key AND {again}"))
    conditions = {**dict.fromkeys(OF_VISITOR, his), "quarantined_record": IN_QUARANTINE}
    conditions["user_agent"] = (
        "user_agent_id IN (SELECT user_agent_id FROM temp.erased_event) "
        "AND user_agent_id NOT IN (SELECT user_agent_id FROM lake.page_view_event WHERE user_agent_id IS NOT NULL)"
    )
    deleted = {table: transaction.delete(table, condition) for table, condition in conditions.items()}
    return {table: count for table, count in deleted.items() if count}, sorted(hours)


def _found(settings: Settings, ids: Sequence[int]) -> list[tuple[str, int]]:
    """Return each table, and each Parquet file of the lake or staged, that still has a row of `ids`."""
    found = []
    location = lake_location(settings)
    with lake.connect(location) as connection:
        connection.execute("CREATE TEMP TABLE erased_visitor AS SELECT unnest(?::BIGINT[]) AS visitor_id", [ids])
        relations = {table: f"lake.{table}" for table in (*OF_VISITOR, "quarantined_record")}
        for place in (f"{location.data}/**/*.parquet", f"{settings.staging_path}/**/*.parquet"):
            files = connection.execute("SELECT file FROM glob(?)", [place]).fetchall()
            relations |= {file: parquet(file) for (file,) in files}
        for name, relation in relations.items():
            columns = {row[0] for row in connection.execute(f"DESCRIBE FROM {relation}").fetchall()}
            his = {"visitor_id": "visitor_id IN (FROM temp.erased_visitor)", "record": IN_QUARANTINE}
            conditions = [condition for column, condition in his.items() if column in columns]
            for condition in conditions:
                (count,) = connection.execute(f"SELECT count(*) FROM {relation} WHERE {condition}").fetchone() or (0,)
                if count:
                    found.append((name, int(count)))
    return found


def _clean_staged(settings: Settings, ids: Collection[int]) -> int:
    """Remove staged files with rows of `ids`; a run that waits for one fails, and the next reads its input again."""
    texts = [f'"visitor_id":{one}' for one in ids]
    files = [file for file in settings.staging_path.rglob("*.parquet") if holds(file, texts)]
    for file in files:
        file.unlink()
    return len(files)
