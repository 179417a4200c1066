"""A run of the whole pipeline over a sample newsroom, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import lake
from lake import LakeLocation
from schemas import CONTRACTS

ROOT = Path(__file__).resolve().parents[2]
OF_INPUTS = " SEMI JOIN lake.source_file USING (source_file_id)"
RUN_COLUMNS = {"run_id", "opened_at", "closes_at", "recorded_at"}


def environment(home: Path, config: Path | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "NEWSLAKE"))}
    kept["NEWSLAKE_HOME"] = str(home)
    if config:
        kept["NEWSLAKE_CONFIG"] = str(config)
    return kept


def start(home: Path, config: Path | None = None) -> subprocess.Popen:
    with (home.parent / f"{home.name}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "dags.run"],
            cwd=ROOT,
            env=environment(home, config),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def run(home: Path, config: Path | None = None) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "dags.run"],
        cwd=ROOT,
        env=environment(home, config),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def location(home: Path) -> LakeLocation:
    return LakeLocation(home / "lake" / "catalog.sqlite", home / "lake" / "data")


def connect(home: Path):
    return lake.connect(location(home))


def writing(home: Path):
    return lake.connect(location(home), read_only=False)


def tables(home: Path) -> dict[str, list[tuple]]:
    """Every table's rows in an order of their own, without the columns that name the run."""
    return tables_of(location(home))


def tables_of(location: LakeLocation) -> dict[str, list[tuple]]:
    """Every table's rows of the lake at `location`.

    Of the gate's results those of inputs: how often what was computed is checked depends on how a run was cut.
    """
    with lake.connect(location) as connection:
        return {
            name: sorted(
                connection.execute(
                    f"SELECT {', '.join(c for c in contract.column_names if c not in RUN_COLUMNS)} FROM lake.{name}"
                    + (OF_INPUTS if name == "quality_result" else "")
                ).fetchall(),
                key=repr,
            )
            for name, contract in CONTRACTS.items()
        }
