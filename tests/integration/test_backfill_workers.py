"""A backfill of 48 hours by one Celery worker and by two: the figure of docs/scaling.md.

Nine minutes, so only by `make bench PART=backfill_workers`. Workers do one task at a time, so that two of them have two
cores; what follows a backfill (rankings, exports) is paused, so that only it is measured.
"""

import json
import os
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import lake
from benchmarks.latency import SlowStore
from lake import LakeLocation
from samples.newsroom import make
from tests.integration.airflow_api import until
from tests.integration.airflow_services import services_of
from tests.integration.services import postgres, s3  # noqa: F401 - fixtures

RESULT = os.environ.get("NEWSLAKE_BENCH_BACKFILL", "")
pytestmark = pytest.mark.skipif(not RESULT, reason="takes nine minutes: make bench PART=backfill_workers")

READY_SECONDS = 600
DONE_SECONDS = 3000
HOURS = int(os.environ.get("BENCH_BACKFILL_HOURS", "48"))
TASKS_AT_ONCE = os.environ.get("BENCH_WORKER_CONCURRENCY", "1")
RUNS_AT_ONCE = 6
"""Enough that workers find work while Airflow's scheduler looks for more. It looks at every run each time: sixteen cost
it twice the processor time."""
LATENCY = 0.02
LOOK_EVERY = 5
DAG = "ingest_page_views"
NAME = "{} with {:.0f} ms"


@pytest.fixture
def slow(s3):  # noqa: F811
    with SlowStore(s3.port) as store:
        yield store


@pytest.fixture
def services(tmp_path, postgres, s3, slow):  # noqa: F811
    with services_of(tmp_path, postgres, replace(s3, port=slow.port)) as started:
        yield started


def fill(services, api) -> datetime:
    """Read the sample newsroom's logs into the lake, every other DAG paused, and return the first hour of its views."""
    until(lambda: api.call(f"/api/v2/dags/{DAG}"), READY_SECONDS, "the DAGs to be parsed")
    pause_others(api)
    api.call(f"/api/v2/dags/{DAG}/dagRuns", {"logical_date": None, "dag_run_id": "by_rest"}, "POST")
    filled = f"/api/v2/dags/{DAG}/dagRuns/by_rest"
    until(lambda: api.call(filled)["state"] == "success", DONE_SECONDS, "the logs to be read")
    pause_others(api)
    with lake.connect(LakeLocation.from_variables(services.lake_variables())) as connection:
        (first,) = connection.execute("SELECT min(hour_at) FROM page_view_hourly").fetchone()
    return first


def pause_others(api) -> None:
    for dag in api.call("/api/v2/dags?limit=100")["dags"]:
        if dag["dag_id"] != DAG and not dag["is_paused"]:
            api.call(f"/api/v2/dags/{dag['dag_id']}", {"is_paused": True}, "PATCH")


def backfill(api, first: datetime) -> float:
    """Roll up 48 hours again, a run an hour; return the seconds from the first run's start to the last one's end."""
    last = first + timedelta(hours=HOURS - 1)
    days = {"from_date": first.isoformat(), "to_date": last.isoformat()}
    asked = {"dag_id": DAG, **days, "max_active_runs": RUNS_AT_ONCE, "reprocess_behavior": "completed"}
    begun = api.call("/api/v2/backfills", asked)["created_at"]

    def completed() -> bool:
        time.sleep(LOOK_EVERY)  # each look takes its processor time from what is measured
        return all(one["completed_at"] for one in api.call(f"/api/v2/backfills?dag_id={DAG}")["backfills"])

    until(completed, DONE_SECONDS, "the backfill")
    runs = api.call(f"/api/v2/dags/{DAG}/dagRuns?run_type=backfill&limit=100&order_by=-end_date")["dag_runs"]
    assert {run["state"] for run in runs} == {"success"}
    assert len([run for run in runs if run["start_date"] > begun]) == len(runs) == HOURS
    starts, ends = ([datetime.fromisoformat(run[name]) for run in runs] for name in ("start_date", "end_date"))
    return (max(ends) - min(starts)).total_seconds()


def start_worker(services) -> None:
    """Start one more and wait until it takes tasks."""
    services.file["services"]["worker"]["environment"]["AIRFLOW__CELERY__WORKER_CONCURRENCY"] = TASKS_AT_ONCE
    services.start("worker")
    log = services.started[-1][2]
    until(lambda: " ready. " in log.read_text("utf-8", "replace"), READY_SECONDS, "the worker to be ready")


def test_two_workers_are_faster_than_one(services, slow):
    make(services.home / "samples", days=2, articles=20, visits_per_day=2000)
    services.run("init")
    services.start("api-server")
    services.until_healthy("api-server", READY_SECONDS)
    for name in ("scheduler", "dag-processor", "triggerer"):
        services.start(name)
        services.until_healthy(name, READY_SECONDS)
    start_worker(services)
    api = services.api()
    first = fill(services, api)
    measured = {}
    for workers in ("one", "two"):
        if workers == "two":
            start_worker(services)
        for seconds in (0.0, LATENCY):
            slow.seconds, before, done = seconds, slow.requests, sum(services.tasks_of_workers())
            name = NAME.format(workers, 1000 * seconds)
            measured[name] = {
                "seconds": backfill(api, first),
                "requests": slow.requests - before,
                "tasks": sum(services.tasks_of_workers()) - done,
                "load": os.getloadavg()[1],  # of the last five minutes: with other work seconds say little
            }
            print(name, measured[name])
            Path(RESULT).write_text(json.dumps(measured), encoding="utf-8")
    assert min(services.tasks_of_workers()) > HOURS
    for seconds, times in ((LATENCY, 1.7), (0.0, 1.0)):
        one, two = (measured[NAME.format(workers, 1000 * seconds)]["seconds"] for workers in ("one", "two"))
        assert one / two >= times, measured
