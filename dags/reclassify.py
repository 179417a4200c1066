"""New bot lists in, history derived again."""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import Metadata, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.as_of import as_of
from dags.assets import DEFAULT_ARGS, LAKE_WRITER, PAGE_VIEWS
from dags.task_events import of_publish
from settings import load


@dag(
    schedule="@daily",
    start_date=datetime(2015, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={**DEFAULT_ARGS, "owner": "audience"},
    tags=["newslake", "page views"],
    doc_md="""
    ### Bot lists
    Where the bot lists have a new version: judges every known user agent again, and rolls up the hours with
    requests of those whose verdict changed, in **one transaction**. Does nothing on other days.
    """,
)
def reclassify() -> None:
    """Judge the user agents again after a list change."""

    @task(pool=LAKE_WRITER, outlets=[PAGE_VIEWS])
    def judge_again() -> Any:
        from dags.steps import reclassify as step

        context = get_current_context()
        done = step.reclassify(load(), context["run_id"], as_of(context))
        if not done["agents"]:
            raise AirflowSkipException("the lists are those that judged every known agent")
        yield Metadata(PAGE_VIEWS, extra={**done, **of_publish(PAGE_VIEWS)})
        return done

    judge_again()


pipeline = reclassify()
