"""The ledger of inputs: which are known, what became of their rows."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import duckdb

from dags.steps.place import has_table, lake_or_empty
from lake.publish import Transaction
from settings import Settings

ENTRY = "source_file_id, file_name, content_digest, size_bytes, format, first_position, modified_at, rows_received"


def ledger_ids(settings: Settings) -> set[str]:
    """Return the identifiers of the inputs that the ledger has."""
    return {entry["source_file_id"] for entry in ledger_entries(settings)}


def ledger_entries(settings: Settings, source: str | None = None) -> list[dict[str, Any]]:
    """Return the columns ENTRY of the inputs that the ledger has, of one source or of all."""
    with lake_or_empty(settings) as connection:
        if not has_table(connection, "source_file"):
            return []
        rows = connection.execute(
            f"SELECT {ENTRY} FROM lake.source_file WHERE ? IS NULL OR source = ?", [source, source]
        ).fetchall()
    return [dict(zip(ENTRY.split(", "), row, strict=True)) for row in rows]


def not_in_ledger(connection: duckdb.DuckDBPyConnection, batches: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those of `batches` that the ledger does not have, as a transaction sees it: another run may be faster."""
    wanted = {batch["source_file_id"]: batch for batch in batches}
    query = "SELECT source_file_id FROM lake.source_file WHERE list_contains(?, source_file_id)"
    known = {name for (name,) in connection.execute(query, [list(wanted)]).fetchall()} if wanted else set()
    return [batch for name, batch in wanted.items() if name not in known]


def append_entry(transaction: Transaction, batch: Mapping[str, Any], outcomes: Mapping[str, int]) -> None:
    """Enter one input; outcomes that no row had are left out."""
    kept = {name: count for name, count in sorted(outcomes.items()) if count}
    modified = batch.get("modified_at")
    row = {
        "source_file_id": batch["source_file_id"], "source": batch["source"], "file_name": batch["file_name"],
        "content_digest": batch["digest"], "size_bytes": batch["size_bytes"], "format": batch.get("format"),
        "first_byte": batch.get("first_byte"), "first_position": batch.get("first_position"),
        "modified_at": datetime.fromisoformat(modified) if modified else None,
        "rows_received": batch["counts"]["received"],
    }  # fmt: skip
    transaction.connection.execute(
        f"INSERT INTO lake.source_file ({', '.join(row)}, outcomes) "
        f"VALUES ({', '.join('?' * len(row))}, map(?::VARCHAR[], ?::BIGINT[]))",
        [*row.values(), list(kept), list(kept.values())],
    )


def begin_changes(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `outcome_change` (source_file_id, outcome, n): what the ledger's counts move by."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE outcome_change (source_file_id VARCHAR, outcome VARCHAR, n BIGINT)"
    )


def note_change(connection: duckdb.DuckDBPyConnection, rows: str, sign: int) -> None:
    """Add the outcomes of `rows` (a query with source_file_id and outcome), times `sign`, to the changes."""
    connection.execute(
        f"INSERT INTO outcome_change SELECT source_file_id, outcome, {sign} * count(*) FROM ({rows}) "
        "WHERE outcome IS NOT NULL GROUP BY ALL"
    )


def apply_changes(connection: duckdb.DuckDBPyConnection) -> None:
    """Move the ledger's counts by `outcome_change`; an outcome that no row has any more is left out."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE ledger_row AS
        WITH changed AS (
            SELECT * FROM lake.source_file WHERE source_file_id IN (SELECT source_file_id FROM temp.outcome_change)
        ),
        total AS (
            SELECT source_file_id, outcome, sum(n)::BIGINT AS n
            FROM (
                SELECT source_file_id, e.key AS outcome, e.value AS n
                FROM (SELECT source_file_id, unnest(map_entries(outcomes)) AS e FROM changed)
                UNION ALL FROM temp.outcome_change
            )
            GROUP BY ALL
        ),
        folded AS (
            SELECT source_file_id, map(list(outcome ORDER BY outcome), list(n ORDER BY outcome)) AS outcomes,
                sum(n)::BIGINT AS n
            FROM total WHERE n <> 0 GROUP BY source_file_id
        )
        SELECT c.* REPLACE (
            coalesce(f.n, 0) AS rows_received, coalesce(f.outcomes, map([]::VARCHAR[], []::BIGINT[])) AS outcomes
        )
        FROM changed AS c
        LEFT JOIN folded AS f USING (source_file_id)
        WHERE f.outcomes IS DISTINCT FROM c.outcomes
        """
    )
    connection.execute(
        "DELETE FROM lake.source_file WHERE source_file_id IN (SELECT source_file_id FROM temp.ledger_row)"
    )
    connection.execute("INSERT INTO lake.source_file SELECT * FROM temp.ledger_row ORDER BY source_file_id")
