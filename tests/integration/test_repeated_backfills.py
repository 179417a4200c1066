"""However often the same hours were backfilled, Airflow's scheduler looks at all of their runs.

Its query has a row for each backfill that a run ever was part of, and limits rows.
"""

import subprocess
import sys

from tests.integration import newsroom

RUNS, BACKFILLS = 16, 8

EXAMINED = f"""
import os, settings
from datetime import UTC, datetime, timedelta
from dags.environment import airflow_environment, prepare_metadata
os.environ.update(airflow_environment(settings.home()))
prepare_metadata()
import airflow.settings
airflow.settings.initialize()
from airflow.models.backfill import Backfill, BackfillDagRun
from airflow.models.dag import DagModel
from airflow.models.dagbundle import DagBundleModel
from airflow.models.dagrun import DagRun
from airflow.utils.state import DagRunState
from airflow.utils.types import DagRunType

first = datetime(2025, 5, 4, tzinfo=UTC)
with airflow.settings.Session() as session:
    session.add(DagBundleModel(name="ours"))
    session.flush()
    session.add(DagModel(dag_id="hourly", bundle_name="ours", is_paused=False, is_stale=False))
    backfills = [Backfill(dag_id="hourly", from_date=first, to_date=first) for _ in range({BACKFILLS})]
    session.add_all(backfills)
    session.flush()
    for number in range({RUNS}):
        hour = first + timedelta(hours=number)
        run = DagRun(dag_id="hourly", run_id=f"r{{number}}", logical_date=hour, run_after=hour,
                     state=DagRunState.RUNNING, run_type=DagRunType.BACKFILL_JOB, backfill_id=backfills[-1].id)
        session.add(run)
        session.flush()
        of_run = dict(dag_run_id=run.id, logical_date=hour, sort_ordinal=number + 1)
        session.add_all(BackfillDagRun(backfill_id=one.id, **of_run) for one in backfills)
    session.commit()
    print("EXAMINED", len(list(DagRun.get_running_dag_runs_to_examine(session))))
"""


def test_all_runs_of_an_eighth_backfill_are_examined(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", EXAMINED], cwd=newsroom.ROOT, env=newsroom.environment(tmp_path / "home"),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.stdout.splitlines()[-1:] == [f"EXAMINED {RUNS}"], told.stderr
