"""Airflow's REST API as a test uses it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from settings import ROOT
from tests.integration.ports import free_port

READY_SECONDS = 120
LOG_LINES = 30
ENDED = ("success", "failed")
QUIET_SECONDS = 10
"""Nothing under way for that long: what the last run's assets trigger is queued within seconds."""


def until(found: Callable[[], Any], seconds: float, what: str) -> Any:
    """Return what `found` returns once that is true; errors of a server that is not ready are no answer yet."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            value = found()
        except (urllib.error.URLError, OSError, KeyError):
            value = None
        if value:
            return value
        time.sleep(1)
    pytest.fail(f"{what}: not within {seconds} s")


class Api:
    """A session of one user; without one, of whoever asks where everybody is an admin."""

    def __init__(self, base: str, user: str = "", password: str = "") -> None:
        self.base, self.token = base, ""
        asked = ({"username": user, "password": password}, "POST") if user else ()
        self.token = self.call("/auth/token", *asked)["access_token"]

    def call(self, path: str, body: Any = None, method: str | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.base + path, data, headers, method=method)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    def runs(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("/api/v2/dags/~/dagRuns?limit=100")["dag_runs"]
        return found

    def run_dags(self, triggered: tuple[str, ...], following: tuple[str, ...], ready: float, done: float) -> None:
        """Trigger some DAGs, wait until those that follow by their assets have run and nothing is under way."""
        for dag in (*triggered, *following):
            until(partial(self.call, f"/api/v2/dags/{dag}"), ready, f"{dag} to be parsed")
        for dag in triggered:
            self.call(f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None, "dag_run_id": "by_rest"}, "POST")
        self.wait_until_quiet({*triggered, *following}, done)

    def wait_until_quiet(self, dags: set[str], done: float) -> None:
        """Wait until each of `dags` has run and nothing has been under way for a while; no run may have failed."""
        quiet_since = None
        deadline = time.monotonic() + done
        while quiet_since is None or time.monotonic() < quiet_since + QUIET_SECONDS:
            time.sleep(1)
            runs = self.runs()
            failed = [run for run in runs if run["state"] == "failed"]
            assert not failed, "\n".join(map(self.why_failed, failed))
            ended = {run["dag_id"] for run in runs} >= dags and all(run["state"] in ENDED for run in runs)
            quiet_since = (quiet_since or time.monotonic()) if ended else None
            if time.monotonic() > deadline:
                pytest.fail(f"not done in {done} s: {[(run['dag_id'], run['state']) for run in runs]}")

    def why_failed(self, run: dict[str, Any]) -> str:
        """Return a run's failed tasks with the ends of their logs."""
        path = f"/api/v2/dags/{run['dag_id']}/dagRuns/{quote(run['dag_run_id'], safe='')}/taskInstances"
        told = [f"{run['dag_id']} {run['dag_run_id']} failed"]
        for task in self.call(f"{path}?state=failed")["task_instances"]:
            log = f"{path}/{task['task_id']}/logs/{task['try_number']}?map_index={task['map_index']}&full_content=true"
            told += [f"{task['task_id']} [{task['map_index']}]:", *map(str, self.call(log)["content"][-LOG_LINES:])]
        return "\n".join(told)


@contextmanager
def standalone(env: dict[str, str], log: Path) -> Iterator[Api]:
    """Run `airflow standalone` in the environment `env` on free ports; what it says is printed in the end."""
    port = free_port()
    env |= {
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "dags.environment", "standalone"],
            cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        health = f"{base}/api/v2/monitor/health"
        until(lambda: urllib.request.urlopen(health, timeout=20).status == HTTPStatus.OK, READY_SECONDS, "the server")  # noqa: S310
        yield Api(base)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with suppress(ProcessLookupError):  # its scheduler may wait for its workers long after it has gone itself
            os.killpg(process.pid, signal.SIGKILL)
        print(re.sub(r"\x1b\[[0-9;]*m", "", log.read_text("utf-8", "replace"))[-8000:])
