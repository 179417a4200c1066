"""A task's slot is free as soon as its process has ended."""

import subprocess
import sys

import psutil
import pytest
from airflow.sdk.execution_time.supervisor import ActivitySubprocess, PsutilTracker

from dags.config.newslake_supervisor import see_ends_at_once


@pytest.fixture
def supervisor(monkeypatch):
    """Return a supervisor whose process has closed its last socket and is about to end."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(0.2); raise SystemExit(3)"])
    monkeypatch.setattr(ActivitySubprocess, "_check_subprocess_exit", ActivitySubprocess._check_subprocess_exit)
    supervisor = object.__new__(ActivitySubprocess)
    supervisor._process = PsutilTracker(psutil.Process(process.pid))
    supervisor._exit_code, supervisor._open_sockets, supervisor.process_log = None, {}, Log()
    yield supervisor
    process.kill()
    process.wait()


class Log:
    def warning(self, *_args, **_more):
        """Airflow's line of an exit code that is not 0."""


def test_an_end_that_comes_right_after_the_last_socket_closes_is_seen(supervisor):
    assert supervisor._check_subprocess_exit() is None, "Airflow itself waits: this file is of no use any more"
    see_ends_at_once()
    assert supervisor._check_subprocess_exit() == 3
    assert supervisor._exit_code == 3


def test_a_process_that_goes_on_is_not_waited_for(supervisor):
    see_ends_at_once()
    supervisor._open_sockets = {object(): "stdout"}
    assert supervisor._check_subprocess_exit() is None
