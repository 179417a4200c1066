"""The step of `relate_articles`."""

import logging
from datetime import datetime
from typing import Any

import duckdb

import lake
from dags.steps.gate import load_gate, through_gate
from dags.steps.place import has_table, lake_location, lake_or_empty
from lake.publish import Transaction
from settings import Settings
from transforms.page_view.site_days import SiteDay, site_day
from transforms.related import RelatedRules, relate

log = logging.getLogger("newslake.related")


def relate_articles(settings: Settings, run_id: str, as_of: datetime) -> dict[str, Any] | None:
    """Relate the articles by the visitors of the last site days that ended by `as_of`, and publish them, whole.

    Returns None, and does nothing, where the newest such day is the one that they were related by.
    """
    with lake_or_empty(settings) as connection:
        if not has_table(connection, "related_article") or not _days_due(connection, settings, as_of):
            return None
    rules = RelatedRules(**settings.related.model_dump(exclude={"days"}))

    def work(transaction: Transaction) -> tuple[list[SiteDay], int]:
        connection = transaction.connection
        days = _days_due(connection, settings, as_of)
        if not days:  # another run was faster
            return [], 0
        relations = {name: f"lake.{name}" for name in ("page_view_event", "article", "article_url")}
        relate(connection, relations, days, rules)
        with through_gate(transaction, settings, "related_article", "temp.related", "related") as good:
            transaction.replace_partitions("related_article", good, "TRUE")
        (rows,) = connection.execute("SELECT count(*) FROM temp.related").fetchone() or (0,)
        transaction.notes.update(related_as_of=days[-1].end.isoformat(), related_days=len(days), related_rows=rows)
        return days, int(rows)

    load_gate()
    days, rows = lake.commit(lake_location(settings), work, run_id=run_id, message="relate_articles")
    if not days:
        return None
    log.info("related articles by %d site days up to %s: %d rows", len(days), days[-1].site_date, rows)
    return {"as_of": days[-1].end.isoformat(), "days": len(days), "rows": rows}


def _days_due(connection: duckdb.DuckDBPyConnection, settings: Settings, as_of: datetime) -> list[SiteDay]:
    """Return the newest site days with views that ended by `as_of`, in order; none where they were related by."""
    dates = connection.execute("SELECT DISTINCT site_date FROM lake.page_view_daily ORDER BY 1").fetchall()
    days = [day for (date,) in dates if (day := site_day(date, settings.site.zone)).end <= as_of]
    (related,) = connection.execute("SELECT max(as_of) FROM lake.related_article").fetchone() or (None,)
    if not days or (related is not None and days[-1].end <= related):
        return []
    return days[-settings.related.days :]
