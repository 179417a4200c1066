"""Airflow's metadata database is made whole or made again."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

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
        assert connection.execute("SELECT pool FROM slot_pool WHERE pool = 'lake_writer'").fetchall()
    assert not database.with_suffix(".unfinished").exists()
