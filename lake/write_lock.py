"""One writer at a time: a file lock beside a SQLite catalog, an advisory lock in a PostgreSQL one.

DuckLake has no unique keys: two transactions that both find a key missing both append it, and neither fails.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from filelock import FileLock

from lake.connection import close, explained, new_duckdb
from lake.errors import LakeError
from lake.location import LakeLocation
from lake.opening import database_statements

KEY = 0x6E657773
"""Number of the advisory lock, one a database. Of no meaning: "news" in ASCII."""

LOOK_EVERY = 0.05
"""Seconds. Python asks again rather than PostgreSQL waiting, so that a task can be stopped while it waits."""


@contextmanager
def write_lock(location: LakeLocation, duck: duckdb.DuckDBPyConnection | None = None) -> Iterator[Callable[[], None]]:
    """Wait for the lake's write lock and hold it for the length of the block.

    A session of `duck`, a DuckDB of `new_duckdb`, holds it on PostgreSQL. Yields what raises a LakeError where it was
    lost meanwhile: to be called before a commit.
    """
    if isinstance(location.catalog, Path):
        location.catalog.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(location.catalog.with_suffix(".lock")):
            yield lambda: None
        return
    session = _session(location, duck or new_duckdb(location))
    try:
        while not _is_true(session, f"SELECT pg_try_advisory_xact_lock({KEY})"):
            time.sleep(LOOK_EVERY * random.uniform(0.5, 1.5))  # noqa: S311 - no secret

        def require_lock() -> None:
            """Ask the session, with which the lock goes."""
            try:
                _is_true(session, "SELECT true")
            except duckdb.Error as error:
                raise LakeError(f"{location.catalog}: the write lock was lost, nothing was written: {error}") from error

        yield require_lock
    finally:
        close(session)


def _session(location: LakeLocation, duck: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Return a connection with a transaction on the catalog's server, which the lock lasts as long as."""
    session = duck.cursor()
    try:
        for statement in database_statements(location, "write_lock"):
            session.execute(statement)
        session.execute("BEGIN")
        # A session whose machine is gone gives the lock back within a minute; one that waits for the lake is not cut.
        for setting in ("tcp_keepalives_idle = 30", "tcp_keepalives_interval = 10", "tcp_keepalives_count = 3",
                        "idle_in_transaction_session_timeout = 0"):  # fmt: skip
            session.execute(f"CALL postgres_execute('write_lock', 'SET {setting}')")
    except duckdb.Error as error:
        close(session)
        raise explained(location, error) from error
    return session


def _is_true(session: duckdb.DuckDBPyConnection, query: str) -> bool:
    return session.execute(f"FROM postgres_query('write_lock', '{query}')").fetchone() == (True,)
