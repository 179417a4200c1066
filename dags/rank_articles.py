"""Roll-ups in, rankings out."""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import Metadata, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.assets import ARTICLES, DEFAULT_ARGS, LAKE_WRITER, PAGE_VIEWS, RANKINGS
from dags.task_events import of_publish
from settings import load


@dag(
    schedule=(PAGE_VIEWS | ARTICLES),
    start_date=datetime(2015, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={**DEFAULT_ARGS, "owner": "audience"},
    tags=["newslake", "rankings"],
    doc_md="""
    ### Rankings
    Ranks the as-of hours that touched hours take part in, for every window and scope. The touched hours
    come with the asset events; those of a run that was killed before its event are found in the lake's commits.
    """,
)
def rank_articles() -> None:
    """Rank the hours that are due."""

    @task
    def hours_due() -> list[str]:
        from dags.steps import rankings

        events = get_current_context()["triggering_asset_events"]
        handed = [hour for asset in events.values() for event in asset for hour in event.extra.get("touched_hours", ())]
        hours = rankings.hours_due(load(), handed)
        if not hours:
            raise AirflowSkipException("no hour was touched since the last ranking")
        return hours

    @task(pool=LAKE_WRITER, outlets=[RANKINGS])
    def rank(hours: list[str]) -> Any:
        from dags.steps import rankings

        ranked = rankings.rank_hours(load(), hours, get_current_context()["run_id"])
        yield Metadata(RANKINGS, extra={**ranked, **of_publish(RANKINGS)})
        return ranked

    rank(hours_due())


pipeline = rank_articles()
