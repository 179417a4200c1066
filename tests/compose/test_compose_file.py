"""docker-compose.yml, Dockerfile and `make secrets`, as files: what holds before anything is started."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dags.environment import airflow_environment
from dags.watching import watching_environment
from settings import load
from tests.compose.compose_file import ROOT, compose, image_environment, secret_names
from tests.integration import newsroom
from tests.integration.services import VERSITYGW

SERVICES = compose()["services"]
ONE_SHOT = "init"
ALWAYS = ("api-server", "dag-processor", "init", "nginx", "postgres", "redis", "s3", "scheduler", "triggerer", "worker")
PUBLISHED = {"api-server", "nginx"}
EMBEDDED_ONLY = {"AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"}
DIFFERENT = {"python-dateutil"}
"""Flask-AppBuilder wants a version before 3; docs/decisions/0024-compose.md."""


def test_the_default_profile_is_the_whole_system():
    assert sorted(name for name, service in SERVICES.items() if "profiles" not in service) == sorted(ALWAYS)
    others = {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service}
    assert others == {"flower": ["flower"], "spark-master": ["spark"], "spark-worker": ["spark"]}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_has_health_check_limits_and_restart(name):
    service = SERVICES[name]
    assert service["mem_limit"]
    assert service["cpus"]
    assert "no-new-privileges:true" in service["security_opt"]
    if name == ONE_SHOT:  # its exit status is its health
        assert service["restart"] == "no"
    else:
        assert service["restart"] == "unless-stopped"
        assert {"test", "interval", "timeout", "retries", "start_period"} <= service["healthcheck"].keys()


def test_services_start_in_the_order_of_health():
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            wanted = "service_completed_successfully" if other == ONE_SHOT else "service_healthy"
            assert how["condition"] == wanted, (name, other)
    waits = {name for name, service in SERVICES.items() if "depends_on" in service}
    assert waits == SERVICES.keys() - {"postgres", "redis", "s3", "spark-master"}


def test_nothing_is_published_but_airflow_s_page_and_nginx_and_only_on_this_machine():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {*PUBLISHED, "flower"}
    for service in SERVICES.values():
        for port in service.get("ports", ()):
            assert re.fullmatch(r"\$\{BIND_ADDRESS:-127\.0\.0\.1\}:\$\{\w+:-\d+\}:\d+", port)
    assert "inside" not in SERVICES["nginx"]["networks"]
    assert compose()["networks"]["inside"]["internal"] is True


def test_no_secret_is_written_and_none_has_a_default():
    told = dict.fromkeys(secret_names(), "x")
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|FERNET|_KEY|BASIC_AUTH|CONN$|BROKER_URL|RESULT_BACKEND", key):
                if value == "${LINEAGE_API_KEY:-}":  # of a server that not everybody has
                    continue
                assert re.search(r"\$\{\w+:\?[^}]*make secrets\}", value), (name, key)
    for name in told:
        with pytest.raises(KeyError, match="make secrets"):
            compose({key: value for key, value in told.items() if key != name})
    compose(told)


def test_workers_hold_no_password_of_airflow_s_database_and_others_none_of_the_lake():
    told = compose({name: f"secret-{name}" for name in secret_names()})["services"]
    for name, service in told.items():
        values = " ".join(map(str, service.get("environment", {}).values()))
        if name in ("worker", "flower", "nginx"):
            assert "secret-AIRFLOW_DB_PASSWORD" not in values, name
        if name not in ("worker", "init", "postgres"):
            assert "secret-LAKE_DB_PASSWORD" not in values, name


def test_containers_are_told_all_that_the_embedded_default_is_told(monkeypatch):
    for name in [name for name in os.environ if name.startswith(("AIRFLOW", "NEWSLAKE"))]:
        monkeypatch.delenv(name)
    wanted = airflow_environment(Path("/home")).keys() - EMBEDDED_ONLY - watching_environment(load()).keys()
    assert wanted - image_environment().keys() - SERVICES["scheduler"]["environment"].keys() == set()
    assert image_environment()["AIRFLOW__CORE__DAGS_FOLDER"] == "/opt/newslake"


def test_a_run_may_find_more_files_than_airflow_maps_by_default():
    """Hourly logs of a quarter: each is a mapped task, and at 1,025 `find_files` failed."""
    name = "AIRFLOW__CORE__MAX_MAP_LENGTH"
    told = {airflow_environment(Path("/home"))[name]}
    told |= {SERVICES[service]["environment"][name] for service in ("worker", "scheduler", "api-server")}
    (limit,) = told
    assert int(limit) >= 24 * 92


def last_line(folder, config, code):
    """Run `code` with the image's PYTHONPATH, as containers start Airflow: without our environment."""
    env = {**newsroom.environment(folder, config), "AIRFLOW_HOME": str(folder)}
    env["PYTHONPATH"] = f"{ROOT}:{ROOT}/dags/config"
    told = subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True)
    return told.stdout.splitlines()[-1]


def test_supervisors_of_containers_see_ends_at_once(tmp_path):
    asked = (
        "import airflow.settings\nfrom airflow.sdk.execution_time.supervisor import ActivitySubprocess\n"
        "print(ActivitySubprocess._check_subprocess_exit.__module__)"
    )
    assert last_line(tmp_path, ROOT / "newslake.toml", asked) == "dags.config.newslake_supervisor"


def test_processes_of_containers_tell_airflow_how_runs_are_watched(tmp_path):
    """By Airflow's hook, which the image's PYTHONPATH has."""
    config = tmp_path / "my.toml"
    config.write_text('[metrics]\nstatsd = "statsd:8125"\n[lineage]\nnamespace = "courier"\n')
    names = "AIRFLOW__METRICS__STATSD_HOST", "AIRFLOW__OPENLINEAGE__NAMESPACE"
    asked = f"import airflow.settings, os; print(*(os.environ[name] for name in {names}))"
    assert last_line(tmp_path, config, asked) == "statsd courier"
    config.write_text("[lineage]\nto = 'the moon'\n")
    assert last_line(tmp_path, config, "import airflow.settings; print('started')") == "started"


def versions(file):
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE))


def test_what_the_image_of_spark_adds_is_all_that_it_lacks():
    spark, tested = versions("requirements-spark.lock"), versions("requirements.lock")
    added = re.search(r"/\^\(([a-z0-9|]+)\)==/", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    assert spark.keys() - versions("requirements-compose.lock").keys() == set(added[1].split("|"))
    assert {name for name in spark.keys() & tested.keys() if spark[name] != tested[name]} == set()


def test_the_image_has_the_versions_that_the_tests_have():
    image, tested = versions("requirements-compose.lock"), versions("requirements.lock")
    assert {name for name in image.keys() & tested.keys() if image[name] != tested[name]} <= DIFFERENT
    assert SERVICES["s3"]["image"].endswith(f"versitygw:{VERSITYGW}}}")


def test_what_the_services_mount_and_run_is_there():
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            if volume.startswith("./"):
                assert (ROOT / volume.partition(":")[0]).is_file(), volume
    copied = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_make_secrets_writes_every_secret_once_for_its_owner_alone(tmp_path):
    file = tmp_path / ".env"
    command = [sys.executable, ROOT / "docker/make_env.py", file]
    subprocess.run(command, check=True, capture_output=True)
    text = file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    made = dict(re.findall(r"^(\w+)=(\S{20,})$", text, re.MULTILINE))
    assert made.keys() == secret_names()
    assert len(set(made.values())) == len(made)
    again = subprocess.run(command, check=False, capture_output=True, text=True)
    assert again.returncode == 1
    assert "stays as it is" in again.stderr
    assert file.read_text(encoding="utf-8") == text
    ignored = subprocess.run(["git", "check-ignore", "-q", ".env"], cwd=ROOT, check=False)
    assert ignored.returncode in (0, 128)  # 128: no git here
