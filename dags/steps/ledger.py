"""The ledger of inputs: which are known, what became of their rows."""

from collections.abc import Mapping
from typing import Any

import duckdb

import lake
from dags.steps.place import lake_location
from lake.publish import Transaction
from settings import Settings


def ledger_ids(settings: Settings) -> set[str]:
    """Return the identifiers of the inputs that the ledger has."""
    location = lake_location(settings)
    if not location.catalog.is_file():
        return set()
    with lake.connect(location) as connection:
        if not has_table(connection, "source_file"):
            return set()
        return {name for (name,) in connection.execute("SELECT source_file_id FROM lake.source_file").fetchall()}


def has_table(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Say whether the lake has `table`: a run that was killed early may have left it without any."""
    query = "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'lake' AND table_name = ?"
    return connection.execute(query, [table]).fetchone() == (1,)


def append_entry(transaction: Transaction, batch: Mapping[str, Any], outcomes: Mapping[str, int]) -> None:
    """Enter one input; outcomes that no row had are left out."""
    kept = {name: count for name, count in sorted(outcomes.items()) if count}
    transaction.connection.execute(
        "INSERT INTO lake.source_file VALUES (?, ?, ?, ?, ?, ?, map(?::VARCHAR[], ?::BIGINT[]))",
        [batch["source_file_id"], batch["source"], batch["file_name"], batch["digest"], batch["size_bytes"],
         batch["counts"]["received"], list(kept), list(kept.values())],
    )  # fmt: skip


def update_ledger(connection: duckdb.DuckDBPyConnection, events_before: str) -> None:
    """Move the ledger's counts by what changes between the touched hours as they were and as `rolled` has them."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE ledger AS
        WITH entry AS (
            SELECT source_file_id, unnest(map_entries(outcomes)) AS e FROM lake.source_file
        ),
        change AS (
            SELECT source_file_id, outcome, 1 AS n FROM temp.rolled
            UNION ALL SELECT source_file_id, outcome, -1 FROM ({events_before})
        ),
        total AS (
            SELECT source_file_id, outcome, sum(n)::BIGINT AS n FROM (
                SELECT source_file_id, e.key AS outcome, e.value AS n FROM entry UNION ALL SELECT * FROM change
            ) WHERE source_file_id IN (SELECT source_file_id FROM change) GROUP BY ALL HAVING sum(n) > 0
        )
        SELECT source_file_id, map(list(outcome ORDER BY outcome), list(n ORDER BY outcome)) AS outcomes
        FROM total GROUP BY source_file_id
        """
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE ledger_row AS SELECT s.* REPLACE (l.outcomes AS outcomes) "
        "FROM lake.source_file s JOIN temp.ledger l USING (source_file_id)"
    )
    connection.execute("DELETE FROM lake.source_file WHERE source_file_id IN (SELECT source_file_id FROM temp.ledger)")
    connection.execute("INSERT INTO lake.source_file SELECT * FROM temp.ledger_row ORDER BY source_file_id")
