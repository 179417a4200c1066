"""The services of docker-compose.yml as plain processes: PostgreSQL, Redis, S3, Airflow and two Celery workers.

Their commands and variables are those of the compose file; the packages those of the image's lock file.
"""

import json
import shutil
import subprocess
import sys

import pytest

import lake
from lake import LakeLocation
from samples.newsroom import make
from tests.compose.compose_file import ROOT
from tests.integration import newsroom
from tests.integration.airflow_services import Services, packages, run_redis
from tests.integration.real_input import configured
from tests.integration.services import postgres, s3  # noqa: F401 - fixtures

READY_SECONDS = 120
DONE_SECONDS = 300
INGEST = ("ingest_articles", "ingest_page_views")
FOLLOW = ("rank_articles", "export_rankings")


@pytest.fixture
def services(tmp_path, postgres, s3):  # noqa: F811
    if not shutil.which("redis-server"):
        pytest.skip("Redis is not installed: .ci/install-packages installs it")
    venv = packages()
    made = subprocess.run([sys.executable, ROOT / "docker/make_env.py", tmp_path / ".env"], check=True)
    assert made.returncode == 0
    with Services(tmp_path, venv, postgres, s3) as started:
        run_redis(started)
        yield started


def run_all(services) -> None:
    services.run("init")
    services.start("api-server")
    services.until_healthy("api-server", READY_SECONDS)
    for name in ("scheduler", "dag-processor", "triggerer", "worker", "worker"):
        services.start(name)
    for name in ("scheduler", "dag-processor", "triggerer"):
        services.until_healthy(name, READY_SECONDS)
    services.api().run_dags(INGEST, FOLLOW, READY_SECONDS, DONE_SECONDS)


@pytest.mark.slow
def test_two_workers_fill_the_lake_on_postgresql_and_s3(services):
    make(services.home / "samples", days=2, articles=50, visits_per_day=400)  # pages enough for processes of their own
    services.run("init")
    run_all(services)  # its `init` finds all of it done
    items = json.loads((services.home / "exports/most_viewed.json").read_text(encoding="utf-8"))["items"]
    totals = json.loads((services.home / "samples/truth/totals.json").read_text(encoding="utf-8"))["outcomes"]
    with lake.connect(LakeLocation.from_variables(services.lake_variables())) as connection:
        (views,) = connection.execute("SELECT sum(views) FROM page_view_hourly").fetchone()
        ranking = connection.execute("SELECT url, views FROM most_viewed()").fetchall()
    assert views == totals["view"]
    assert len(ranking) == 10
    assert [(item["url"], item["_newslake"]["views"]) for item in items] == ranking
    assert min(services.tasks_of_workers()) > 0
    assert services.environment("worker").keys().isdisjoint({"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"})


@pytest.mark.slow
def test_real_input_gives_the_lake_that_the_embedded_default_has(services, tmp_path):
    services.settings = configured(tmp_path)
    done = newsroom.run(tmp_path / "alone", services.settings)
    assert done.returncode == 0, done.stdout + done.stderr
    # Visitors are named by the salts of their days.
    shutil.copytree(tmp_path / "alone/private", services.home / "private")
    run_all(services)
    there = newsroom.tables_of(LakeLocation.from_variables(services.lake_variables()))
    here = newsroom.tables(tmp_path / "alone")
    assert len(here["article"]) > 280
    assert len(here["page_view_event"]) > 3_000
    assert [name for name in here if here[name] != there[name]] == []
