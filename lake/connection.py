"""Connections to the lake: DuckDB with DuckLake attached as `lake`.

Without arguments `connect()` finds the lake by NEWSLAKE_CATALOG and NEWSLAKE_DATA_PATH, which `make sql` and
the DAGs set from the settings; a `LakeLocation` names another.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

EXTENSIONS = ("ducklake", "sqlite_scanner")


class LakeError(Exception):
    """The lake can't be opened or written. The message names the place and the remedy."""


@dataclass(frozen=True, slots=True)
class LakeLocation:
    """Where a lake is: its SQLite catalog file and the folder of its Parquet files."""

    catalog: Path
    data: Path

    @classmethod
    def from_environment(cls) -> "LakeLocation":
        """Return the lake that NEWSLAKE_CATALOG and NEWSLAKE_DATA_PATH name."""
        try:
            return cls(Path(os.environ["NEWSLAKE_CATALOG"]), Path(os.environ["NEWSLAKE_DATA_PATH"]))
        except KeyError as missing:
            raise LakeError(f"{missing.args[0]} is not set: name the lake, or start by `make sql`") from missing

    @property
    def lock(self) -> Path:
        """File whose lock a writer holds: SQLite takes one writer at a time."""
        return self.catalog.with_suffix(".lock")


def attach_statement(location: LakeLocation, *, read_only: bool) -> str:
    """Return the ATTACH statement of `location`; DuckDB's shell takes the same one.

    Inlining is off so that every table is Parquet, as other readers expect.
    """
    options = "READ_ONLY" if read_only else f"DATA_PATH '{_quoted(location.data)}/', DATA_INLINING_ROW_LIMIT 0"
    return f"ATTACH 'ducklake:sqlite:{_quoted(location.catalog)}' AS lake ({options})"


def connect(location: LakeLocation | None = None, *, read_only: bool = True) -> duckdb.DuckDBPyConnection:
    """Open the lake with its schema in the search path and the session's time zone at UTC.

    `read_only=False` creates a lake that is not there; `read_only=True` refuses that with a LakeError.
    """
    location = location or LakeLocation.from_environment()
    if read_only and not location.catalog.is_file():
        raise LakeError(f"{location.catalog}: there is no lake yet; `make run` makes one")
    install_extensions()
    if not read_only:
        location.catalog.parent.mkdir(parents=True, exist_ok=True)
        location.data.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    for extension in EXTENSIONS:
        connection.execute(f"LOAD {extension}")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    try:
        connection.execute(attach_statement(location, read_only=read_only))
    except duckdb.Error as error:
        connection.close()
        raise LakeError(f"{location.catalog}: can't be opened as a DuckLake catalog: {error}") from error
    connection.execute("USE lake")
    return connection


@cache
def install_extensions() -> None:
    """Install DuckDB's signed extensions from their wheels, so that nothing is downloaded."""
    from duckdb_extensions import import_extension  # noqa: PLC0415 - only where a lake is opened

    for extension in EXTENSIONS:
        import_extension(extension)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
