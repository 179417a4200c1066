"""Airflow's own hook: it imports a module of this name from PYTHONPATH as each of its processes starts.

SQLite's driver starts no transaction at a SAVEPOINT, so that its RELEASE commits: `airflow backfill create` lets the
scheduler see half of a backfill's runs, and takes them away again where another process writes meanwhile ("database is
locked"), at which the scheduler stops. A transaction that takes the write lock before its first savepoint waits its
turn instead, and is seen whole or not at all.

That turn may be long in coming: 1,417 runs that are made again are one transaction of a minute. The driver's own
patience is five seconds, after which scheduler, DAG processor and triggerer end, and nothing starts them again. Only
where a wait would stop an event loop is that patience left as it is: the API server writes its audit log there, and
the transaction it waits for may be another request's, which ends by the same loop.

It lets supervisors see at once that a task's process has ended (newslake_supervisor.py).

It also tells Airflow how runs are watched, by our settings: containers start Airflow without `dags.environment`. Where
the settings can't be read the process starts all the same, and every DAG file says what is wrong.
"""

import asyncio
import contextlib
import os
from typing import Any

from sqlalchemy import Connection, Engine, Pool, event

from dags.config.newslake_supervisor import see_ends_at_once
from dags.watching import watching_environment
from settings import SettingsError, load

__all__: list[str] = []  # Airflow takes the other names of this module for settings of its own

WAIT_SECONDS = 300
"""For another process to end its transaction."""

LOOP_SECONDS = 5
"""For the same on an event loop, which stands still meanwhile. A request that waited in vain is answered by 500."""


def _on_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@event.listens_for(Pool, "checkout")
def wait_for_the_other_writer(connection: Any, _record: Any, _proxy: Any) -> None:
    """Let a connection to SQLite wait for the lock as long as its next user can; an asynchronous one stops no loop."""
    driver = type(connection).__module__
    if "sqlite" in driver:
        seconds = LOOP_SECONDS if "aiosqlite" not in driver and _on_event_loop() else WAIT_SECONDS
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {1000 * seconds}")
        cursor.close()


@event.listens_for(Engine, "savepoint")
def begin_before_savepoint(connection: Connection, _name: str) -> None:
    """Start a writing transaction where SQLite's driver has none yet."""
    if connection.dialect.name != "sqlite":
        return
    driver = connection.connection.driver_connection
    if driver is not None and not driver.in_transaction:
        driver.execute("BEGIN IMMEDIATE")


see_ends_at_once()

with contextlib.suppress(SettingsError):
    for variable, value in watching_environment(load()).items():
        os.environ.setdefault(variable, value)
