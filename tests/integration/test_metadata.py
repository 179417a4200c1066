"""Airflow's metadata database is made whole or made again."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from types import SimpleNamespace

from dags import environment
from tests.integration import newsroom

PREPARE = """
import os, settings
from dags.environment import airflow_environment, prepare_metadata
os.environ.update(airflow_environment(settings.home()))
prepare_metadata()
"""


def has_version(database):
    if not database.exists():
        return False
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT * FROM alembic_version").fetchall())
    except sqlite3.OperationalError:
        return False


def test_a_database_whose_making_was_killed_is_made_again(tmp_path):
    home = tmp_path / "home"
    database = home / "airflow" / "airflow.db"
    command = {"args": [sys.executable, "-c", PREPARE], "cwd": newsroom.ROOT, "env": newsroom.environment(home)}
    process = subprocess.Popen(**command, start_new_session=True)
    while process.poll() is None and not has_version(database):  # its tables are made, what belongs in them is not
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    subprocess.run(**command, check=True)
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM log_template").fetchone() > (0,)
        assert connection.execute("SELECT slots FROM slot_pool WHERE pool = 'lake_writer'").fetchall() == [(1,)]
    assert not database.with_suffix(".unfinished").exists()
    command["env"]["NEWSLAKE_LAKE__CATALOG"] = "postgresql://newslake@db.example/lake"
    subprocess.run(**command, check=True)
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT slots FROM slot_pool WHERE pool = 'lake_writer'").fetchall() == [(8,)]


def test_a_server_s_database_is_no_file(tmp_path, monkeypatch):
    made = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "postgresql+psycopg2://airflow:secret@db.example/airflow")
    monkeypatch.setitem(sys.modules, "airflow.utils.db", SimpleNamespace(initdb=lambda: made.append("initdb")))
    monkeypatch.setattr(environment, "make_pools", lambda _: made.append("pools"))
    environment.prepare_metadata()
    assert made == ["initdb", "pools"]
    assert list(tmp_path.iterdir()) == [], "no folder has the password in its name"


SAVEPOINT = """
import sqlite3
from airflow import settings
settings.initialize()
from airflow.models.pool import Pool
from sqlalchemy import select
other = sqlite3.connect(settings.engine.url.database, timeout=0)
with settings.Session() as session:
    with session.begin_nested():
        session.scalars(select(Pool)).all()
        try:
            with other:
                other.execute("UPDATE slot_pool SET slots = 2 WHERE pool = 'lake_writer'")
            print("the other writes between")
        except sqlite3.OperationalError as error:
            print("the other waits:", error)
        session.add(Pool(pool="half", slots=1, include_deferred=False))
    print("seen before the commit:", other.execute("SELECT count(*) FROM slot_pool WHERE pool = 'half'").fetchone()[0])
    session.commit()
print("seen after it:", other.execute("SELECT count(*) FROM slot_pool WHERE pool = 'half'").fetchone()[0])
"""


def test_a_savepoint_commits_nothing(tmp_path):
    """Else the scheduler sees half of a backfill, loses it again and stops: airflow_local_settings."""
    env = newsroom.environment(tmp_path / "home")
    subprocess.run([sys.executable, "-c", PREPARE], cwd=newsroom.ROOT, env=env, check=True)
    whole = f"{PREPARE.rpartition('prepare_metadata()')[0]}\n" + "import os, sys\nos.execv(sys.executable, "
    command = f"{whole}[sys.executable, '-c', {SAVEPOINT!r}])"
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=newsroom.ROOT, env=env, check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == [
        "the other waits: database is locked",
        "seen before the commit: 0",
        "seen after it: 1",
    ]


PATIENCE = """
import asyncio
from sqlalchemy import text
from airflow import settings as airflow
async def audit_log():
    with airflow.engine.connect() as connection:
        print(connection.execute(text("PRAGMA busy_timeout")).scalar())
async def asynchronous():
    async with airflow.async_engine.connect() as connection:
        print((await connection.execute(text("PRAGMA busy_timeout"))).scalar())
    await airflow.async_engine.dispose()
airflow.initialize()
asyncio.run(audit_log())
with airflow.engine.connect() as connection:
    print(connection.execute(text("PRAGMA busy_timeout")).scalar())
asyncio.run(asynchronous())
"""


def test_processes_wait_for_a_long_transaction(tmp_path):
    """Else the scheduler ends while a backfill of thousands of runs is made: airflow_local_settings.

    But not on the API server's event loop, where it would wait for a transaction that only this loop can end.
    """
    env = newsroom.environment(tmp_path / "home")
    start = f"{PREPARE.rpartition('prepare_metadata()')[0]}\nimport os, sys\nos.execv(sys.executable, "
    command = f"{start}[sys.executable, '-c', {PATIENCE!r}])"
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=newsroom.ROOT, env=env, check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == ["5000", "300000", "300000"]
