"""The first steps of `ingest_page_views`: find, read, validate."""

import logging
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dags.steps.gate import pass_gate
from dags.steps.hours import closed_hours
from dags.steps.input_files import file_source, new_content, page_view_source
from dags.steps.page_view_parts import make_parts, open_duckdb
from dags.steps.place import has_table, lake_or_empty, staging_folder
from lake import StagedParts
from lake.salts import salt_of_day
from schemas import CONTRACTS
from settings import PageViewSource, Settings
from sources.errors import SourceError
from sources.page_view import find_files as list_files
from sources.page_view import format_named, read_parts
from sources.page_view.country import country_lookup
from transforms.page_view import STAGED_TABLES, Origin
from transforms.page_view.bots import list_version
from transforms.page_view.lookups import CountryOf

log = logging.getLogger("newslake.page_views")

CHECKED = tuple(table for table in STAGED_TABLES if table != "quarantined_record")
"""The staged tables that pass the gate; what is in quarantine already does not."""


def find_files_of_all(settings: Settings) -> list[dict[str, Any]]:
    """Return what `find_files` does, of every source; {source, problem} of one that can't be listed.

    Such an input is not read but fails, alone.
    """
    found: list[dict[str, Any]] = []
    for source in settings.page_view_source:
        try:
            found += find_files(settings, source)
        except SourceError as error:
            found.append({"source": source.name, "problem": str(error)})
    return found


def find_files(settings: Settings, source: PageViewSource) -> list[dict[str, Any]]:
    """Return what of the files of `source` the ledger does not know, by content: what `read_file` takes."""
    location = settings.path(source.location)
    found = new_content(settings, source, location, list_files(location))
    log.info("%s: %d new inputs at %s", source.name, len(found), location)
    return found


def read_file(settings: Settings, file: dict[str, Any], run_id: str, as_of: datetime) -> dict[str, Any]:
    """Read one log into staged Parquet and return its paths and counts; SourceError where it can't be."""
    if problem := file.get("problem"):
        raise SourceError(problem)
    source = page_view_source(settings, file)
    path, folder = Path(file["path"]), staging_folder(settings, run_id) / file["source_file_id"]
    folder.mkdir(parents=True, exist_ok=True)
    staged = StagedParts(folder)
    counts: dict[str, int] = {}
    if file["format"] is None:
        with open_duckdb() as connection:
            name = file_source(connection, source, path)
    else:
        name = file["format"]
    origin, country_of = input_origin(settings, source, file["source_file_id"], run_id, as_of), countries(settings)
    parts = read_parts(
        path, format_named(name, source.log_format), time_zone=source.time_zone or settings.site.time_zone,
        first_byte=file["first_byte"], first_position=file["first_position"], end_byte=file["size_bytes"],
    )  # fmt: skip
    for number, made in enumerate(make_parts(parts, origin, partial(salt_of_day, settings.salt_path), country_of), 1):
        counts = {outcome: counts.get(outcome, 0) + count for outcome, count in made.counts.items()}
        for table, rows in made.tables.items():
            staged.append(CONTRACTS[table], rows)
        if number > 1:
            log.info("%s: %s: %s lines read", source.name, file["file_name"], counts["received"])
    files = staged.close()
    counts = counts or {"received": 0, "invalid": 0, "not_page": 0, "late_closed": 0, "view": 0}
    ahead = _ahead(files["quarantined_record"]) if counts["invalid"] else 0
    _tell(file, source, name, counts, ahead)
    return {**file, "format": name, "staged": {table: str(staged_file) for table, staged_file in files.items()},
            "counts": counts}  # fmt: skip


def input_origin(settings: Settings, source: PageViewSource, identifier: str, run_id: str, as_of: datetime) -> Origin:
    """Return by what the requests of the input `identifier` are judged."""
    with lake_or_empty(settings) as connection:
        closed, judged = closed_hours(connection, settings, as_of), _judged_agents(connection)
    return Origin(
        source=source.name, source_file_id=identifier, run_id=run_id, as_of=as_of,
        time_zone=settings.site.time_zone, site_host=source.site_host,
        closed_hours=closed, known_user_agents=judged,
    )  # fmt: skip


def countries(settings: Settings) -> CountryOf | None:
    """Return the lookup of the operator's database of countries; None without one."""
    database = settings.privacy.country_database
    return country_lookup(settings.path(database)) if database else None


def _judged_agents(connection: duckdb.DuckDBPyConnection) -> pa.Table | None:
    """Return the user_agent_id of the agents that the present lists have judged: new ones are judged once."""
    if not has_table(connection, "user_agent"):
        return None
    query = "SELECT user_agent_id FROM lake.user_agent WHERE bot_list_version = ?"
    return connection.execute(query, [list_version()]).to_arrow_table()


def _tell(file: dict[str, Any], source: PageViewSource, name: str, counts: dict[str, int], ahead: int) -> None:
    """Say what was read, and what may be wrong with the settings or the clock where nothing of use was."""
    log.info("%s: %s (%s): %s", source.name, file["file_name"], name,
             ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items() if count))  # fmt: skip
    if ahead:
        log.warning("%s: %s requests lie more than a day ahead and are in quarantine; check the clock here and the time"
                    " zone of the log: docs/runbooks/clock-skew.md", file["path"], f"{ahead:,}")  # fmt: skip
    elif counts["received"] and counts["invalid"] == counts["received"]:
        log.warning("%s: not one record is of format %r: all are in quarantine; check `format` and"
                    " `location` of the page_view_source %r", file["path"], name, source.name)  # fmt: skip
    elif counts["received"] and counts["received"] == counts["not_page"] and source.site_host != "*":
        log.warning("%s: not one record is a page of %r; check `site_host` of the page_view_source %r",
                    file["path"], source.site_host, source.name)  # fmt: skip


def _ahead(refused: Path) -> int:
    """Return how many requests are refused as they lie more than a day ahead."""
    with open_duckdb() as connection:
        query = "SELECT count(*) FROM read_parquet(?) WHERE list_contains(failed_checks, 'event_at_in_future')"
        (count,) = connection.execute(query, [str(refused)]).fetchone() or (0,)
    return int(count)


def validate(batch: dict[str, Any], run_id: str) -> dict[str, Any]:
    """Pass the staged tables of one file through the gate."""
    return pass_gate(batch, CHECKED, run_id)
