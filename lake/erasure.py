"""Rows gone for good: out of the tables, out of every Parquet file, out of every snapshot."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeVar

import duckdb

from lake.analyst import literal
from lake.connection import close, connect, new_duckdb
from lake.location import LakeLocation
from lake.maintenance import forget_freed, maintained
from lake.opening import database_statements
from lake.publish import Transaction, commit
from lake.write_lock import write_lock

T = TypeVar("T")

METADATA = "__ducklake_metadata_lake"

STATISTICS = ("ducklake_table_column_stats", "ducklake_file_column_stats")
"""The catalog's tables that hold values of rows: the least and the greatest of a column."""


OUTDATED = f"""
WITH live AS (
    SELECT table_id, column_id, min_value, max_value, coalesce(value_count = null_count, FALSE) AS is_empty
    FROM {METADATA}.ducklake_file_column_stats
    JOIN {METADATA}.ducklake_data_file USING (data_file_id, table_id)
    WHERE end_snapshot IS NULL
),
named AS (
    SELECT DISTINCT table_id, column_id, column_type FROM {METADATA}.ducklake_column
    WHERE end_snapshot IS NULL AND column_type IN ('varchar', 'int64')
),
told AS (
    SELECT n.table_id, n.column_id,
        CASE column_type WHEN 'varchar' THEN min(min_value) ELSE min(try_cast(min_value AS BIGINT))::VARCHAR END AS low,
        CASE column_type
            WHEN 'varchar' THEN max(max_value) ELSE max(try_cast(max_value AS BIGINT))::VARCHAR
        END AS high,
        coalesce(bool_and(is_empty OR (min_value IS NOT NULL AND max_value IS NOT NULL)), TRUE) AS is_known
    FROM named AS n LEFT JOIN live USING (table_id, column_id)
    GROUP BY n.table_id, n.column_id, column_type
)
SELECT CASE WHEN is_known THEN low END AS low, CASE WHEN is_known THEN high END AS high, table_id, column_id
FROM told JOIN {METADATA}.ducklake_table_column_stats AS s USING (table_id, column_id)
WHERE (low, high) IS DISTINCT FROM (s.min_value, s.max_value)
"""
"""Least and greatest values of the columns that hold texts or identifiers, as the files that are left have them."""


def erase(
    location: LakeLocation,
    work: Callable[[Transaction], T],
    note_progress: Callable[[Transaction], None],
    *,
    run_id: str,
    message: str,
) -> T:
    """Do `work`, which deletes rows, then leave no file, snapshot or statistic that has them. Can be run again.

    All earlier snapshots go. What later steps read of their notes, `note_progress` notes again. A query that reads an
    older state while this runs fails.
    """

    def delete(transaction: Transaction) -> T:
        done = work(transaction)
        note_progress(transaction)
        return done

    def rewrite(transaction: Transaction) -> None:
        transaction.connection.execute("CALL ducklake_rewrite_data_files('lake', delete_threshold => 0)")
        note_progress(transaction)

    done = commit(location, delete, run_id=run_id, message=message)
    # Not in one transaction: it would write the files again that the deletions have replaced.
    commit(location, rewrite, run_id=run_id, message=message)
    with maintained(location) as connection:
        (newest,) = connection.execute(
            "SELECT max(snapshot_id) FROM lake.snapshots() WHERE commit_message = ?", [f"{message} ({run_id})"]
        ).fetchone() or (None,)
        older = connection.execute(
            "SELECT snapshot_id FROM lake.snapshots() WHERE snapshot_id < ?", [newest]
        ).fetchall()
        if older:
            versions = [snapshot for (snapshot,) in older]
            connection.execute(f"CALL ducklake_expire_snapshots('lake', versions => {versions})")
        # Nobody else writes: a file that is in no catalog is of a writer that was killed.
        for function in ("ducklake_cleanup_old_files", "ducklake_delete_orphaned_files"):
            connection.execute(f"CALL {function}('lake', cleanup_all => true)")
        outdated = connection.execute(OUTDATED).fetchall()
    with write_lock(location):
        _update_statistics(location, outdated)
    forget_freed(location)
    return done


def _update_statistics(location: LakeLocation, outdated: Sequence[tuple[str, str, int, int]]) -> None:
    """Bring the statistics of whole tables up to date: DuckLake lets them grow with rows, but not shrink with them."""
    session = new_duckdb(location)
    try:
        for statement in database_statements(location, "catalog"):
            session.execute(statement)
        for values in outdated:
            session.execute(
                "UPDATE catalog.ducklake_table_column_stats SET min_value = ?, max_value = ? "
                "WHERE table_id = ? AND column_id = ?",
                values,
            )
    finally:
        close(session)


def files_with(location: LakeLocation, texts: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (file, what it names) for each Parquet file below the data path that holds one of `texts` in a row.

    Of what is packed no bytes are compared: each file is read, whether a catalog knows it or not.
    """
    if not texts:
        return
    pattern = any_of(texts)
    with connect(location) as connection:
        names = connection.execute(f"SELECT file FROM glob({literal(f'{location.data}/**')})").fetchall()
        for (name,) in names:
            if not name.endswith(".parquet"):
                yield name, "a file that is no Parquet"
            elif count := rows_with(connection, f"read_parquet({literal(name)})", pattern):
                yield name, f"{count} rows"
        for table in STATISTICS:
            if count := rows_with(connection, f"{METADATA}.{table}", pattern):
                yield table, f"{count} rows of the catalog"


def rows_with(connection: duckdb.DuckDBPyConnection, relation: str, pattern: str) -> int:
    """Return how many rows of `relation` (a FROM item) match `pattern` in any column."""
    query = f"SELECT count(*) FROM {relation} AS t WHERE regexp_matches(to_json(t)::VARCHAR, ?)"
    (count,) = connection.execute(query, [pattern]).fetchone() or (0,)
    return int(count)


def any_of(texts: Collection[str]) -> str:
    """Return the pattern that finds any of `texts` in JSON."""
    return "|".join(sorted(re.escape(text) for text in texts))
