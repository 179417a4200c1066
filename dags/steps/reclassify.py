"""The step of `reclassify`: agents that older lists judged are judged again, and history with them."""

import logging
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

import lake
from dags.steps.gate import load_gate
from dags.steps.place import has_table, lake_location, lake_or_empty
from dags.steps.roll_up import roll_up_hours_and_days, touched_by
from lake.publish import Transaction
from schemas import CONTRACTS
from schemas.arrow import arrow_schema
from settings import Settings
from transforms.page_view import COLLAPSE, hours_of
from transforms.page_view.bots import list_version, user_agent_rows

log = logging.getLogger("newslake.reclassify")


def reclassify(settings: Settings, run_id: str, as_of: datetime) -> dict[str, Any]:
    """Judge again what older bot lists judged, and roll up the hours of agents whose verdict changed, in one commit.

    Returns how many agents were judged and how many changed, and the touched hours.
    """
    nothing = {"agents": 0, "changed": 0, "touched_hours": []}
    with lake_or_empty(settings) as connection:
        if not has_table(connection, "user_agent") or not _old_agents(connection):
            return nothing

    def work(transaction: Transaction) -> tuple[int, int, list[datetime]]:
        connection = transaction.connection
        old = _old_agents(connection)
        rows = pa.Table.from_pylist(user_agent_rows(old), schema=arrow_schema(CONTRACTS["user_agent"]))
        connection.register("judged", rows)
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE changed_agent AS SELECT j.user_agent_id "
            "FROM judged AS j JOIN lake.user_agent AS u USING (user_agent_id) WHERE j.is_bot <> u.is_bot"
        )
        connection.execute("DELETE FROM lake.user_agent WHERE user_agent_id IN (SELECT user_agent_id FROM judged)")
        transaction.append("user_agent", "judged")
        of_changed = "user_agent_id IN (SELECT user_agent_id FROM temp.changed_agent)"
        # The hour before too: a click counts once the one behind it is a robot's.
        before = hours_of(connection, f"(FROM lake.page_view_event WHERE {of_changed})", before=COLLAPSE)
        hours = sorted({*touched_by(connection, of_changed), *before})
        roll_up_hours_and_days(transaction, settings, hours, as_of)
        (count,) = connection.execute("SELECT count(*) FROM temp.changed_agent").fetchone() or (0,)
        transaction.notes.update(agents=len(old), changed_agents=count, touched_hours=hours)
        return len(old), int(count), hours

    load_gate()
    agents, changed, hours = lake.commit(lake_location(settings), work, run_id=run_id, message="reclassify")
    log.info("judged %d agents by %s: %d changed, %d hours rolled up", agents, list_version(), changed, len(hours))
    return {"agents": agents, "changed": changed, "touched_hours": [hour.isoformat() for hour in hours]}


def _old_agents(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, str]]:
    """Return identifier and text of the agents that older lists judged."""
    return connection.execute(
        "SELECT user_agent_id, user_agent FROM lake.user_agent WHERE bot_list_version <> ?", [list_version()]
    ).fetchall()
