"""Airflow's own records of old runs, out of its metadata database: `python -m dags.clean_metadata`.

Airflow gives tasks no access to its database. So the task of `maintain_lake` starts this in a process of its own where
it knows the database: the embedded one, or the one that NEWSLAKE_AIRFLOW_DATABASE names. Elsewhere, run it beside the
scheduler.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from dags.environment import airflow_environment
from settings import ROOT, Settings, load

VARIABLE = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
NAMED = "NEWSLAKE_AIRFLOW_DATABASE"
ELSEWHERE = (
    f"no access to Airflow's database here: set {NAMED}, or run `python -m dags.clean_metadata` by the scheduler"
)

TABLES = (
    "_xcom_archive", "asset_event", "callback", "celery_taskmeta", "celery_tasksetmeta", "dag_run", "deadline",
    "import_error", "job", "log", "partitioned_asset_key_log", "revoked_token", "task_instance",
    "task_instance_history", "task_reschedule", "trigger", "xcom",
)  # fmt: skip
"""What runs leave behind. Not `dag` and `dag_version`, which are still ours, nor the stores of states: the cursors."""

AT_ONCE = 1000
"""Rows a transaction: the scheduler of a SQLite database waits no longer than for these."""


def database_of_task(settings: Settings) -> str:
    """Return the database that a task may clean; empty where there is none."""
    embedded = settings.home / "airflow" / "airflow.db"
    return os.environ.get(NAMED, "") or (f"sqlite:///{embedded}" if embedded.is_file() else "")


def clean_in_process(settings: Settings, as_of: datetime) -> str:
    """Clean the database in a process that is no task's, and return until when; RuntimeError with what it said."""
    before = as_of - timedelta(days=settings.maintenance.airflow_days)
    environment = {**os.environ, VARIABLE: database_of_task(settings)}
    # What a task's process was given to keep it from the database.
    environment.pop("AIRFLOW__CORE__SQL_ALCHEMY_CONN", None)
    command = [sys.executable, "-m", "dags.clean_metadata", before.isoformat()]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"Airflow's records were not cleaned: {done.stderr.strip()[-2000:]}")
    return before.isoformat()


def main() -> None:
    """Clean the database of this environment; without an instant, of what is older than [maintenance] airflow_days."""
    settings = load()
    os.environ.update(airflow_environment(settings.home))
    days = timedelta(days=settings.maintenance.airflow_days)
    before = datetime.fromisoformat(sys.argv[1]) if len(sys.argv) > 1 else datetime.now(UTC) - days

    from airflow.utils.db_cleanup import config_dict, run_cleanup

    run_cleanup(
        clean_before_timestamp=before,
        table_names=[name for name in TABLES if name in config_dict], confirm=False, skip_archive=True,
        batch_size=AT_ONCE, error_on_cleanup_failure=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
