"""The services of docker-compose.yml as plain processes: PostgreSQL, Redis, S3, Airflow and two Celery workers.

Their commands and variables are those of the compose file; the packages those of the image's lock file.
"""

import json

import pytest

import lake
from lake import LakeLocation
from samples.newsroom import make
from tests.integration.airflow_services import run_all, services_of
from tests.integration.services import postgres, s3  # noqa: F401 - fixtures


@pytest.fixture
def services(tmp_path, postgres, s3):  # noqa: F811
    with services_of(tmp_path, postgres, s3) as started:
        yield started


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
