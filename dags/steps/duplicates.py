"""The step of `link_duplicates`."""

import logging
from datetime import datetime
from typing import Any

import duckdb

import lake
from dags.steps.gate import load_gate, through_gate
from dags.steps.place import has_table, lake_location, lake_or_empty
from lake import snapshot_notes
from lake.publish import Transaction
from schemas import CONTRACTS
from settings import Settings
from transforms.duplicate import METHOD, MINHASH, DuplicateRules, link

log = logging.getLogger("newslake.duplicates")

LINKED = "duplicates_snapshot"
"""What a commit notes: the snapshot that near-copies were linked by."""

ARTICLES_A_FILE = 20_000
"""Articles whose rows of article_band, 64 each, are sorted and written together."""


def link_duplicates(settings: Settings, run_id: str, as_of: datetime) -> dict[str, Any] | None:
    """Link the articles that are new or changed since the last run, or all, and publish what differs.

    All, where `[duplicates]` or the method is another one, or where the lake no longer knows what changed.
    Returns None, and does nothing, where no article is new or changed.
    """
    rules = DuplicateRules(**settings.duplicates.model_dump())
    noted = {"method": METHOD, "minhash": MINHASH, **settings.duplicates.model_dump()}
    with lake_or_empty(settings) as connection:
        if not has_table(connection, "article") or not _find_changed(connection, noted):
            return None

    def work(transaction: Transaction) -> dict[str, int]:
        connection = transaction.connection
        (snapshot,) = connection.execute("SELECT max(snapshot_id) FROM lake.snapshots()").fetchone() or (None,)
        (known,) = connection.execute("SELECT count(*) FROM lake.article").fetchone() or (0,)
        changed, since = _find_changed(connection, noted) or (0, None)
        within = _window(connection, rules) if since is not None else "FALSE"
        relations = {
            "article": "lake.article",
            "article_band": f"(SELECT * FROM lake.article_band WHERE {within})",
            "article_duplicate": f"(SELECT * FROM lake.article_duplicate WHERE {since is not None})",
        }
        link(connection, relations, rules, as_of)
        pairs = "(FROM temp.duplicate_row WHERE NOT is_stale)"
        with through_gate(transaction, settings, "article_duplicate", pairs, "duplicates") as good:
            added, removed = _publish(transaction, good, within, whole=since is None)
        done = {"looked_at": changed, "of_articles": known, "rows_added": added, "rows_removed": removed}
        transaction.notes.update({LINKED: snapshot}, duplicates_rules=noted, **done)
        return done

    load_gate()
    done = lake.commit(lake_location(settings), work, run_id=run_id, message="link_duplicates")
    log.info("looked at %d of %d articles for near-copies: %d rows more, %d fewer", *done.values())
    return done


def _find_changed(connection: duckdb.DuckDBPyConnection, rules: dict[str, Any]) -> tuple[int, int | None] | None:
    """Make `changed_article` (article_id) and `changed_at` (published_at, before and after): what to look at.

    Returns how many there are and the snapshot since when, None for a look at all; nothing where there are none.
    """
    since = _linked_snapshot(connection, rules)
    relation = "(SELECT article_id, date_published, fetched_at FROM lake.article)"
    if since is not None:
        (newest,) = connection.execute("SELECT max(snapshot_id) FROM lake.snapshots()").fetchone() or (since,)
        if newest == since:
            return None
        relation = _changes(since + 1, newest)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE changed_at AS "
        f"SELECT DISTINCT article_id, coalesce(date_published, fetched_at) AS published_at FROM {relation}"
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE changed_article AS SELECT DISTINCT article_id FROM changed_at")
    (changed,) = connection.execute("SELECT count(*) FROM changed_article").fetchone() or (0,)
    return (changed, since) if changed else None


def _changes(first: int, last: int) -> str:
    """Return the FROM item of the articles that changed from snapshot `first` to `last`, as they were and as they are.

    A file that maintenance wrote again tells each of its rows as updated: those that are as they were are left out.
    """
    columns = ", ".join(name for name in CONTRACTS["article"].column_names if name != "article_body")
    return (
        f"(SELECT {columns} FROM lake.table_changes('article', {first}, {last}) GROUP BY {columns} "
        "HAVING sum(CASE WHEN change_type IN ('insert', 'update_postimage') THEN 1 ELSE -1 END) <> 0)"
    )


def needed_snapshots(connection: duckdb.DuckDBPyConnection) -> set[int]:
    """Return the snapshots that tell what changed since the last run: they must not expire."""
    linked = [(snapshot, note[LINKED]) for snapshot, note in snapshot_notes(connection, LINKED)]
    if not linked:
        return set()
    noted, since = linked[-1]
    return {noted, since, since + 1}


def _linked_snapshot(connection: duckdb.DuckDBPyConnection, rules: dict[str, Any]) -> int | None:
    """Return the snapshot that near-copies were last linked by, under these rules; None if there is none to go on from.

    The first snapshot after it must still be there: without it, the lake cannot say what changed.
    """
    linked = [(note[LINKED], note["duplicates_rules"]) for _, note in snapshot_notes(connection, LINKED)]
    if not linked or linked[-1][1] != rules:
        return None
    since = int(linked[-1][0])
    query = "SELECT count(*) FROM lake.snapshots() WHERE snapshot_id = ?"
    return since if connection.execute(query, [since + 1]).fetchone() == (1,) else None


def _window(connection: duckdb.DuckDBPyConnection, rules: DuplicateRules) -> str:
    """Return the condition of the bands to read: articles near a changed one, and those near these.

    Instants are constants, so that the statistics of the files keep others from being read.
    """
    first, last = connection.execute(
        f"SELECT min(published_at) - to_hours({48 * rules.days}), max(published_at) + to_hours({48 * rules.days}) "
        "FROM changed_at"
    ).fetchone() or (None, None)
    if first is None:
        return "FALSE"
    return f"published_at BETWEEN TIMESTAMPTZ '{first.isoformat()}' AND TIMESTAMPTZ '{last.isoformat()}'"


def _publish(transaction: Transaction, pairs: str, within: str, *, whole: bool) -> tuple[int, int]:
    """Put in what `link` made; return how many rows of article_duplicate came and went."""
    execute = transaction.connection.execute
    if whole:
        (removed,) = execute("SELECT count(*) FROM lake.article_duplicate").fetchone() or (0,)
        execute("DELETE FROM lake.article_band")
        execute("DELETE FROM lake.article_duplicate")
    else:
        (removed,) = execute("SELECT count(*) FROM temp.duplicate_row WHERE is_stale").fetchone() or (0,)
        execute(
            f"DELETE FROM lake.article_band WHERE {within} AND article_id IN (SELECT article_id FROM changed_article)"
        )
        execute(
            "DELETE FROM lake.article_duplicate AS d USING temp.duplicate_row AS r "
            "WHERE r.is_stale AND d.article_id = r.article_id AND d.duplicate_of = r.duplicate_of"
        )
    (added,) = execute("SELECT count(*) FROM temp.duplicate_row WHERE NOT is_stale").fetchone() or (0,)
    for first, last in _spans(transaction.connection):
        part = f"(FROM temp.new_band WHERE published_at BETWEEN '{first.isoformat()}' AND '{last.isoformat()}')"
        transaction.append("article_band", part)
    transaction.append("article_duplicate", pairs)
    return added, removed


def _spans(connection: duckdb.DuckDBPyConnection) -> list[tuple[datetime, datetime]]:
    """Return the spans of time, in order, in which so many articles with new bands were published."""
    return connection.execute(
        "SELECT min(published_at), max(published_at) FROM (SELECT published_at, "
        f"rank() OVER (ORDER BY published_at) // {ARTICLES_A_FILE} AS span "
        "FROM (SELECT DISTINCT article_id, published_at FROM temp.new_band)) GROUP BY span ORDER BY span"
    ).fetchall()
