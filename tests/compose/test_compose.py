"""`docker compose up`, for real: the DAGs by the REST API, the ranking by DuckDB and by nginx, nothing else published.

Takes some ten minutes, so it does not run by itself: `make test-compose`, and with PROFILE=spark or PROFILE=flower.
"""

import base64
import csv
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter

import duckdb
import pytest

from lake.opening import install_extensions
from tests.compose.compose_file import ROOT
from tests.compose.engine import engine
from tests.compose.stand_ins import build_newslake, images
from tests.integration.airflow_api import Api, until
from tests.integration.ports import free_port

PROJECT, IMAGE = "newslake-test", "newslake-test:local"
SERVICES = {
    "postgres": 1, "redis": 1, "s3": 1, "init": 1, "api-server": 1, "scheduler": 1, "dag-processor": 1,
    "triggerer": 1, "worker": 2, "nginx": 1,
}  # fmt: skip
PROFILES = {"spark": {"spark-master": 1, "spark-worker": 2}, "flower": {"flower": 1}}
PROFILE = os.environ.get("NEWSLAKE_TEST_COMPOSE", "")
SPARK, FLOWER = PROFILE == "spark", PROFILE == "flower"
SERVICES |= PROFILES.get(PROFILE, {})
RANKING = "SELECT url, views FROM most_viewed()"
VIEWS = "SELECT sum(views) FROM page_view_hourly"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("NEWSLAKE_TEST_COMPOSE" not in os.environ, reason="takes ten minutes: make test-compose"),
]


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    env_file = tmp_path_factory.mktemp("compose") / ".env"
    subprocess.run([sys.executable, ROOT / "docker/make_env.py", env_file], check=True)
    lines = env_file.read_text(encoding="utf-8").splitlines()
    told = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    with engine() as docker:
        bases = images(docker)
        build_newslake(docker, bases, IMAGE, "spark" if SPARK else "newslake")
        told |= bases | {"COMPOSE_PROJECT_NAME": PROJECT, "NEWSLAKE_IMAGE": IMAGE}
        told |= {"COMPOSE_PROFILES": PROFILE} if PROFILE in PROFILES else {}
        told |= {"LAKE_ENGINE": "spark"} if SPARK else {}
        told |= {name: str(free_port()) for name in ("AIRFLOW_PORT", "PAGES_PORT", "FLOWER_PORT")}
        docker.compose(told, "down", "--volumes", "--timeout", "5", check=False)
        try:
            up = docker.compose(told, "up", "--detach", "--no-build", check=False)
            logs = "" if up.returncode == 0 else docker.compose(told, "logs", "--tail", "60", check=False).stdout
            assert up.returncode == 0, f"{up.stderr[-3000:]}\n{logs[-8000:]}"
            yield docker, told
        finally:
            docker.compose(told, "down", "--volumes", "--timeout", "5", check=False)


def name_of(container):
    return container["Config"]["Labels"]["com.docker.compose.service"]


def assert_opens_by_password(url, password):
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(url, timeout=10)  # noqa: S310
    basic = base64.b64encode(f"newslake:{password}".encode()).decode()
    request = urllib.request.Request(url, headers={"Authorization": f"Basic {basic}"})  # noqa: S310
    return until(lambda: urllib.request.urlopen(request, timeout=10).read(), 10, url).decode()  # noqa: S310


def test_every_service_is_healthy_and_only_two_ports_are_published(stack):
    docker, told = stack

    def healthy():
        states = {(name_of(one), one["State"].get("Health", {}).get("Status")) for one in docker.containers(PROJECT)}
        return states == {(name, None if name == "init" else "healthy") for name in SERVICES}

    until(healthy, 180, "every service to be healthy")
    found = docker.containers(PROJECT)
    assert Counter(map(name_of, found)) == SERVICES
    published = set()
    for one in found:
        name = name_of(one)
        if name == "init":
            assert one["State"]["ExitCode"] == 0
        published |= {
            (name, port["HostIp"], port["HostPort"]) for ports in one["NetworkSettings"]["Ports"].values()
            for port in ports or ()
        }  # fmt: skip
        assert min(one["HostConfig"][limit] for limit in ("Memory", "NanoCpus")) > 0, name
    assert published == {
        ("api-server", "127.0.0.1", told["AIRFLOW_PORT"]),
        ("nginx", "127.0.0.1", told["PAGES_PORT"]),
        *([("flower", "127.0.0.1", told["FLOWER_PORT"])] if FLOWER else []),
    }


def test_the_image_is_not_root_and_loads_duckdb_s_extensions_without_a_network(stack):
    docker, _ = stack
    script = "import duckdb, os; assert os.getuid() == 50000; c = duckdb.connect();" + "".join(
        f"c.execute('LOAD {name}');" for name in ("ducklake", "sqlite_scanner", "postgres_scanner", "httpfs")
    )
    docker.docker("run", "--rm", "--network", "none", IMAGE, "python", "-c", script)
    compiled = "import airflow, lake, pathlib; print(pathlib.Path(lake.__cached__).exists() and lake.__cached__)"
    assert docker.docker("run", "--rm", IMAGE, "python", "-c", compiled).stdout.strip().endswith(".pyc")


def test_dags_run_by_rest_give_the_ranking(stack):
    docker, told = stack
    api = Api(f"http://127.0.0.1:{told['AIRFLOW_PORT']}", "admin", told["AIRFLOW_ADMIN_PASSWORD"])
    api.run_dags(("ingest_articles", "ingest_page_views"), ("rank_articles", "export_rankings"), 120, 900)

    def ask(*command):
        return docker.compose(told, "exec", "--no-TTY", "worker", *command).stdout

    def sql(query):
        """As docs/compose.md has it."""
        return list(csv.reader(ask("python", "-m", "settings", "lake.shell", query).splitlines()))[1:]

    truth = json.loads(ask("cat", "/var/lib/newslake/samples/truth/totals.json"))["outcomes"]
    assert sql(VIEWS) == [[str(truth["view"])]]
    ranking = sql(RANKING)
    assert len(ranking) == 10
    if SPARK:
        assert "Registered app newslake" in docker.compose(told, "logs", "spark-master").stdout
    pages = f"http://127.0.0.1:{told['PAGES_PORT']}"
    install_extensions(("httpfs",))
    with duckdb.connect() as outside:
        feed = f"SELECT unnest(items) AS item FROM read_json('{pages}/exports/most_viewed.json')"
        rows = outside.sql(f"SELECT item.url, item._newslake.views FROM ({feed})").fetchall()
    assert [[url, str(views)] for url, views in rows] == ranking
    for page in ("report", "data_docs"):
        assert_opens_by_password(f"{pages}/{page}/", told["PAGES_PASSWORD"])
    if FLOWER:
        workers = assert_opens_by_password(f"http://127.0.0.1:{told['FLOWER_PORT']}/workers", told["FLOWER_PASSWORD"])
        assert workers.count("celery@") >= 2
