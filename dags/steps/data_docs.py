"""The pages of what the gate found in a run: under NEWSLAKE_HOME/data_docs, a folder a run, and an index."""

import hashlib
import json
import logging
import re
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock

import lake
from dags.steps.place import has_table, lake_or_empty, staging_folder
from exports.files import write_if_changed
from quality import data_docs
from schemas import CONTRACTS
from settings import Settings

log = logging.getLogger("newslake.data_docs")
KEPT_RUNS = {True: 100, False: 40}
"""Runs whose pages are kept, the newest: of those with something to look into, and of those without."""
SHOWN = {True: 40, False: 10}
"""Validations of one run that get a page: so long as there is something to look into, and of the others. A page takes
50 ms, and a first run may bring in a year of files."""


@dataclass(frozen=True, slots=True)
class Run:
    """A DAG run, as pages and alerts name it."""

    dag: str
    run_id: str
    began: str
    owner: str

    @property
    def folder(self) -> str:
        """The run's folder of pages, relative to data_docs."""
        return f"{_file_name(self.dag)}/{_file_name(self.run_id)}"


def run_results(settings: Settings, run: Run) -> list[dict[str, Any]]:
    """Return the `quality_result` rows of `run`: those it published, and those that stayed staged with it.

    Two hourly DAGs have runs of one id. The lake's commits name the DAG; of what is staged, the table's owner tells.
    """
    rows = {
        (row["table_name"], row["source_file_id"], row["check_name"]): row
        for row in (*_staged_results(settings, run), *_published_results(settings, run))
    }
    return [rows[key] for key in sorted(rows)]


def write_run(
    settings: Settings, run: Run, results: Sequence[dict[str, Any]], failures: Sequence[dict[str, Any]]
) -> Path:
    """Write the pages of `run` and the index again; return the run's page."""
    root = settings.home / "data_docs"
    folder = root / run.folder
    by_validation: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in results:
        by_validation[row["table_name"], row["source_file_id"]].append(row)
    ordered = sorted(by_validation.items(), key=lambda one: (all(row["success"] for row in one[1]), one[0]))
    validations: list[dict[str, Any]] = []
    for number, ((table, source_file_id), rows) in enumerate(ordered):
        failed = sum(not row["success"] for row in rows)
        file = f"{_file_name(f'{table}-{source_file_id}')}.html" if number < SHOWN[failed > 0] else None
        if file:
            write_if_changed(folder / file, data_docs.validation_page(rows, run=asdict(run)))
        validations.append({"table": table, "input": source_file_id, "rows": rows[0]["row_count"] or 0,
                            "checks": len(rows), "failed": failed, "file": file})  # fmt: skip
    findings = data_docs.worst_first(results)
    page = folder / "index.html"
    write_if_changed(page, data_docs.run_page(validations, findings, failures, run=asdict(run)))
    summary = {**asdict(run), "validations": len(validations), "failed": len(findings), "failures": len(failures)}
    write_if_changed(folder / "run.json", json.dumps(summary).encode())
    _write_index(root)
    log.info(
        "data docs of %s: %d validations, %d checks not kept: %s", run.run_id, len(validations), len(findings), page
    )
    return page


def _write_index(root: Path) -> None:
    """List the newest runs and remove the others. One at a time: a list made earlier must not replace a later one."""
    with FileLock(root / ".index.lock"):
        files = root.glob("*/*/run.json")
        runs = [{**json.loads(file.read_text(encoding="utf-8")), "folder": file.parent} for file in files]
        runs.sort(key=lambda run: (run["began"], run["dag"], run["run_id"]), reverse=True)
        listed, seen = [], {True: 0, False: 0}
        for run in runs:
            bad = bool(run["failed"] or run["failures"])
            seen[bad] += 1
            if seen[bad] > KEPT_RUNS[bad]:
                shutil.rmtree(run["folder"], ignore_errors=True)
            else:
                listed.append({**run, "href": f"{run['folder'].relative_to(root).as_posix()}/index.html"})
        write_if_changed(root / "index.html", data_docs.index_page(listed))


def _published_results(settings: Settings, run: Run) -> list[dict[str, Any]]:
    with lake_or_empty(settings) as connection:
        if not has_table(connection, "quality_result"):
            return []
        # The task that writes the page may have committed under its own name: close_hours, the days of a backfill.
        steps = {run.dag, *(commit.message for commit in lake.commits() if commit.run_id == run.run_id)}
        commits = connection.execute(
            "SELECT snapshot_id FROM lake.snapshots() WHERE list_contains(?, commit_message)",
            [[f"{step} ({run.run_id})" for step in steps]],
        ).fetchall()
        return [
            row
            for (snapshot,) in commits
            for row in _rows(connection, f"lake.table_insertions('quality_result', {snapshot}, {snapshot})")
        ]


def _staged_results(settings: Settings, run: Run) -> list[dict[str, Any]]:
    """Return what the gate found in batches that did not come into the lake."""
    files = sorted(staging_folder(settings, run.run_id).rglob("*.results.parquet"))
    if not files:
        return []
    with duckdb.connect() as connection:
        rows = _rows(connection, lake.parquet(*files))
    owners = {table: contract.owner for table, contract in CONTRACTS.items()}
    return [row for row in rows if owners.get(row["table_name"]) in {run.owner, None} or run.owner == "platform"]


def _rows(connection: duckdb.DuckDBPyConnection, relation: str) -> list[dict[str, Any]]:
    names = CONTRACTS["quality_result"].column_names
    found = connection.execute(f"SELECT {', '.join(names)} FROM {relation}").fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]


def _file_name(text: str) -> str:
    """Return a name of few characters for `text`; two texts have two names."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", text)[:80]
    return name if name == text else f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
