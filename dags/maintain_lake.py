"""The lake as small and as quick as on its first day, and nothing kept longer than was said."""

import os
from datetime import UTC, datetime
from pathlib import Path

from airflow.sdk import dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.as_of import as_of
from dags.assets import DEFAULT_ARGS, LAKE_WRITER
from dags.close_hours import close_hours
from settings import load


@dag(
    schedule="30 3 * * *",
    start_date=datetime(2015, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={**DEFAULT_ARGS, "owner": "platform"},
    tags=["newslake", "maintenance"],
    doc_md="""
    ### Maintenance
    Closes hours and destroys the salts of closed days, also where no data came. Deletes rows that have been kept for as
    long as their contract says. Puts small files together, expires old snapshots, removes files that no snapshot has.
    Removes what killed runs left staged, old logs, and Airflow's own records of old runs. How long each is kept is set
    in `[maintenance]`; see docs/runbooks/maintenance.md.
    """,
)
def maintain_lake() -> None:
    """Close, delete, compact, expire; beside it, what runs and Airflow left behind."""

    @task(pool=LAKE_WRITER, trigger_rule="all_done")
    def apply_retention() -> dict[str, int]:
        from dags.steps import retention

        context = get_current_context()
        return retention.apply_retention(load(), context["run_id"], as_of(context))

    @task(pool=LAKE_WRITER, trigger_rule="all_done")
    def compact() -> dict[str, int]:
        from dags.steps import maintenance

        return maintenance.compact(load(), get_current_context()["run_id"])

    @task(pool=LAKE_WRITER, trigger_rule="all_done")
    def expire() -> dict[str, int]:
        from dags.steps import maintenance

        return maintenance.expire(load(), as_of(get_current_context()))

    @task
    def remove_leftovers() -> dict[str, int]:
        from dags.steps import leftovers

        logs = os.environ.get("AIRFLOW__LOGGING__BASE_LOG_FOLDER") or Path(os.environ["AIRFLOW_HOME"]) / "logs"
        return leftovers.remove_leftovers(load(), Path(logs), as_of(get_current_context()))

    @task
    def clean_metadata() -> str:
        from dags import clean_metadata as cleaning

        settings = load()
        if not cleaning.database_of_task(settings):
            raise AirflowSkipException(cleaning.ELSEWHERE)
        return cleaning.clean_in_process(settings, as_of(get_current_context()))

    close_hours() >> apply_retention() >> compact() >> expire()
    [remove_leftovers(), clean_metadata()]


pipeline = maintain_lake()
