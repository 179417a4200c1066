"""The steps of `rank_articles`: which hours are due, and ranking them."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import duckdb

import lake
from dags.steps.ledger import has_table
from dags.steps.place import lake_location
from lake import snapshot_notes
from lake.publish import Transaction
from settings import Settings
from transforms.ranking import as_of_hours, rank

log = logging.getLogger("newslake.rankings")

HOURS_AT_ONCE = 48
"""As-of hours ranked by one statement: keeps memory flat when months are ranked again."""


def hours_due(settings: Settings, handed: Iterable[str] = ()) -> list[str]:
    """Return the UTC hours to rank for: those `handed` by the asset events and those that commits since the last
    ranking noted, so that an event lost with a killed run is made up for.
    """  # noqa: D205 - one sentence
    location = lake_location(settings)
    if not location.catalog.is_file():
        return sorted(handed)
    with lake.connect(location) as connection:
        if not has_table(connection, "article") or not connection.execute("FROM lake.article LIMIT 1").fetchall():
            return []  # an article's arrival touches the hours of its views
        return sorted({*handed, *_unranked(connection)})


def rank_hours(settings: Settings, touched: Sequence[str], run_id: str) -> dict[str, Any]:
    """Rank every as-of hour that `touched` hours take part in, and publish the rankings in one transaction."""
    with lake.transaction(lake_location(settings), run_id=run_id, message="rank_articles") as transaction:
        connection = transaction.connection
        (snapshot,) = connection.execute("SELECT max(snapshot_id) FROM lake.snapshots()").fetchone() or (None,)
        (last_hour,) = connection.execute("SELECT max(hour_at) FROM lake.page_view_hourly").fetchone() or (None,)
        hours = [] if last_hour is None else as_of_hours(
            map(datetime.fromisoformat, touched), last_hour, settings.site.time_zone
        )  # fmt: skip
        rows = sum(_rank(transaction, part, settings) for part in _batched(hours))
        transaction.notes.update(ranked_snapshot=snapshot, as_of_hours=len(hours))
    log.info("ranked %d as-of hours: %d rows", len(hours), rows)
    return {"as_of_hours": len(hours), "rows": rows}


def _rank(transaction: Transaction, hours: Sequence[datetime], settings: Settings) -> int:
    connection = transaction.connection
    relations = {name: f"lake.{name}" for name in ("page_view_hourly", "page_view_daily", "article")}
    rank(connection, relations, hours, time_zone=settings.site.time_zone, top_n=settings.ranking.top_n)
    within = (
        f"as_of >= date_trunc('day', TIMESTAMPTZ '{hours[0].isoformat()}') "
        f"AND as_of < TIMESTAMPTZ '{hours[-1].isoformat()}' + INTERVAL 1 DAY"
    )
    transaction.replace("article_ranking", "temp.ranked", "as_of IN (SELECT as_of FROM temp.as_of_hour)", within)
    (rows,) = connection.execute("SELECT count(*) FROM temp.ranked").fetchone() or (0,)
    return int(rows)


def _unranked(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the hours noted by commits that the newest ranking had not seen."""
    notes = snapshot_notes(connection)
    ranked = max((note["ranked_snapshot"] for _, note in notes if "ranked_snapshot" in note), default=-1)
    return {
        datetime.fromisoformat(hour).isoformat()
        for snapshot, note in notes if snapshot > ranked
        for hour in note.get("touched_hours", ())
    }  # fmt: skip


def _batched(hours: Sequence[datetime]) -> Iterable[Sequence[datetime]]:
    for start in range(0, len(hours), HOURS_AT_ONCE):
        yield hours[start : start + HOURS_AT_ONCE]
