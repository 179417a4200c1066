"""A run that is queued and not done in time is told of, by the channels of [alerts].

Airflow's scheduler sees the deadline pass and its triggerer sends the message: no worker has a part in it, since a run
is late most often because the workers are busy or hang. Reasons: docs/decisions/0030-watching.md.
"""

import asyncio
import logging
from datetime import timedelta
from typing import Any

from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from settings import Settings, load

log = logging.getLogger("newslake.deadlines")


def deadline() -> DeadlineAlert | None:
    """Return the deadline of an hourly DAG; None where [alerts] sets none."""
    minutes = load().alerts.deadline_minutes
    if not minutes:
        return None
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT, interval=timedelta(minutes=minutes),
        callback=AsyncCallback("dags.deadlines.tell"),
    )  # fmt: skip


async def tell(context: dict[str, Any]) -> None:
    """Tell that the run of `context` is late. A backfill's runs wait for one another by design: nobody is told."""
    run = context["dag_run"]
    if run["run_type"] == "backfill":
        return
    settings = load()
    log.warning("%s is late: run %s is %s", run["dag_id"], run["dag_run_id"], run["state"])
    if settings.alerts.wanted:
        await asyncio.to_thread(_send, settings, run)  # the triggerer has one loop for all that wait


def _send(settings: Settings, run: dict[str, Any]) -> None:
    from dags.alerts import deliver
    from dags.steps import alert
    from dags.steps.data_docs import Run

    chosen = settings.alerts
    late = (
        f"queued at {run['queued_at']}, {run['state']} after {chosen.deadline_minutes:g} minutes; "
        "it goes on, and tells of itself if it fails"
    )
    ran = Run(run["dag_id"], run["dag_run_id"], run["start_date"] or "", "platform")
    deliver(chosen, alert.Alert(ran, (), (), f"{chosen.base_url.rstrip('/')}/data_docs/index.html", late))
