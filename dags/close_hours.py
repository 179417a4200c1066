"""The task that closes hours and rolls up the days that a backfill left due, of two DAGs."""

from typing import TYPE_CHECKING, Any

from airflow.sdk import Metadata, get_current_context, task

from dags.as_of import as_of
from dags.assets import DAYS, LAKE_WRITER, PAGE_VIEWS
from dags.task_events import of_publish
from settings import load

if TYPE_CHECKING:
    from transforms.page_view.site_days import SiteDay

PUBLISHES = {"dag_id": "ingest_page_views", "task_ids": ["publish"]}
ENDED = {"success", "failed", "skipped", "upstream_failed", "removed"}
"""States of a task that does nothing more; one that is to come has none."""


@task(trigger_rule="all_done", pool=LAKE_WRITER, outlets=[DAYS])
def close_hours() -> Any:
    """Close what is due; an event says of what rankings are to be made again."""
    from dags.steps import closing

    context = get_current_context()

    def is_awaited(day: "SiteDay") -> bool:
        return is_publish_to_come(context["ti"], day)

    closed = closing.close_hours(load(), as_of(context), context["run_id"], is_awaited)
    if closed["touched_hours"]:
        extra = {"touched_hours": closed["touched_hours"], **of_publish(PAGE_VIEWS)}
        yield Metadata(PAGE_VIEWS, extra=extra, alias=DAYS)
    return closed


def is_publish_to_come(task: Any, day: "SiteDay") -> bool:
    """Say whether a run of an hour of `day` is still to publish, its retries included.

    The last of them is followed by a `close_hours` that finds none. A run that was failed, as when its backfill is
    cancelled, publishes no more, whatever its tasks are.
    """
    states = task.get_task_states(**PUBLISHES, logical_dates=day.hours)
    runs = [run_id for run_id, tasks in states.items() if tasks["publish"] not in ENDED]
    return bool(runs) and task.get_dr_count(PUBLISHES["dag_id"], run_ids=runs, states=["queued", "running"]) > 0
