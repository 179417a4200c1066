"""Assets that tie the DAGs together, and what every task of ours shares."""

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, AssetAlias

from dags.alerts import AFTER_TASK
from dags.task_events import after_task, before_task

ARTICLE_SOURCES = Asset("article_sources", uri="newslake://article_sources")
"""Its state store keeps where each listing was left, a key a source."""
ARTICLES = Asset("lake_article", uri="newslake://lake/article")
PAGE_VIEWS = Asset("lake_page_view_hourly", uri="newslake://lake/page_view_hourly")
DAYS = AssetAlias("days_rolled_up")
"""By which `close_hours` says that PAGE_VIEWS changed, and only when they did."""
RANKINGS = Asset("lake_article_ranking", uri="newslake://lake/article_ranking")
RELATED = Asset("lake_related_article", uri="newslake://lake/related_article")

LAKE_WRITER = "lake_writer"
"""Pool of one slot on SQLite, which takes one writer at a time: waiting in a pool costs no worker."""

BACKFILLS_LAST = "dags.priorities.BackfillsLast"
"""By its name: a DAG file has no need of Airflow's own modules."""

DEFAULT_ARGS: dict[str, Any] = {
    "retries": 2,
    "retry_delay": timedelta(seconds=5),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=10),
    "weight_rule": BACKFILLS_LAST,
    "on_execute_callback": [before_task],
    "on_retry_callback": [after_task],
    **{when: [after_task, *callbacks] for when, callbacks in AFTER_TASK.items()},
}
