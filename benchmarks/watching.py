"""What Airflow costs where there is nothing to do: parsing the DAG files, and an hourly cycle without new input."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil

from benchmarks.part import Measured, Part, work_folder

CYCLE = ("ingest_articles", "ingest_page_views")
"""The DAGs of an hour in which nothing is new: those behind them run where something was published."""

PARSED = """
import json, time
import airflow.sdk
from airflow.dag_processing.dagbag import DagBag
started = time.perf_counter()
bag = DagBag(".")
print(json.dumps([time.perf_counter() - started, len(bag.dags), len(bag.import_errors)]))
"""


def dag_files() -> Measured:
    """Parse all DAG files in one process that has Airflow imported already; the least of three."""
    told = []
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(work_folder() / "airflow"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", PARSED], env=environment, check=True, capture_output=True, text=True
        )
        told.append(json.loads(done.stdout.splitlines()[-1]))
    seconds, dags, errors = min(told)
    if errors:
        raise RuntimeError(f"{errors} DAG files can't be imported")
    return Measured(f"{dags} DAGs, without the import of Airflow itself", seconds=seconds)


def idle_cycle() -> Measured:
    """Run an hour's DAGs where nothing is new, by Airflow's scheduler and workers: processor time of the workers."""
    home = work_folder()
    subprocess.run([sys.executable, "-m", "dags.run"], check=True, stdout=subprocess.DEVNULL)
    with _airflow(home / "standalone.log") as (process, call):
        _wait_until(lambda: _ended(call, {*CYCLE, "maintain_lake", "reclassify"}))
        took = {dag: _seconds(process, call, dag) for dag in CYCLE}
    return Measured(", ".join(f"{dag} {took[dag]:.1f}" for dag in CYCLE), seconds=sum(took.values()))


def _seconds(process: psutil.Process, call: Any, dag: str) -> float:
    """Run `dag` and return the seconds of processor time that it took the workers, forks and the parsing included."""
    before = _worker_seconds(process)
    call(f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None, "dag_run_id": "idle"})
    _wait_until(lambda: _ended(call, {dag}, "idle"))
    return _worker_seconds(process) - before


def _worker_seconds(process: psutil.Process) -> float:
    times = [one.cpu_times() for one in process.children(recursive=True) if "LocalExecutor" in " ".join(one.cmdline())]
    return float(sum(one.user + one.system + one.children_user + one.children_system for one in times))


def _ended(call: Any, dags: set[str], run_id: str = "") -> bool:
    """Say whether each of `dags` has run and no run is under way; RuntimeError where one failed."""
    runs = call("/api/v2/dags/~/dagRuns?limit=100")["dag_runs"]
    if failed := [run["dag_id"] for run in runs if run["state"] == "failed"]:
        raise RuntimeError(f"{failed} failed")
    done = {run["dag_id"] for run in runs if run_id in run["dag_run_id"]} >= dags
    return done and all(run["state"] == "success" for run in runs)


def _wait_until(found: Any, seconds: float = 600) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if found():
                return
        except (urllib.error.URLError, OSError, KeyError):
            pass  # a server that is not ready is no answer yet
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(1)


@contextmanager
def _airflow(log: Any) -> Iterator[Any]:
    """Run `airflow standalone` on free ports; yield what calls its API."""
    api, worker_log, trigger_log = (_free_port() for _ in range(3))
    base = f"http://127.0.0.1:{api}"
    environment = {
        **os.environ, "AIRFLOW__API__PORT": str(api), "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{base}/execution/",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(worker_log),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(trigger_log),
    }  # fmt: skip

    def call(path: str, body: Any = None) -> Any:
        with urllib.request.urlopen(f"{base}/auth/token", timeout=30) as answer:  # noqa: S310 - loopback
            token = json.load(answer)["access_token"]
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(base + path, data, headers)  # noqa: S310
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    with log.open("wb") as out:
        command = [sys.executable, "-m", "dags.environment", "standalone"]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True)
    try:
        yield psutil.Process(process.pid), call
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PARTS = (Part(dag_files), Part(idle_cycle))
