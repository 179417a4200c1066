"""The lake against its own history, and its tables against one another."""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, dag, get_current_context, task

from dags.as_of import as_of
from dags.assets import ARTICLES, DEFAULT_ARGS, LAKE_WRITER, PAGE_VIEWS
from settings import load


@dag(
    # By the clock too: where nothing is published nothing else would say that all sources are silent.
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("20 */6 * * *", timezone="UTC"), assets=ARTICLES | PAGE_VIEWS
    ),
    start_date=datetime(2015, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={**DEFAULT_ARGS, "owner": "platform"},
    tags=["newslake", "quality"],
    doc_md="""
    ### Checks of the lake
    What no batch can tell: is the volume that of the same weekday, are there more bots, invalid rows or unknown pages
    than before, is a source late, do rows refer to rows that are there, are keys unique, does the
    ledger add up. The results are in `quality_result` and the report; nothing is stopped by them.
    """,
)
def check_lake() -> None:
    """Check the lake after each publish, and four times a day whatever comes."""

    @task(pool=LAKE_WRITER)
    def check() -> dict[str, Any]:
        from dags.steps import lake_check

        context = get_current_context()
        return lake_check.check_lake(load(), context["run_id"], as_of(context))

    check()


pipeline = check_lake()
