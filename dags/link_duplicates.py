"""Articles in, near-copies linked to earlier ones out."""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import Asset, Metadata, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.as_of import as_of
from dags.assets import ARTICLES, DEFAULT_ARGS, LAKE_WRITER
from dags.task_events import of_publish
from settings import load

DUPLICATES = Asset("lake_article_duplicate", uri="newslake://lake/article_duplicate")


@dag(
    schedule=[ARTICLES],
    start_date=datetime(2015, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={**DEFAULT_ARGS, "owner": "content"},
    tags=["newslake", "articles"],
    doc_md="""
    ### Wire copies
    Links articles to earlier ones whose text they carry. Looks at those that are new or changed since its last run,
    and at all of them after a change of `[duplicates]`. Writes `article_duplicate` and `article_band` in
    **one transaction**.
    """,
)
def link_duplicates() -> None:
    """Link the near-copies among new and changed articles."""

    @task(pool=LAKE_WRITER, outlets=[DUPLICATES])
    def link() -> Any:
        from dags.steps import duplicates

        context = get_current_context()
        done = duplicates.link_duplicates(load(), context["run_id"], as_of(context))
        if not done:
            raise AirflowSkipException("no article is new or changed since near-copies were linked")
        yield Metadata(DUPLICATES, extra={**done, **of_publish(DUPLICATES)})
        return done

    link()


pipeline = link_duplicates()
