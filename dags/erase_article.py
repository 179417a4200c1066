"""An article taken down: out of tables, files, snapshots, archives and exports, with proof."""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import Metadata, Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from dags.as_of import as_of
from dags.assets import ARTICLES, DEFAULT_ARGS, LAKE_WRITER
from settings import load

PARAMS = {
    "article": Param("", type="string", minLength=1, description="article_id, or any URL of the article."),
    "reason": Param("", type="string", description="Why; kept with the article_id. No names, no text of it."),
}


@dag(
    schedule=None,
    start_date=datetime(2015, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    params=PARAMS,
    default_args={**DEFAULT_ARGS, "owner": "content"},
    tags=["newslake", "erasure"],
    doc_md="""
    ### Takedown of an article
    Deletes the article from every table, writes the Parquet files that held it again, expires **all** older snapshots,
    takes its records out of the WARC files of crawls, and removes what was made of it; then searches all of that for
    it, and fails where anything is left. It does not come in again. See docs/runbooks/erasure.md.
    """,
)
def erase_article() -> None:
    """Erase one article."""

    @task(pool=LAKE_WRITER, outlets=[ARTICLES])
    def erase() -> Any:
        from dags.steps import erase_article as step
        from dags.steps.erased import EraseError

        context = get_current_context()
        params = context["params"]
        try:
            done = step.erase_article(load(), params["article"], params["reason"], context["run_id"], as_of(context))
        except EraseError as error:
            raise AirflowFailException(str(error)) from error
        yield Metadata(ARTICLES, extra={"touched_hours": [], "erased": 1})
        return done

    erase()


pipeline = erase_article()
