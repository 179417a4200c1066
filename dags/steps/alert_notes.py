"""What a run's tasks leave for its alert: a note a failed task, and the mark of who speaks for the run."""

import contextlib
import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dags.steps.alert import LONG, SHORT, one_line
from dags.steps.data_docs import Run
from dags.steps.place import has_table, lake_or_empty
from exports.files import write_if_changed
from settings import Settings

KEPT_RUNS = 100


def note_failure(settings: Settings, run: Run, context: Any) -> None:
    """Note which task failed, over which input and why."""
    ti, task = context["ti"], context["task"]
    mapped = f"[{ti.map_index}]" if (ti.map_index if ti.map_index is not None else -1) >= 0 else ""
    given = (*(getattr(task, "op_args", None) or ()), *(getattr(task, "op_kwargs", None) or {}).values())
    inputs = {
        batch["source_file_id"]: f"{batch['source']}: {batch['file_name']}"
        for batch in given if isinstance(batch, dict) and {"source_file_id", "source", "file_name"} <= batch.keys()
    }  # fmt: skip
    name, says = f"{ti.task_id}{mapped}", told_of(context.get("exception"))
    if inputs:
        says = f"{one_line(next(iter(inputs.values())), SHORT)}: {says}"
    file = _folder(settings, run) / f"{re.sub(r'[^A-Za-z0-9_.]', '_', name)}.json"
    write_if_changed(file, json.dumps({"task": name, "says": says, "inputs": inputs}).encode())


def told_of(error: BaseException | None) -> str:
    """Return what an alert may say of an error: our own words for our own, of any other its kind.

    What a library says may quote the record that it stumbled over, which the log has.
    """
    from quality import CriticalCheckFailed
    from sources.errors import SourceError

    if error is None:
        return "it was stopped from outside; see the log"
    ours = isinstance(error.__cause__, SourceError | CriticalCheckFailed)
    return one_line(error, LONG) if ours else f"{type(error).__name__}; see the log"


def failures(settings: Settings, run: Run) -> list[dict[str, Any]]:
    """Return the notes of `run`'s failed tasks."""
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(_folder(settings, run).glob("*.json"))]


def has_told(settings: Settings, run: Run) -> bool:
    """Say whether a message of `run` went out."""
    return any(_folder(settings, run).glob("told.*"))


def claim(settings: Settings, run: Run, failed: int, found: int) -> bool:
    """Say whether there is something to tell that no message of `run` told: so many failed tasks and findings.

    A run that is cleared and begins again tells again.
    """
    folder = _folder(settings, run)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        (folder / f"told.{failed}.{found}").touch(exist_ok=False)
    except FileExistsError:
        return False
    with contextlib.suppress(FileNotFoundError):  # another run may be tidying up, too
        for other in sorted(folder.parent.iterdir(), key=lambda other: other.stat().st_mtime)[:-KEPT_RUNS]:
            shutil.rmtree(other, ignore_errors=True)
    return True


def input_names(
    settings: Settings, results: Sequence[dict[str, Any]], noted: Sequence[dict[str, Any]]
) -> dict[str, str]:
    """Return the names of the inputs whose checks were not kept, from the ledger, or from the notes."""
    names: dict[str, str] = {}
    for note in noted:
        names |= note["inputs"]
    return names | _ledger_names(settings, results)


def _ledger_names(settings: Settings, results: Sequence[dict[str, Any]]) -> dict[str, str]:
    wanted = sorted({row["source_file_id"] for row in results if not row["success"]})
    if not wanted:
        return {}
    with lake_or_empty(settings) as connection:
        if not has_table(connection, "source_file"):
            return {}
        query = """
            SELECT source_file_id, source || ': ' || file_name FROM lake.source_file
            WHERE list_contains(?, source_file_id)"""
        return dict(connection.execute(query, [wanted]).fetchall())


def _folder(settings: Settings, run: Run) -> Path:
    began = re.sub(r"[^0-9]", "", run.began)
    return settings.home / "alerts" / f"{run.folder.replace('/', '.')}.{began}"
