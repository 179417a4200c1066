"""Page views and articles in, related stories out."""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import Metadata, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.as_of import as_of
from dags.assets import ARTICLES, DEFAULT_ARGS, LAKE_WRITER, PAGE_VIEWS, RELATED
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
    ### Related stories
    Once a site day, when it has ended: relates articles by their common visitors, and by their words where those
    are too few. Writes `related_article` whole, in **one transaction**. Does nothing at other hours.
    """,
)
def relate_articles() -> None:
    """Relate the articles, once a site day."""

    @task(pool=LAKE_WRITER, outlets=[RELATED])
    def relate() -> Any:
        from dags.steps import related

        context = get_current_context()
        done = related.relate_articles(load(), context["run_id"], as_of(context))
        if not done:
            raise AirflowSkipException("no site day has ended since the articles were related")
        yield Metadata(RELATED, extra={**done, **of_publish(RELATED)})
        return done

    relate()


pipeline = relate_articles()
