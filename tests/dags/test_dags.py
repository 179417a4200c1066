"""Each DAG is listed with its tasks, so that a new one fails until it is listed."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TASKS = {
    "ingest_articles": {"find_batches", "flatten", "one_input.parse", "one_input.validate", "publish", "watch"},
    "ingest_page_views": {
        "find_files",
        "one_input.read",
        "one_input.validate",
        "publish",
        "close_hours",
        "watch",
    },
    "rank_articles": {"hours_due", "rank"},
    "relate_articles": {"relate"},
    "link_duplicates": {"link"},
    "check_lake": {"check"},
    "export_rankings": {"write_feed", "write_report"},
    "reclassify": {"judge_again"},
    "maintain_lake": {"close_hours", "apply_retention", "compact", "expire", "remove_leftovers", "clean_metadata"},
    "erase_article": {"erase"},
    "erase_visitor": {"erase"},
    "release_quarantined": {"try_out", "approve", "release_page_views", "release_articles"},
}
LAKE_WRITERS = {
    "check_lake.check",
    "ingest_articles.publish",
    "ingest_page_views.publish",
    "ingest_page_views.close_hours",
    "rank_articles.rank",
    "relate_articles.relate",
    "link_duplicates.link",
    "reclassify.judge_again",
    "maintain_lake.close_hours",
    "maintain_lake.apply_retention",
    "maintain_lake.compact",
    "maintain_lake.expire",
    "erase_article.erase",
    "erase_visitor.erase",
    "release_quarantined.release_page_views",
    "release_quarantined.release_articles",
}
LISTED = r"""
import json, logging, sys
logging.disable(logging.CRITICAL)
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(".")
print("LISTED" + json.dumps([
    {str(k): v for k, v in bag.import_errors.items()},
    {d.dag_id: {
        "tasks": sorted(t.task_id for t in d.tasks), "tags": sorted(d.tags), "doc": bool(d.doc_md),
        "owners": sorted({t.owner for t in d.tasks}), "retries": sorted({t.retries for t in d.tasks}),
        "pools": {t.task_id: t.pool for t in d.tasks},
        "rules": sorted({str(t.weight_rule) for t in d.tasks}),
    } for d in bag.dags.values()},
    "great_expectations" in sys.modules or "duckdb" in sys.modules or "pyarrow.parquet" in sys.modules,
]))
"""


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    import json
    import os

    home = tmp_path_factory.mktemp("airflow")
    env = {**os.environ, "AIRFLOW_HOME": str(home), "AIRFLOW__CORE__LOAD_EXAMPLES": "False", "NEWSLAKE_HOME": str(home)}
    env.pop("NEWSLAKE_CONFIG", None)
    found = subprocess.run(
        [sys.executable, "-c", LISTED], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    line = next(line for line in found.stdout.splitlines() if line.startswith("LISTED"))
    return json.loads(line.removeprefix("LISTED"))


def test_every_dag_is_listed_with_its_tasks(listed):
    errors, dags, _ = listed
    assert errors == {}
    assert {name: set(dag["tasks"]) for name, dag in dags.items()} == TASKS


def test_every_dag_has_owner_tags_docs_and_retries(listed):
    for name, dag in listed[1].items():
        assert dag["doc"], name
        assert "newslake" in dag["tags"], name
        assert "airflow" not in dag["owners"], name
        assert min(dag["retries"]) >= 1, name


def test_writers_share_one_pool(listed):
    pools = {f"{name}.{task}": pool for name, dag in listed[1].items() for task, pool in dag["pools"].items()}
    assert {task for task, pool in pools.items() if pool == "lake_writer"} == LAKE_WRITERS


def test_backfills_come_last_everywhere(listed):
    assert {rule for dag in listed[1].values() for rule in dag["rules"]} == {"dags.priorities.BackfillsLast"}


def test_a_dag_file_imports_nothing_heavy(listed):
    assert listed[2] is False
