"""What Airflow costs where there is nothing to do: parsing the DAG files, and an hourly cycle without new input."""

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil

from benchmarks.part import Measured, Part, work_folder

if TYPE_CHECKING:
    from tests.integration.airflow_api import Api

CYCLE = ("ingest_articles", "ingest_page_views", "check_lake")
"""The DAGs of an hour in which nothing is new: those behind them run where something was published.

check_lake comes every sixth hour only.
"""

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
    from tests.integration.airflow_api import standalone

    home = work_folder()
    subprocess.run([sys.executable, "-m", "dags.run"], check=True, stdout=subprocess.DEVNULL)
    with standalone(dict(os.environ), home / "standalone.log") as api:
        # Those with a clock run once when their schedules start; what ends late would be counted to the first of ours.
        api.wait_until_quiet({*CYCLE, "maintain_lake", "reclassify"}, 600)
        took = {dag: _seconds(api, dag) for dag in CYCLE}
    return Measured(", ".join(f"{dag} {took[dag]:.1f}" for dag in CYCLE), seconds=sum(took.values()))


def _seconds(api: "Api", dag: str) -> float:
    """Run `dag` and return the seconds of processor time that it took the workers, forks and the parsing included."""
    from tests.integration.airflow_api import until

    before = _worker_seconds()
    api.call(f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None, "dag_run_id": "idle"})
    until(lambda: _ended(api, dag), 600, f"{dag} to end")
    return _worker_seconds() - before


def _worker_seconds() -> float:
    below = psutil.Process().children(recursive=True)
    times = [one.cpu_times() for one in below if "LocalExecutor" in " ".join(one.cmdline())]
    return float(sum(one.user + one.system + one.children_user + one.children_system for one in times))


def _ended(api: "Api", dag: str) -> bool:
    """Say whether our run of `dag` has ended; RuntimeError where any run failed, or another is under way."""
    runs = api.runs()
    if failed := [api.why_failed(run) for run in runs if run["state"] == "failed"]:
        raise RuntimeError("\n".join(failed))
    under_way = {run["dag_id"] for run in runs if run["state"] != "success"}
    if under_way - {dag}:
        raise RuntimeError(f"{under_way - {dag}} started beside {dag}: what it took would be counted to that")
    return not under_way


PARTS = (Part(dag_files), Part(idle_cycle))
