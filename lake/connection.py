"""Connections to the lake: DuckDB with DuckLake attached as `lake`.

Without arguments `connect()` finds the lake by NEWSLAKE_CATALOG and NEWSLAKE_DATA_PATH, which `make sql` sets
from the settings; a `LakeLocation` names another.
"""

import contextlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from lake.analyst import literal
from lake.errors import LakeError, NoLakeError, OldFormatError
from lake.location import LakeLocation
from lake.opening import duckdb_with, opening_statements, require_keys, values

READS_AT_ONCE = 16
"""Of an object store 20 ms away: the 24 files of a day are read in a quarter of the time that two threads take."""

FEW_ROWS = 100_000
"""What one core works on for less than a second. A second one would take no less, and a fifth of processor time more:
DuckDB's threads wait for one another, and other tasks have the core."""

_found: set[LakeLocation] = set()

RUNBOOK = "docs/runbooks/expired-certificates.md"

FORMATS = re.compile(r"catalog version is (\d+[.]\d+)\S*, but the extension requires version (\d+[.]\d+)")
"""What DuckLake says of a catalog of another format than its own."""

CERTIFICATE = re.compile(r"certificate verify failed|SSL peer certificate|SSL certificate problem")
"""What libpq and curl say of a server whose certificate they refuse; neither says whether it has expired."""


def new_duckdb(*locations: LakeLocation, rows: int | None = None) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB with the extensions that open `locations`, with as many threads as `rows` are worth."""
    names = dict.fromkeys(name for location in locations for name in location.extensions)
    return duckdb_with(tuple(names), _threads_for(rows))


def connect(
    location: LakeLocation | None = None, *, read_only: bool = True, rows: int | None = None
) -> duckdb.DuckDBPyConnection:
    """Open the lake with its schema in the search path and the session's time zone at UTC.

    `read_only=False` creates a lake that is not there; `read_only=True` refuses that with a NoLakeError. `rows`, where
    that is known: how many will be worked on at most (`set_threads`).
    """
    location = location or LakeLocation.from_environment()
    connection = new_duckdb(location, rows=rows)
    try:
        open_in(connection, location, read_only=read_only)
    except LakeError:
        connection.close()
        raise
    return connection


@contextmanager
def open_to_write(location: LakeLocation, *, rows: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the lake as a transaction that may follow needs it (`lake.commit(…, within=…)`), which takes the lock.

    Without a lake there is none in it either: the first one is made under the lock. `rows` as with `connect`.
    """
    connection = new_duckdb(location, rows=rows)
    try:
        with contextlib.suppress(NoLakeError):
            open_in(connection, location, read_only=False, may_create=False)
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
    finally:
        close(connection)


def open_in(
    connection: duckdb.DuckDBPyConnection, location: LakeLocation, *, read_only: bool, may_create: bool = True
) -> None:
    """Open the lake in a DuckDB of `new_duckdb`; a NoLakeError where there is none, else a LakeError."""
    is_to_be_there = read_only or not may_create
    if is_to_be_there and isinstance(location.catalog, Path) and not location.catalog.is_file():
        raise no_lake(location)
    require_keys(location)
    for place in (location.catalog, location.data) if not read_only else ():
        if isinstance(place, Path):
            (place if place == location.data else place.parent).mkdir(parents=True, exist_ok=True)
    try:
        connection.execute("SET enable_progress_bar = false")
        for statement in opening_statements(location, values(location), read_only=read_only, may_create=may_create):
            connection.execute(statement)
        if not read_only and location.is_in_object_store:
            # Nothing else would ask the store before the first rows are written.
            connection.execute(f"SELECT count(*) FROM glob({literal(f'{location.data}/-/*')})")
    except duckdb.Error as error:
        raise explained(location, error) from error


def is_open(connection: duckdb.DuckDBPyConnection) -> bool:
    """Say whether the lake is open in `connection`: it is not where there was none."""
    return connection.execute("SELECT count(*) FROM duckdb_databases() WHERE database_name = 'lake'").fetchone() == (1,)


def close(connection: duckdb.DuckDBPyConnection) -> None:
    """Close a connection that writes, with what it has not committed rolled back.

    First by a statement: DuckDB ends the process where it rolls back by itself and PostgreSQL is gone.
    """
    roll_back(connection)
    connection.close()


def roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    """Roll back what was not committed, if there is anything."""
    with contextlib.suppress(duckdb.Error):
        connection.execute("ROLLBACK")


def set_threads(connection: duckdb.DuckDBPyConnection, rows: int) -> None:
    """Let a DuckDB take as many cores as `rows` to work on are worth: one where they are few, else all."""
    threads = _threads_for(rows)
    connection.execute(f"SET threads = {threads}" if threads else "RESET threads")


def _threads_for(rows: int | None) -> int | None:
    return 1 if rows is not None and rows < FEW_ROWS else None


@contextmanager
def reading_side_by_side(connection: duckdb.DuckDBPyConnection, location: LakeLocation) -> Iterator[None]:
    """Read many files of an object store by more threads than there are cores: each waits for its own.

    For queries that read many small files; others only get slower by it. Files of a folder are read by all cores.
    """
    (before,) = connection.execute("SELECT current_setting('threads')").fetchone() or (1,)
    connection.execute(f"SET threads = {READS_AT_ONCE}" if location.is_in_object_store else "RESET threads")
    try:
        yield
    finally:
        with contextlib.suppress(duckdb.Error):  # of a transaction that has failed
            connection.execute(f"SET threads = {before}")


def exists(location: LakeLocation) -> bool:
    """Say whether there is a lake at `location`; LakeError where that can't be found out."""
    if isinstance(location.catalog, Path):
        return location.catalog.is_file()
    if location not in _found:
        try:
            connect(location).close()
        except NoLakeError:
            return False
        _found.add(location)
    return True


def no_lake(location: LakeLocation) -> NoLakeError:
    """Return the error that there is no lake at `location`."""
    return NoLakeError(f"{location.catalog}: there is no lake yet; `make run` makes one")


def explained(location: LakeLocation, error: duckdb.Error) -> LakeError:
    """Return the error of DuckDB that `location` did not open as one that names the setting and the remedy."""
    says = str(error).partition("\nLINE 1")[0].strip()
    if "creating a new DuckLake is explicitly disabled" in says:
        return no_lake(location)
    if told := FORMATS.search(says):
        return _other_format(location, told[1], told[2])
    if CERTIFICATE.search(says):
        return _certificate(location, says)
    return LakeError(_in_our_words(location, error, says))


def _in_our_words(location: LakeLocation, error: duckdb.Error, says: str) -> str:
    if "Unable to connect to Postgres" in says:
        remedy = "See that the server runs, that [lake] catalog names it, and that PGPASSWORD or PGPASSFILE is right"
        return f"{location.catalog}: {says[says.find('connection to server') :].strip()}\n{remedy}"
    if "does not match existing data path" in says:
        remedy = "Set [lake] data_path to the place that the catalog knows; `make migrate-lake` moves a lake"
        return f"{location.catalog}: {says.partition('You can override')[0].strip()}\n{remedy}"
    if isinstance(error, duckdb.HTTPException) or "for HTTP" in says:
        where = location.store.endpoint or "Amazon"
        remedy = "See that the bucket is there, that [lake] data_path and [lake.s3] name it, and that the AWS_ keys fit"
        return f"{location.data} at {where}: can't be reached: {says}\n{remedy}"
    return f"{location.catalog}: can't be opened as a DuckLake catalog: {says}"


def _certificate(location: LakeLocation, says: str) -> LakeError:
    """Return the error that the certificate of the catalog's or the store's server is refused."""
    if "connection to server at" in says:
        where, trust = str(location.catalog), "sslrootcert of [lake] catalog"
        says = says[says.find("connection to server") :].strip()
    else:
        where, trust = f"{location.data} at {location.store.endpoint or 'Amazon'}", "the certificates of the system"
    remedy = f"It has expired, is another host's, or is of an authority that is not in {trust}: {RUNBOOK}"
    return LakeError(f"{where}: the server's certificate is refused: {says}\n{remedy}")


def _other_format(location: LakeLocation, catalog: str, installed: str) -> LakeError:
    """Return the error that the catalog is of another format, "0.3" or "1.1", than the installed DuckLake."""
    told = f"{location.catalog}: its format is {catalog}, that of the installed DuckLake is {installed}"
    of_catalog, of_installed = ([int(part) for part in version.split(".")] for version in (catalog, installed))
    if of_catalog < of_installed:
        return OldFormatError(f"{told}\nBack up the catalog, then `make upgrade-lake`: docs/runbooks/upgrade.md")
    remedy = "Update DuckDB and its extensions, or go back to the catalog of before: docs/runbooks/upgrade.md"
    return LakeError(f"{told}\n{remedy}")
