"""A visitor forgotten: out of tables, files and snapshots, with proof."""

from datetime import UTC, date, datetime
from typing import Any

from airflow.sdk import Metadata, Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from dags.as_of import as_of
from dags.assets import DEFAULT_ARGS, LAKE_WRITER, PAGE_VIEWS
from settings import load

IDS = {"type": "array", "items": {"type": ["string", "integer"], "pattern": r"^-?\d{1,19}$"}}
PARAMS = {
    "visitor_ids": Param([], **IDS, description="As page_view_event has them, one a line; as text: JSON rounds them."),
    "address": Param("", type="string", description="Or: the visitor's IP address,"),
    "user_agent": Param("", type="string", description="with the user agent, as the browser sends it,"),
    "day": Param("", type="string", pattern=r"^(\d{4}-\d\d-\d\d)?$", description="and the site day, while it is open."),
}


@dag(
    schedule=None,
    start_date=datetime(2015, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    params=PARAMS,
    default_args={**DEFAULT_ARGS, "owner": "audience"},
    tags=["newslake", "erasure"],
    doc_md="""
    ### Erasure of a visitor
    Deletes a visitor's requests, signals and activity from every table, rolls up the hours and days that they were in,
    writes the Parquet files that held them again and expires **all** older snapshots; then searches all of that, and
    fails where anything is left. See docs/runbooks/erasure.md.
    """,
)
def erase_visitor() -> None:
    """Erase visitors."""

    @task(pool=LAKE_WRITER, outlets=[PAGE_VIEWS])
    def erase() -> Any:
        from dags.steps import erase_visitor as step
        from dags.steps.erased import EraseError

        context, settings = get_current_context(), load()
        params = context["params"]
        ids = [int(one) for one in params["visitor_ids"]]
        try:
            if params["address"]:
                day = date.fromisoformat(params["day"])
                ids += step.visitor_ids(settings, params["address"], params["user_agent"], day)
            done = step.erase_visitor(settings, ids, context["run_id"], as_of(context))
        except (EraseError, ValueError) as error:
            raise AirflowFailException(str(error)) from error
        yield Metadata(PAGE_VIEWS, extra={"touched_hours": done["touched_hours"]})
        return done

    erase()


pipeline = erase_visitor()
