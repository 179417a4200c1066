"""A Docker Engine with Compose: the machine's own, or one that is started for the test."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.compose.compose_file import ROOT
from tests.integration.airflow_api import until

COMPOSE = "v2.40.3"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "newslake"


class Engine:
    """Commands to one engine."""

    def __init__(self, host: str | None) -> None:
        self.environment = {**os.environ, "DOCKER_BUILDKIT": "1", **({"DOCKER_HOST": host} if host else {})}

    def docker(self, *words: str, check: bool = True, timeout: float = 1200, stdin: Any = None) -> Any:
        """Run the command line client that can build with secrets."""
        try:
            return subprocess.run(
                [self.client, *words], env=self.environment, stdin=stdin, capture_output=True, text=True, check=check,
                timeout=timeout,
            )  # fmt: skip
        except subprocess.CalledProcessError as error:
            pytest.fail(f"docker {' '.join(words[:4])}: {error.stderr[-3000:]}")
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(words, 124, "", f"not within {timeout} s")

    @property
    def client(self) -> str:
        """Path of a client whose `build` knows secrets: BuildKit within, or by its plugin."""
        for candidate in (shutil.which("docker"), "/usr/bin/docker"):
            if candidate and Path(candidate).exists():
                command = [candidate, "build", "--help"]
                told = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
                if "--secret" in told.stdout:
                    return candidate
        pytest.skip("Docker's client is not installed, or can't build with secrets: docker.io or docker-buildx")

    def build(
        self,
        context: Path,
        *,
        tag: str,
        target: str = "",
        arguments: Mapping[str, str],
        secrets: Mapping[str, str] = {},
    ) -> None:
        """Build an image; the steps use this machine's network."""
        words = ["build", "--quiet", "--network", "host", "--tag", tag]
        words += ["--target", target] if target else []
        words += [word for name, value in arguments.items() for word in ("--build-arg", f"{name}={value}")]
        words += [word for name, file in (secrets or {}).items() for word in ("--secret", f"id={name},src={file}")]
        self.docker(*words, str(context))

    def compose(self, variables: Mapping[str, str], *words: str, check: bool = True) -> Any:
        """Run Compose on the project's file with `variables` in place of an .env."""
        command = [*compose_command(self), "--file", ROOT / "docker-compose.yml", "--env-file", "/dev/null"]
        return subprocess.run(
            [*command, *words], env={**self.environment, **variables}, capture_output=True, text=True, check=check,
            timeout=900,
        )  # fmt: skip

    def containers(self, project: str) -> list[dict[str, Any]]:
        """Return what `docker inspect` says of a project's containers."""
        ids = self.docker("ps", "--all", "--quiet", "--filter", f"label=com.docker.compose.project={project}").stdout
        return json.loads(self.docker("inspect", *ids.split()).stdout)


def compose_command(engine: Engine) -> list[str]:
    """Return the command of Compose 2: Docker's plugin, or one that Go builds once into the user's cache."""
    if subprocess.run([engine.client, "compose", "version"], capture_output=True, check=False).returncode == 0:
        return [engine.client, "compose"]
    program = CACHE / f"docker-compose-{COMPOSE}"
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(program.with_suffix(".lock")):
        if not program.exists():
            if not go:
                pytest.skip("Docker's Compose plugin is not installed, and neither is Go, which builds it")
            _build_compose(go, program)
    return [str(program)]


def _build_compose(go: str, program: Path) -> None:
    module = f"github.com/docker/compose/v2@{COMPOSE}"
    done = subprocess.run([go, "mod", "download", "-json", module], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no Compose: {module}: {done.stdout.strip()[-300:]}")
    unfinished = program.with_name(f".{program.name}")
    command = [go, "build", "-trimpath", "-ldflags", f"-X github.com/docker/compose/v2/internal.Version={COMPOSE}"]
    built = subprocess.run([*command, "-o", unfinished, "./cmd"], cwd=json.loads(done.stdout)["Dir"], check=False)
    if built.returncode:
        pytest.skip(f"no Compose: {module} could not be built")
    unfinished.rename(program)


@contextmanager
def engine() -> Iterator[Engine]:
    """Yield the machine's engine, or one that lives as long as the block; skip where none can be had."""
    own = Engine(None)
    if own.docker("info", check=False, timeout=30).returncode == 0:
        yield own
        return
    if not shutil.which("dockerd") or os.geteuid():
        pytest.skip("no Docker Engine runs, and none can be started: docker.io and root are needed")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="newslake-docker-", ignore_cleanup_errors=True) as name:
        folder, log = Path(name), Path(name) / "log"
        host = f"unix://{folder}/socket"
        command = [
            "dockerd",
            "--data-root",
            CACHE / "docker",
            "--exec-root",
            folder / "exec",
            "--pidfile",
            folder / "pid",
        ]
        with log.open("wb") as out:
            server = subprocess.Popen([*command, "--host", host], stdout=out, stderr=out)
        started = Engine(host)

        def is_up() -> bool:
            if server.poll() is not None:
                pytest.skip(f"no Docker Engine could be started: {log.read_text()[-500:]}")
            return started.docker("info", check=False, timeout=30).returncode == 0

        try:
            until(is_up, 60, "the Docker Engine to start")
            yield started
        finally:
            server.terminate()
            server.wait(60)
