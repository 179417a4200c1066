"""Real servers for tests: PostgreSQL and an S3 server, on loopback, in folders of their own.

Where one can't be had, its fixture skips and says why: `from tests.integration.services import postgres, s3`.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from tests.integration.ports import free_port

VERSITYGW = "v1.8.0"
BUCKET = "newsroom"


@dataclass(frozen=True)
class Postgres:
    port: int
    password: str

    def url(self, database: str, password: bool = False) -> str:
        """Make the database where it is not there; the password is in PGPASSWORD."""
        self.psql("postgres", f"CREATE DATABASE {database}", check=False)
        user = f"newslake:{self.password}" if password else "newslake"
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def psql(self, database: str, query: str, check: bool = True) -> str:
        command = ["psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "newslake", "-AtXc", query, database]
        told = {**os.environ, "PGPASSWORD": self.password}
        return subprocess.run(command, env=told, check=check, capture_output=True, text=True).stdout.strip()


@dataclass(frozen=True)
class S3:
    port: int
    folder: Path

    @property
    def settings(self) -> str:
        return f'[lake.s3]\nendpoint = "127.0.0.1:{self.port}"\nuse_ssl = false\nurl_style = "path"\n'

    def variables(self) -> dict[str, str]:
        names = {"ENDPOINT": f"127.0.0.1:{self.port}", "USE_SSL": "false", "URL_STYLE": "path"}
        return {f"NEWSLAKE_LAKE__S3__{name}": value for name, value in names.items()}


@pytest.fixture(scope="session")
def postgres():
    programs = _postgres_programs()
    password, port = secrets.token_urlsafe(), free_port()
    with tempfile.TemporaryDirectory(prefix="newslake-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "password").write_text(password)
        user: dict = {"cwd": folder, "stdout": subprocess.DEVNULL}
        if os.geteuid() == 0:  # the server refuses to be root's
            user |= {"user": "postgres", "group": "postgres", "extra_groups": []}
            for path in (folder, folder / "password"):
                shutil.chown(path, "postgres", "postgres")
        init = [
            "initdb",
            "-D",
            "data",
            "-U",
            "newslake",
            "--auth=scram-sha-256",
            "--pwfile=password",
            "-N",
            "-E",
            "UTF8",
        ]
        subprocess.run([programs / init[0], *init[1:]], check=True, **user)
        control = [programs / "pg_ctl", "-D", "data", "-w", "-l", "log"]
        options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c max_connections=60"
        subprocess.run([*control, "-o", options, "start"], check=True, **user)
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("PGPASSWORD", password)
                yield Postgres(port, password)
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=False, **user)


@pytest.fixture(scope="session")
def s3(tmp_path_factory):
    program = _versitygw()
    folder = tmp_path_factory.mktemp("s3")
    (folder / BUCKET).mkdir()
    key, secret, port = "newslake", secrets.token_urlsafe(), free_port()
    told = {**os.environ, "ROOT_ACCESS_KEY": key, "ROOT_SECRET_KEY": secret}
    command = [program, "--port", f"127.0.0.1:{port}", "posix", folder]
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        server = subprocess.Popen(command, env=told, stdout=log, stderr=log)
    try:
        _wait_for(port, server)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ACCESS_KEY_ID", key)
            patch.setenv("AWS_SECRET_ACCESS_KEY", secret)
            yield S3(port, folder)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _postgres_programs() -> Path:
    """Debian keeps initdb out of the PATH, in a folder a version."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found = shutil.which("initdb")
    if not folders and not found:
        pytest.skip("PostgreSQL is not installed: .ci/install-packages installs it")
    return max(folders, key=lambda folder: int(folder.parent.name)) if folders else Path(found or "").parent


def _versitygw() -> Path:
    """The S3 server, built once by Go's own `go install` into the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "newslake" / f"versitygw-{VERSITYGW}"
    program = cache / "versitygw"
    if not program.exists():
        go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
        if not go:
            pytest.skip("no S3 server: Go, which builds versitygw, is not installed")
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / ".lock"):  # two test processes build it once
            if not program.exists():
                module = f"github.com/versity/versitygw/cmd/versitygw@{VERSITYGW}"
                told = {**os.environ, "GOBIN": str(cache / "unfinished")}
                done = subprocess.run([go, "install", module], env=told, capture_output=True, text=True, check=False)
                if done.returncode:
                    pytest.skip(f"no S3 server: go install {module}: {done.stderr.strip()[-300:]}")
                (cache / "unfinished" / "versitygw").rename(program)
    return program


def _wait_for(port: int, server: subprocess.Popen) -> None:
    for _ in range(200):
        if server.poll() is not None:
            pytest.skip(f"no S3 server: versitygw ended with status {server.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.skip("no S3 server: versitygw did not answer within 10 s")
