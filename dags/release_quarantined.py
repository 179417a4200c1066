"""Refused records in, those that pass now out: after a person has seen what would be published."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.as_of import as_of
from dags.assets import ARTICLES, DEFAULT_ARGS, LAKE_WRITER, PAGE_VIEWS
from dags.failures import fail_clearly
from dags.task_events import of_publish
from settings import load

DAYS_TO_ANSWER = 7
"""A form that nobody answers is taken as rejected after so many days."""

TABLES = ["", "article", "page_view_event", "page_view_count", "visitor_signal"]
TEXTS = {"type": "array", "items": {"type": "string"}}
PARAMS = {
    "table": Param("", type="string", enum=TABLES, description="Table that the records belong to; empty: every one."),
    "failed_checks": Param([], **TEXTS, description="Checks or reasons; records that failed any of them are chosen."),
    "source": Param("", type="string", description="Name of a source in the settings."),
    "source_file_id": Param("", type="string", description="Input, as source_file has it."),
    "run_id": Param("", type="string", description="DAG run that refused the records."),
    "ids": Param([], **TEXTS, description="quarantined_record_id of single records."),
    "limit": Param(10_000, type="integer", minimum=1, maximum=100_000, description="Most records of one release."),
}


@dag(
    schedule=None,
    start_date=datetime(2015, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=8,
    params=PARAMS,
    default_args={**DEFAULT_ARGS, "owner": "platform"},
    tags=["newslake", "quarantine"],
    doc_md="""
    ### Release from quarantine
    Trigger it after a fix. `try_out` chooses refused records by the parameters (empty ones choose all), reads them
    again as code and settings are now, and says what each would become. `approve` waits for a person: Required Actions
    in Airflow's web page, or its REST API. Then those that pass are published by the way of their ingest, each kind in
    **one transaction**: rows, touched hours, the ledger's outcomes, and the word in `quarantined_record`. What fails
    again stays, with the checks that it failed. See docs/runbooks/quarantine.md.
    """,
)
def release_quarantined() -> None:
    """Try refused records, ask, release."""

    @task
    @fail_clearly
    def try_out() -> dict[str, Any]:
        from dags.steps import release
        from dags.steps.release_choice import Filters

        context = get_current_context()
        filters = Filters.from_params(context["params"])
        tried = release.try_out(load(), filters, context["run_id"], as_of(context))
        if not tried:
            raise AirflowSkipException("no record in quarantine fits the parameters")
        return tried

    @task(pool=LAKE_WRITER, outlets=[PAGE_VIEWS])
    @fail_clearly
    def release_page_views(tried: dict[str, Any]) -> Any:
        from dags.steps import release_page_views as step

        context = get_current_context()
        done = step.release_page_views(load(), Path(tried["chosen"]), context["run_id"], as_of(context))
        return announce(PAGE_VIEWS, done)

    @task(pool=LAKE_WRITER, outlets=[ARTICLES])
    @fail_clearly
    def release_articles(tried: dict[str, Any]) -> Any:
        from dags.steps import release_articles as step

        context = get_current_context()
        done = step.release_articles(load(), Path(tried["chosen"]), context["run_id"], as_of(context))
        return announce(ARTICLES, done)

    tried = try_out()
    approve = ApprovalOperator(
        task_id="approve",
        subject="{{ ti.xcom_pull(task_ids='try_out')['subject'] }}",
        body="{{ ti.xcom_pull(task_ids='try_out')['body'] }}",
        defaults="Reject",
        response_timeout=timedelta(days=DAYS_TO_ANSWER),
    )
    tried >> approve >> [release_page_views(tried), release_articles(tried)]


def announce(asset: Any, done: dict[str, Any]) -> Any:
    """Skip where nothing was released, else tell the asset what was."""
    if not done["released"]:
        raise AirflowSkipException(f"nothing was released; {done['stayed']} records stay in quarantine")
    get_current_context()["outlet_events"][asset].extra = {**done, **of_publish(asset)}
    return done


pipeline = release_quarantined()
