"""Services of docker-compose.yml as processes of this machine: its commands and variables, other places and ports."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest
from filelock import FileLock

from tests.compose.compose_file import ROOT, compose, image_environment
from tests.integration.airflow_api import Api, until
from tests.integration.ports import free_port
from tests.integration.services import S3, Postgres

READY_SECONDS = 120
DONE_SECONDS = 300
INGEST = ("ingest_articles", "ingest_page_views")
FOLLOW = ("rank_articles", "export_rankings")


def packages() -> Path:
    """Return an environment with what the image has: installed once, from the lock file, beside the tests' own."""
    lock, venv = ROOT / "requirements-compose.lock", ROOT / ".venv" / "compose"
    digest, stamp = hashlib.sha256(lock.read_bytes()).hexdigest(), venv / "digest"
    uv = Path(sys.executable).with_name("uv")
    venv.parent.mkdir(exist_ok=True)
    with FileLock(venv.with_suffix(".lock")):
        if not stamp.exists() or stamp.read_text() != digest:
            install = [uv, "pip", "install", "--quiet", "--python", venv / "bin" / "python", "--compile-bytecode"]
            for command in (
                [uv, "venv", "--quiet", "--clear", "--python", sys.executable, venv],
                [*install, "--require-hashes", "-r", lock],
            ):
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                if done.returncode:
                    pytest.skip(f"the image's packages can't be had: {done.stderr.strip()[-300:]}")
            stamp.write_text(digest)
    return venv


class Services:
    """Databases, queue and store that run already, and Airflow's processes that are started here."""

    def __init__(self, folder: Path, venv: Path, postgres: Postgres, s3: S3) -> None:
        self.folder, self.venv, self.home = folder, venv, folder / "home"
        self.settings = ROOT / "newslake.toml"
        lines = (folder / ".env").read_text(encoding="utf-8").splitlines()
        self.secrets = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
        self.secrets |= {
            "S3_ACCESS_KEY": os.environ["AWS_ACCESS_KEY_ID"],
            "S3_SECRET_KEY": os.environ["AWS_SECRET_ACCESS_KEY"],
        }
        self.ports = {"postgres:5432": postgres.port, "redis:6379": free_port(), "s3:7070": s3.port}
        self.ports |= {"api-server:8080": free_port(), "127.0.0.1:8080": 0}
        self.ports["127.0.0.1:8080"] = self.ports["api-server:8080"]
        self.file = compose(self.secrets)
        self.started: list[tuple[str, subprocess.Popen[bytes], Path]] = []
        for name in ("home", "logs"):
            (folder / name).mkdir()
        admin = {"PGHOST": "127.0.0.1", "PGPORT": str(postgres.port), "PGPASSWORD": postgres.password}
        told = {**os.environ, **admin, **self.secrets, "POSTGRES_USER": "newslake"}
        subprocess.run(["sh", ROOT / "docker/postgres.sh"], env=told, check=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for _name, process, _log in reversed(self.started):
            os.killpg(process.pid, signal.SIGTERM)
        for name, process, log in reversed(self.started):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            print(f"---- {name}\n" + re.sub(r"\x1b\[[0-9;]*m", "", log.read_text("utf-8", "replace"))[-4000:])

    def environment(self, name: str) -> dict[str, str]:
        """Return the variables of a service, with this machine's places and ports in those of the containers."""
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("AIRFLOW", "NEWSLAKE", "AWS", "PG"))
        }
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        told = {**image_environment(), **self.file["services"][name]["environment"]}
        told = {key: self._here(str(value)) for key, value in told.items()}
        told["PATH"] = f"{self.venv / 'bin'}:{os.environ['PATH']}"
        told["AIRFLOW__API__PORT"] = str(self.ports["api-server:8080"])
        told["AIRFLOW__API__HOST"] = "127.0.0.1"
        for log_server in ("WORKER", "TRIGGER"):
            told[f"AIRFLOW__LOGGING__{log_server}_LOG_SERVER_PORT"] = str(free_port())
        return kept | told

    def _here(self, value: str) -> str:
        places = {
            "/opt/newslake": ROOT, "/opt/airflow": self.folder / "airflow",
            "/etc/newslake/newslake.toml": self.settings,
            "/var/lib/newslake": self.home, "/var/log/airflow": self.folder / "logs",
        }  # fmt: skip
        for there, here in places.items():
            value = value.replace(there, str(here))
        for address, port in self.ports.items():
            value = value.replace(address, f"127.0.0.1:{port}")
        return value

    def command(self, name: str, kind: str = "command") -> list[str]:
        words = (
            self.file["services"][name][kind] if kind == "command" else self.file["services"][name][kind]["test"][1:]
        )
        return [self._here(word) for word in words]

    def run(self, name: str) -> None:
        """Run a service to its end; its log is shown where it fails."""
        done = subprocess.run(
            self.command(name), cwd=ROOT, env=self.environment(name), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{name}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"

    def start(self, name: str) -> None:
        number = sum(started == name for started, _, _ in self.started)
        log = self.folder / f"{name}-{number}.log"
        command = self.command(name)
        if name == "worker":  # containers have host names of their own
            command += ["--celery-hostname", f"worker-{number}"]
        self.spawn(name, command, self.environment(name), log)

    def spawn(self, name: str, command: list[Any], env: dict[str, str], log: Path) -> None:
        with log.open("wb") as out:
            process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True)
        self.started.append((name, process, log))

    def until_healthy(self, name: str, seconds: float) -> None:
        """Wait until the compose file's own health check is content."""
        command, env = self.command(name, "healthcheck"), self.environment(name)

        def healthy() -> bool:
            for started, process, _ in self.started:
                assert process.poll() is None, f"{started} ended with status {process.returncode}"
            return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False).returncode == 0

        until(healthy, seconds, f"{name} to be healthy")

    def api(self) -> Api:
        base = f"http://127.0.0.1:{self.ports['api-server:8080']}"
        return Api(base, "admin", self.secrets["AIRFLOW_ADMIN_PASSWORD"])

    def lake_variables(self) -> dict[str, str]:
        """Return what `LakeLocation.from_variables` takes for the lake of these services."""
        told = self.environment("worker")
        catalog = told["NEWSLAKE_LAKE__CATALOG"].replace("lake@", f"lake:{self.secrets['LAKE_DB_PASSWORD']}@")
        return {**told, "NEWSLAKE_CATALOG": catalog, "NEWSLAKE_DATA_PATH": told["NEWSLAKE_LAKE__DATA_PATH"]}

    def tasks_of_workers(self) -> list[int]:
        """Return how many tasks each Celery worker has done."""
        logs = [log.read_text("utf-8", "replace") for name, _, log in self.started if name == "worker"]
        return [len(re.findall(r"execute_workload.*succeeded", log)) for log in logs]


def run_redis(services: Services) -> None:
    """Start Redis by the container's own script, with a folder and a port of its own."""
    folder, port = services.folder / "redis", services.ports["redis:6379"]
    folder.mkdir()
    script = (ROOT / "docker/redis.sh").read_text(encoding="utf-8")
    script = script.replace("bind * -::*", f"bind 127.0.0.1\nport {port}").replace("dir /data", f"dir {folder}")
    env = {**os.environ, "REDIS_PASSWORD": services.secrets["REDIS_PASSWORD"]}
    services.spawn("redis", ["sh", "-c", script], env, services.folder / "redis.log")
    time.sleep(0.5)


@contextmanager
def services_of(folder: Path, postgres: Postgres, s3: S3) -> Iterator[Services]:
    """Start Redis, and yield the services; once a server of PostgreSQL, where they make their users."""
    if not shutil.which("redis-server"):
        pytest.skip("Redis is not installed: .ci/install-packages installs it")
    venv = packages()
    subprocess.run([sys.executable, ROOT / "docker/make_env.py", folder / ".env"], check=True)
    with Services(folder, venv, postgres, s3) as started:
        run_redis(started)
        yield started


def run_all(services: Services) -> None:
    """Start Airflow with two Celery workers, ingest, and wait until what follows has run as well."""
    services.run("init")
    services.start("api-server")
    services.until_healthy("api-server", READY_SECONDS)
    for name in ("scheduler", "dag-processor", "triggerer", "worker", "worker"):
        services.start(name)
    for name in ("scheduler", "dag-processor", "triggerer"):
        services.until_healthy(name, READY_SECONDS)
    services.api().run_dags(INGEST, FOLLOW, READY_SECONDS, DONE_SECONDS)
