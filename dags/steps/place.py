"""Where a run reads and writes."""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

import lake
from lake import LakeLocation
from settings import Settings


def lake_location(settings: Settings) -> LakeLocation:
    """Return the lake of `settings`."""
    return LakeLocation.from_variables(settings.lake_variables)


@contextmanager
def lake_or_empty(settings: Settings, rows: int | None = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the lake, for several questions at best: opening costs more than they do. No lake: one without tables.

    They are small questions unless `rows` says to how many (None: that is not known).
    """
    try:
        connection = lake.connect(lake_location(settings), rows=rows)
    except lake.NoLakeError:
        connection = duckdb.connect()
    with connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def has_table(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Say whether the lake has `table`: a run that was killed early may have left it without any."""
    # Not duckdb_tables(): it counts every table's rows, which takes ten times as long.
    query = "SELECT count(*) FROM duckdb_columns() WHERE database_name = 'lake' AND table_name = ?"
    return connection.execute(query, [table]).fetchone() != (0,)


def staging_folder(settings: Settings, run_id: str) -> Path:
    """Return the folder of the staged files of one DAG run."""
    return settings.staging_path / re.sub(r"[^\w.+-]", "_", run_id)


def discard_staged(batches: Iterable[Mapping[str, Any]]) -> None:
    """Remove the staged files of `batches`: they are in the lake, which a task that is cleared finds out."""
    for batch in batches:
        for file in batch["staged"].values():
            shutil.rmtree(Path(file).parent, ignore_errors=True)


def newest_report(settings: Settings) -> Path:
    """Return the file of the newest report; its folder is not in the exports, which a website serves to everybody."""
    return settings.home / "report" / "index.html"
