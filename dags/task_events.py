"""Around every task: whose log lines these are, one line a publish, and counts for metrics.

None of this fails a task, and none of it reads the lake: a commit tells what it changed (`lake.commits`).
"""

import logging
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dags.callbacks import never_in_the_way

if TYPE_CHECKING:
    from lake import Commit, TableChange

log = logging.getLogger("newslake.task_events")

Count = tuple[str, str, float]
"""Kind (incr, gauge, timing), name, value; of a timing milliseconds."""


@never_in_the_way
def before_task(context: Any) -> None:
    """Let every log line of the task name run, task, try, map index and input; count from nothing."""
    from structlog.contextvars import bind_contextvars, unbind_contextvars

    if "lake" in sys.modules:  # most tasks never import it
        from lake import forget_commits

        forget_commits()
    task = context["ti"]
    unbind_contextvars("source", "source_file_id", "file_name")  # of the task before, in a process that runs several
    bind_contextvars(
        dag_id=task.dag_id, run_id=task.run_id, task_id=task.task_id, try_number=task.try_number,
        map_index=task.map_index, **_ids(context["task"]),
    )  # fmt: skip


@never_in_the_way
def after_task(context: Any) -> None:  # noqa: ARG001 - Airflow's signature
    """Tell of each publish of the task: by a log line, and by metrics where there is a server for them."""
    from structlog.contextvars import bound_contextvars

    now = datetime.now(UTC)
    for commit in commits_of_task():
        with bound_contextvars(**facts(commit, now)):
            log.info(
                "%s published snapshot %d in %.1f s: %s", commit.message, commit.snapshot_id, commit.seconds,
                ", ".join(f"{name} {change.rows_more:+,}" for name, change in commit.tables.items()) or "nothing",
            )  # fmt: skip
        for kind, name, value in counts(commit, now):
            _send(kind, name, value)


def commits_of_task() -> tuple["Commit", ...]:
    """Return what the task committed so far."""
    if "lake" not in sys.modules:
        return ()
    from lake import commits

    return commits()


def facts(commit: "Commit", now: datetime) -> dict[str, Any]:
    """Return what a publish did, as its log line has it in JSON."""
    return {
        "step": commit.message, "snapshot_id": commit.snapshot_id, "seconds": round(commit.seconds, 3),
        "conflicts": commit.conflicts, "rows_read": commit.notes.get("rows_read", 0),
        "rows_refused": commit.notes.get("rows_refused", 0),
        "tables": {name: table_facts(change, now) for name, change in commit.tables.items()},
    }  # fmt: skip


def table_facts(change: "TableChange", now: datetime) -> dict[str, Any]:
    """Return rows, how many more, the newest instant, and how many seconds that was ago."""
    newest = change.newest
    told: dict[str, Any] = {"rows": change.rows, "rows_more": change.rows_more}
    if newest:
        told |= {"newest": newest.isoformat(), "lag_seconds": round((now - newest).total_seconds())}
    return told


def of_publish(asset: Any) -> dict[str, Any]:
    """Return what an event of `asset` says of its table and of others: what the task's last commit made of them."""
    made = commits_of_task()
    if not made:
        return {}
    told = facts(made[-1], datetime.now(UTC))
    kept = {name: told[name] for name in ("snapshot_id", "rows_read", "rows_refused", "tables")}
    return {**kept, **told["tables"].get(asset.uri.rpartition("/")[2], {"rows_more": 0})}


def counts(commit: "Commit", now: datetime) -> Iterator[Count]:
    """Yield the metrics of one publish; docs/metrics.md says what they mean."""
    told = facts(commit, now)
    yield "timing", f"newslake.publish.{commit.message}", commit.seconds * 1000
    for name in ("conflicts", "rows_read", "rows_refused"):
        if told[name]:
            yield "incr", f"newslake.{name}.{commit.message}", told[name]
    for table, change in told["tables"].items():
        yield "gauge", f"newslake.rows.{table}", change["rows"]
        if change["rows_more"] > 0:
            yield "incr", f"newslake.rows_more.{table}", change["rows_more"]
        if "lag_seconds" in change:
            yield "gauge", f"newslake.lag_seconds.{table}", change["lag_seconds"]


def _send(kind: str, name: str, value: float) -> None:
    from airflow.sdk.observability import stats

    getattr(stats, kind)(name, value)


def _ids(task: Any) -> dict[str, Any]:
    return {name: value for name, value in input_of(task).items() if name in ("source", "source_file_id", "file_name")}


def input_of(task: Any) -> Mapping[str, Any]:
    """Return the one input, or batch of it, that a mapped task was given; empty for other tasks."""
    given = [*getattr(task, "op_args", ()), *getattr(task, "op_kwargs", {}).values()]
    for batch in given:
        if isinstance(batch, dict) and "source_file_id" in batch:
            return batch
    return {}
