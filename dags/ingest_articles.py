"""Pages in, articles out."""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import Metadata, dag, get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from dags.as_of import as_of
from dags.assets import ARTICLES, DEFAULT_ARGS, LAKE_WRITER
from dags.failures import fail_clearly
from dags.mapped import landed
from settings import load

SOURCES = [source.name for source in load().article_source]


@dag(
    schedule="@hourly",
    start_date=datetime(2015, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={**DEFAULT_ARGS, "owner": "content"},
    tags=["newslake", "articles"],
    doc_md="""
    ### Articles
    Reads every source whose content the ledger does not know, one mapped task a source; extracts articles;
    passes them through the gate; publishes articles, URLs, quarantine and ledger in **one transaction**.
    A source that fails stays out and fails alone; `watch` turns the run red, the other sources are in.
    """,
)
def ingest_articles() -> None:
    """Find, parse, validate and publish articles."""

    @task
    @fail_clearly
    def find_batch(source: str) -> list[dict[str, Any]]:
        from dags.steps import articles

        settings = load()
        return articles.find_batch(settings, next(s for s in settings.article_source if s.name == source))

    @task(trigger_rule="all_done")
    def flatten(found: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
        return [batch for batches in found for batch in batches]

    @task
    @fail_clearly
    def parse(batch: dict[str, Any]) -> dict[str, Any]:
        from dags.steps import articles

        return articles.parse(load(), batch, get_current_context()["run_id"])

    @task
    @fail_clearly
    def validate(batch: dict[str, Any]) -> dict[str, Any]:
        from dags.steps import articles

        return articles.validate(batch, get_current_context()["run_id"])

    @task(trigger_rule="all_done", pool=LAKE_WRITER, outlets=[ARTICLES])
    def publish(batches: Any) -> Any:
        from dags.steps import articles

        context = get_current_context()
        published = articles.publish(load(), landed(batches), context["run_id"], as_of(context))
        if not published["batches"]:
            raise AirflowSkipException("nothing new: the lake stays as it is")
        yield Metadata(ARTICLES, extra=published)
        return published

    @task(trigger_rule="one_failed")
    def watch() -> None:
        raise AirflowFailException("a task of this run failed: see the red ones; what they had is not in the lake")

    @task_group
    def one_input(batch: dict[str, Any]) -> Any:
        """One mapped group an input: what one lacks stops that one alone."""
        return validate(parse(batch))

    found = find_batch.expand(source=SOURCES)
    validated = one_input.expand(batch=flatten(found))
    published = publish(validated)
    [found, validated, published] >> watch()


pipeline = ingest_articles()
