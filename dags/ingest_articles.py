"""Pages in, articles out."""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import Metadata, dag, get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from dags.as_of import as_of
from dags.assets import ARTICLE_SOURCES, ARTICLES, DEFAULT_ARGS, LAKE_WRITER
from dags.deadlines import deadline
from dags.failures import fail_clearly
from dags.mapped import landed
from dags.task_events import of_publish
from settings import load

FILES = [source.name for source in load().article_source if not source.is_fetched]
WEB = [source for source in load().article_source if source.is_fetched]
POOLS = sorted({source.pool for source in WEB})


@task
@fail_clearly
def find_batches(source: str) -> list[dict[str, Any]]:
    """Return the folders and archives of a source that are new."""
    from dags.steps import article_input

    settings = load()
    return article_input.find_batches(settings, settings.article_source_named(source))


@task(inlets=[ARTICLE_SOURCES])
@fail_clearly
def discover(source: str) -> dict[str, Any]:
    """Return what a source lists that is new or changed."""
    from dags.steps import discovery

    settings, context = load(), get_current_context()
    cursors = context["asset_state_store"][ARTICLE_SOURCES].get(source, default={})
    return discovery.discover(
        settings, settings.article_source_named(source), cursors, context["run_id"], as_of(context)
    )


@task
@fail_clearly
def fetch(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Fetch it, into WARC files."""
    from dags.steps import fetching

    context = get_current_context()
    return fetching.fetch(load(), found, context["run_id"], as_of(context))


@task(trigger_rule="all_done")
def flatten(found: Any, crawls: list[Any]) -> list[dict[str, Any]]:
    """Return the inputs of all sources."""
    from dags.steps import article_input

    return landed(found) + article_input.unread(load(), landed(crawls))


@task
@fail_clearly
def parse(batch: dict[str, Any]) -> dict[str, Any]:
    """Read the articles of one input."""
    from dags.steps import articles

    return articles.parse(load(), batch, get_current_context()["run_id"])


@task
@fail_clearly
def validate(batch: dict[str, Any]) -> dict[str, Any]:
    """Pass them through the gate."""
    from dags.steps import articles

    return articles.validate(batch, get_current_context()["run_id"])


@task(trigger_rule="all_done", pool=LAKE_WRITER, inlets=[ARTICLE_SOURCES], outlets=[ARTICLES])
def publish(batches: Any, crawls: list[Any]) -> Any:
    """Bring all of it into the lake, then note where the listings were left."""
    from dags.steps import articles
    from dags.steps import crawls as noted

    context = get_current_context()
    settings, fetched = load(), landed(crawls)
    published = articles.publish(settings, landed(batches), fetched, context["run_id"], as_of(context))
    state = context["asset_state_store"][ARTICLE_SOURCES]
    for source, cursors in noted.cursors_to_keep(fetched).items():
        state.set(source, noted.newest_cursors({**state.get(source, default={}), **cursors}))
    noted.forget_published(settings, fetched)
    if not published["batches"] and not fetched:
        raise AirflowSkipException("nothing new: the lake stays as it is")
    yield Metadata(ARTICLES, extra={**published, **of_publish(ARTICLES), "sources": noted.counts_by_source(fetched)})
    return published


@task(trigger_rule="one_failed")
def watch() -> None:
    """Turn the run red where a task failed."""
    raise AirflowFailException("a task of this run failed: see the red ones; what they had is not in the lake")


@task_group
def one_input(batch: dict[str, Any]) -> Any:
    """One mapped group an input: what one lacks stops that one alone."""
    return validate(parse(batch))


def crawl(pool: str) -> Any:
    """Return the crawls of the sources that share a pool, one mapped group a source."""

    @task_group(group_id=f"crawl_{pool}")
    def one_source(source: str) -> Any:
        waits = {"pool": f"fetch_{pool}"}
        return fetch.override(**waits)(discover.override(**waits)(source))

    return one_source.expand(source=[source.name for source in WEB if source.pool == pool])


@dag(
    schedule="@hourly",
    start_date=datetime(2015, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    deadline=deadline(),
    default_args={**DEFAULT_ARGS, "owner": "content"},
    tags=["newslake", "articles"],
    doc_md="""
    ### Articles
    **Web:** reads each source's feeds and sitemaps, fetches what is new or changed into WARC files, one mapped group a
    source, in the Airflow pool `fetch_<pool>` that its settings name. Where a listing was left is kept in the state
    store of the asset `article_sources`.
    **Files:** finds folders and archives whose content the ledger does not know.

    Each archive or folder is parsed and passes the gate in a mapped group of its own; articles, revisions, URLs,
    quarantine and ledger are published in **one transaction**. A source that fails stays out and fails alone; `watch`
    turns the run red, the other sources are in.
    """,
)
def ingest_articles() -> None:
    """Discover, fetch, parse, validate and publish articles."""
    found = find_batches.expand(source=FILES) if FILES else []
    crawls = [crawl(pool) for pool in POOLS]
    validated = one_input.expand(batch=flatten(found, crawls))
    published = publish(validated, crawls)
    [*([found] if FILES else []), *crawls, validated, published] >> watch()


pipeline = ingest_articles()
