"""What was erased does not come in again; what can't be erased is said."""

from typing import Any

import duckdb

from dags.steps import rankings, roll_up_days
from dags.steps.place import has_table
from lake.publish import Transaction

NOT_ERASED = "NOT IN (SELECT article_id FROM lake.erased_article)"


class EraseError(Exception):
    """What is to be erased can't be, or is still found. The message says where."""


def progress(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return what steps still have to do, told by the notes of commits that an erasure expires: to be noted again."""
    return {**rankings.progress(connection), **roll_up_days.progress(connection)}


def erased_ids(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the page_ids of the articles that were erased from the lake."""
    if not has_table(connection, "erased_article"):
        return set()
    return {name for (name,) in connection.execute("SELECT article_id FROM lake.erased_article").fetchall()}


def without_erased(relation: str, column: str = "article_id") -> str:
    """Return the FROM item `relation` without what was erased since it was staged."""
    return f"(SELECT * FROM {relation} WHERE {column} {NOT_ERASED})"


def count_erased(transaction: Transaction, verdict: dict[str, Any]) -> int:
    """Return how many good articles of a batch were erased after they were read."""
    query = f"SELECT count(*) FROM {verdict['good']} WHERE article_id IN (SELECT article_id FROM lake.erased_article)"
    (count,) = transaction.connection.execute(query).fetchone() or (0,)
    return int(count)
