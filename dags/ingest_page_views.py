"""Access logs in, hourly and daily page views out."""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import CronDataIntervalTimetable, Metadata, dag, get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from dags.as_of import as_of
from dags.assets import DEFAULT_ARGS, LAKE_WRITER, PAGE_VIEWS
from dags.close_hours import close_hours
from dags.deadlines import deadline
from dags.failures import fail_clearly
from dags.mapped import landed
from dags.task_events import of_publish
from settings import load


@dag(
    schedule=CronDataIntervalTimetable("@hourly", timezone="UTC"),
    start_date=datetime(2015, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    deadline=deadline(),
    default_args={**DEFAULT_ARGS, "owner": "audience"},
    tags=["newslake", "page views"],
    doc_md="""
    ### Page views
    Reads every log file whose content the ledger does not know, one mapped task a file; passes what it read
    through the gate; publishes events, roll-ups, quarantine and ledger in **one transaction**.
    A backfill rolls up the hours of its interval again, and each day of theirs once, after the day's last publish.
    `close_hours` does that, closes what takes no more data and destroys the salts of closed days. A file that fails
    stays out and fails alone, as does a source that can't be listed; `watch` turns the run red, the other files are in.
    """,
)
def ingest_page_views() -> None:
    """Find, read, validate and publish page views."""

    @task
    def find_files() -> list[dict[str, Any]]:
        from dags.steps import page_view_input

        return page_view_input.find_files_of_all(load())

    @task
    @fail_clearly
    def read(file: dict[str, Any]) -> dict[str, Any]:
        from dags.steps import page_view_input

        context = get_current_context()
        return page_view_input.read_file(load(), file, context["run_id"], as_of(context))

    @task
    @fail_clearly
    def validate(batch: dict[str, Any]) -> dict[str, Any]:
        from dags.steps import page_view_input

        return page_view_input.validate(batch, get_current_context()["run_id"])

    @task(trigger_rule="all_done", pool=LAKE_WRITER, outlets=[PAGE_VIEWS])
    def publish(batches: Any) -> Any:
        from dags.steps import page_view_publish

        context = get_current_context()
        published = page_view_publish.publish(
            load(), landed(batches), context["run_id"], as_of(context), _interval_hours(context)
        )
        if not published["files"] and not published["touched_hours"]:
            raise AirflowSkipException("no new file: the lake stays as it is")
        yield Metadata(PAGE_VIEWS, extra={**published, **of_publish(PAGE_VIEWS)})
        return published

    @task(trigger_rule="one_failed")
    def watch() -> None:
        raise AirflowFailException("a task of this run failed: see the red ones; what they had is not in the lake")

    @task_group
    def one_input(file: dict[str, Any]) -> Any:
        """One mapped group an input: what one lacks stops that one alone."""
        return validate(read(file))

    found = find_files()
    validated = one_input.expand(file=found)
    published = publish(validated)
    closed = close_hours()
    published >> closed
    [found, validated, published, closed] >> watch()


def _interval_hours(context: Any) -> list[datetime]:
    """Return the hours of the data interval of a backfill run; none for other runs."""
    if context["dag_run"].run_type != "backfill":
        return []
    from dags.steps.page_view_publish import hours_between

    return hours_between(context["data_interval_start"], context["data_interval_end"])


pipeline = ingest_page_views()
