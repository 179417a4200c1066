"""The steps of `rank_articles`: which hours are due, and ranking them."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import duckdb

import lake
from dags.steps.gate import load_gate, through_gate
from dags.steps.place import has_table, lake_location, lake_or_empty
from lake import snapshot_notes
from lake.publish import Transaction
from settings import Settings
from transforms.ranking import (
    STEP,
    RankingRules,
    TrendingRules,
    add_presence,
    as_of_hours,
    rank,
    rank_trending,
    trending_hours,
)
from transforms.ranking.most_viewed import INPUTS, make_hours
from transforms.url import canonical_url, page_id

log = logging.getLogger("newslake.rankings")

HOURS_AT_ONCE = 48
"""As-of hours ranked by one statement: keeps memory flat when months are ranked again."""

DUE = (
    "(time_window <> 'trending' AND as_of IN (SELECT as_of FROM temp.due_viewed)) "
    "OR (time_window = 'trending' AND as_of IN (SELECT as_of FROM temp.due_trending))"
)
"""The condition of lists that are ranked now."""


def hours_due(settings: Settings, handed: Iterable[str] = ()) -> list[str]:
    """Return the UTC hours to rank for: those `handed` by the asset events and those that commits since the last
    ranking noted, so that an event lost with a killed run is made up for.
    """  # noqa: D205 - one sentence
    with lake_or_empty(settings) as connection:
        if not has_table(connection, "article"):
            return sorted(handed)
        if not has_articles(connection):
            return []
        return sorted({*handed, *_unranked(connection)})


def rank_hours(settings: Settings, touched: Sequence[str], run_id: str) -> dict[str, Any]:
    """Rank every as-of hour that `touched` hours take part in, and publish the rankings in one transaction."""

    def work(transaction: Transaction) -> dict[str, int]:
        connection = transaction.connection
        (snapshot,) = connection.execute("SELECT max(snapshot_id) FROM lake.snapshots()").fetchone() or (None,)
        (last_hour,) = connection.execute("SELECT max(hour_at) FROM lake.page_view_hourly").fetchone() or (None,)
        hours: list[datetime] = []
        rows = 0
        if last_hour is not None:
            instants = [datetime.fromisoformat(hour) for hour in touched]
            viewed = as_of_hours(instants, last_hour, settings.site.time_zone)
            trending = trending_hours(instants, last_hour, _trending_rules(settings))
            hours = sorted({*viewed, *trending})
            batches = [hours[start : start + HOURS_AT_ONCE] for start in range(0, len(hours), HOURS_AT_ONCE)]
            for batch, following in zip(batches, [*batches[1:], None], strict=True):
                now_viewed, now_trending = (
                    [hour for hour in due if batch[0] <= hour <= batch[-1]] for due in (viewed, trending)
                )
                until = following[0] if following else None
                rows += _rank(transaction, settings, now_viewed, now_trending, until)
            note_newest(transaction)
        transaction.notes.update(ranked_snapshot=snapshot, as_of_hours=len(hours))
        return {"as_of_hours": len(hours), "rows": rows}

    load_gate()
    done = lake.commit(lake_location(settings), work, run_id=run_id, message="rank_articles")
    log.info("ranked %d as-of hours: %d rows", *done.values())
    return done


def _rank(
    transaction: Transaction,
    settings: Settings,
    viewed: Sequence[datetime],
    trending: Sequence[datetime],
    until: datetime | None,
) -> int:
    """Rank the hours `viewed` by views and the hours `trending` by score; return how many rows were written.

    Later lists up to `until` follow where presence changed.
    """
    connection = transaction.connection
    rules = _ranking_rules(settings)
    relations = {name: f"lake.{name}" for name in INPUTS}
    for table, ranker in (
        ("ranked_views", partial(rank, connection, relations, viewed, rules) if viewed else None),
        ("ranked_trending", partial(rank_trending, connection, relations, trending, rules, _trending_rules(settings))
         if trending else None),
    ):  # fmt: skip
        if ranker:
            ranker()
        else:
            connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {table} AS "
                "SELECT * EXCLUDE (entered_at, peak_rank) FROM lake.article_ranking LIMIT 0"
            )
    first, last = min((*viewed, *trending)), max((*viewed, *trending))
    make_hours(connection, "due_viewed", viewed)
    make_hours(connection, "due_trending", trending)
    end = f"AND as_of < TIMESTAMPTZ '{until.isoformat()}'" if until else ""
    add_presence(
        connection,
        f"(SELECT * FROM lake.article_ranking WHERE as_of >= TIMESTAMPTZ '{(first - STEP).isoformat()}' {end} "
        f"AND NOT ({DUE}))",
        first,
    )
    (last_moved,) = connection.execute("SELECT max(as_of) FROM temp.moved").fetchone() or (None,)
    within = (
        f"as_of >= date_trunc('day', TIMESTAMPTZ '{first.isoformat()}') "
        f"AND as_of < TIMESTAMPTZ '{max(last, last_moved or last).isoformat()}' + INTERVAL 1 DAY"
    )
    key = "as_of, time_window, scope, position"
    ranked = "(SELECT * FROM temp.ranked UNION ALL BY NAME SELECT * FROM temp.moved)"
    replaced = f"({DUE} OR ({key}) IN (SELECT ({key}) FROM temp.moved))"
    with through_gate(transaction, settings, "article_ranking", ranked, f"{first:%Y-%m-%dT%H}") as good:
        transaction.replace("article_ranking", good, replaced, within)
    (rows,) = connection.execute("SELECT count(*) FROM temp.ranked").fetchone() or (0,)
    return int(rows)


def note_newest(transaction: Transaction) -> None:
    """Bring ranking_newest up to date: from what it says and the hours ranked now."""
    transaction.connection.execute(
        "CREATE OR REPLACE TEMP TABLE newest AS "
        "SELECT time_window, as_of, list(DISTINCT scope ORDER BY scope) AS scopes "
        "FROM lake.article_ranking WHERE as_of >= (SELECT coalesce(min(as_of), '-infinity') FROM lake.ranking_newest) "
        "GROUP BY time_window, as_of QUALIFY as_of = max(as_of) OVER (PARTITION BY time_window)"
    )
    transaction.replace_partitions("ranking_newest", "temp.newest", "TRUE")


def _ranking_rules(settings: Settings) -> RankingRules:
    chosen = settings.ranking
    return RankingRules(
        time_zone=settings.site.time_zone,
        top_n=chosen.top_n,
        max_age_days=chosen.max_age_days,
        excluded=[page_id(url) if (url := canonical_url(name)) else name for name in chosen.exclude],
        country_min_visitors=chosen.country_min_visitors,
        country_round_to=chosen.country_round_to,
    )


def _trending_rules(settings: Settings) -> TrendingRules:
    return TrendingRules(**settings.trending.model_dump())


def has_articles(connection: duckdb.DuckDBPyConnection) -> bool:
    """Say whether there is anything to rank. An article's arrival touches the hours of its views, so none is missed."""
    return has_table(connection, "article") and bool(connection.execute("FROM lake.article LIMIT 1").fetchall())


def progress(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return how far ranking came, as a commit notes it for the time when older commits are expired."""
    return {"ranked_snapshot": _ranked(snapshot_notes(connection)), "touched_hours": sorted(_unranked(connection))}


def needed_snapshots(connection: duckdb.DuckDBPyConnection) -> set[int]:
    """Return the snapshots whose notes tell which hours are due: they must not expire."""
    if not has_articles(connection):
        return set()
    notes = snapshot_notes(connection)
    ranked = _ranked(notes)
    newest = {snapshot for snapshot, note in notes if note.get("ranked_snapshot") == ranked}
    return newest | {snapshot for snapshot, note in notes if snapshot > ranked and note.get("touched_hours")}


def _unranked(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the hours noted by commits that the newest ranking had not seen."""
    notes = snapshot_notes(connection)
    ranked = _ranked(notes)
    return {
        datetime.fromisoformat(hour).isoformat()
        for snapshot, note in notes if snapshot > ranked
        for hour in note.get("touched_hours", ())
    }  # fmt: skip


def _ranked(notes: Sequence[tuple[int, Mapping[str, Any]]]) -> int:
    """Return the snapshot that the newest ranking had seen."""
    return max((note["ranked_snapshot"] for _, note in notes if "ranked_snapshot" in note), default=-1)
