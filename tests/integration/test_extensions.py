"""DuckDB's extensions: verified before a process uses them, once, also for the processes that it forks."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from lake import LakeError
from lake.opening import duckdb_with, verify_extensions
from settings import ROOT

NAMES = ("ducklake", "sqlite_scanner")
OPEN = f"from lake.opening import duckdb_with; duckdb_with({NAMES!r})"


def test_a_damaged_extension_is_refused(tmp_path: Path) -> None:
    """It names the file and what to do; nothing of it has run."""
    assert _opened(tmp_path).returncode == 0
    (file,) = tmp_path.glob(".duckdb/extensions/*/*/sqlite_scanner.duckdb_extension")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    opened = _opened(tmp_path)

    assert opened.returncode == 1
    assert "LakeError: DuckDB's extension sqlite_scanner can't be loaded" in opened.stderr
    assert str(file) in opened.stderr
    assert "Remove DuckDB's folder of extensions" in opened.stderr


def test_an_unknown_extension_is_refused() -> None:
    """Not loaded unverified, nor looked for in the network."""
    with duckdb_with(NAMES) as connection, pytest.raises(duckdb.Error, match="spatial"):
        connection.execute("SELECT st_point(1, 2)")
    with pytest.raises((LakeError, ModuleNotFoundError), match="spatial"):
        duckdb_with(("spatial",))


def test_forked_processes_verify_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Celery's tasks are: what the worker has verified is good for them; threads of it they do not have."""
    verify_extensions(NAMES)
    child = os.fork()
    if not child:
        status = 1
        try:
            monkeypatch.setattr("lake.opening.install_extensions", None)
            loaded = "SELECT extension_name FROM duckdb_extensions() WHERE loaded AND extension_name IN ?"
            status = 0 if len(duckdb_with(NAMES).execute(loaded, [NAMES]).fetchall()) == len(NAMES) else 1
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _opened(home: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", OPEN], cwd=ROOT, env={**os.environ, "HOME": str(home)}, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
