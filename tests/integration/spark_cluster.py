"""A Spark standalone cluster on loopback: a master and two workers, as processes of their own."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.integration.ports import free_port

WORKERS = 2
FEW_ROWS = {
    "spark.sql.shuffle.partitions": "2",
    "spark.executor.memory": "600m",
    "spark.sql.codegen.wholeStage": "false",
    "spark.driver.extraJavaOptions": "-Duser.timezone=UTC -XX:TieredStopAtLevel=1",
    "spark.executor.extraJavaOptions": "-Duser.timezone=UTC -XX:TieredStopAtLevel=1",
}
"""For thousands of rows: compiling the plans, and what they compile to, takes longer than to run them."""


def inline(table: Mapping[str, str]) -> str:
    """Return an inline table of TOML."""
    return "{" + ", ".join(f'"{key}" = "{value}"' for key, value in table.items()) + "}"


def require_spark() -> None:
    """Skip, saying why, where PySpark or Java is missing."""
    pytest.importorskip("pyspark", reason="PySpark is not installed: make .venv/.spark")
    if not shutil.which("java"):
        pytest.skip("Java is not installed: .ci/install-packages")


@contextmanager
def cluster(folder: Path, memory: str = "900m") -> Iterator[str]:
    """Yield the master's URL; logs are in `folder`."""
    require_spark()
    import pyspark

    starter = Path(pyspark.__file__).parent / "bin/spark-class"
    port = free_port()
    master = f"spark://127.0.0.1:{port}"
    with ExitStack() as stack:

        def start(name: str, *arguments: str) -> Path:
            log = folder / f"{name}.log"
            environment = {**os.environ, "SPARK_DAEMON_MEMORY": "256m", "SPARK_WORKER_DIR": str(folder / name)}
            command = [str(starter), f"org.apache.spark.deploy.{arguments[0]}", *arguments[1:]]
            with log.open("wb") as output:
                process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)
            return log

        web = ["--host", "127.0.0.1", "--webui-port", str(free_port())]
        logs = [start("master", "master.Master", *web, "--port", str(port))]
        for number in range(WORKERS):
            web[-1] = str(free_port())
            size = ["--cores", "1", "--memory", memory]
            logs.append(start(f"worker_{number}", "worker.Worker", *web, *size, master))
        _wait_for(logs[0], "Registering worker", WORKERS)
        yield master


def _wait_for(log: Path, words: str, times: int) -> None:
    until = time.monotonic() + 60
    while log.read_text(errors="replace").count(words) < times:
        if time.monotonic() > until:
            pytest.fail(f"{log}: no {words!r}: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.2)
