"""The lake's rows as Parquet files that any reader may read, as a transaction sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from lake.analyst import literal
from schemas import CONTRACTS

FIELDS = """
SELECT column_name, column_id
FROM __ducklake_metadata_lake.ducklake_column
JOIN __ducklake_metadata_lake.ducklake_table USING (table_id)
WHERE table_name = ? AND ducklake_column.end_snapshot IS NULL AND ducklake_table.end_snapshot IS NULL
"""
"""The columns of a table as they were when the transaction began."""


@dataclass(frozen=True, slots=True)
class PlainFiles:
    """Files of a table that hold the rows asked for."""

    plain: Sequence[str]
    """Those whose columns are today's and whose rows are all there: they can be read as they are."""
    others: Sequence[str]
    """Those that only DuckLake reads right: written under an older contract, or with rows deleted since."""


def find_files(connection: duckdb.DuckDBPyConnection, table: str, *needed: str) -> PlainFiles:
    """Return the files of `table` with rows that fulfil any of the conditions `needed`.

    The open transaction's own files and deletions are seen too, which DuckLake's own ducklake_list_files leaves out.
    """
    rows: dict[tuple[str, str], int] = {}
    for condition in needed:
        found = connection.execute(
            f"SELECT filename, count(*) FROM lake.{table} WHERE {condition} GROUP BY filename"
        ).fetchall()
        rows |= {(file, condition): count for file, count in found}
    files = sorted({file for file, _ in rows})
    plain = set(_of_this_contract(connection, table, files))
    for condition in needed:
        held = connection.execute(
            f"SELECT filename, count(*) FROM {_read(sorted(plain))} WHERE {condition} GROUP BY filename"
        ).fetchall() if plain else []  # fmt: skip
        plain -= {file for file, count in held if rows.get((file, condition), 0) != count}
    return PlainFiles(sorted(plain), [file for file in files if file not in plain])


def _of_this_contract(connection: duckdb.DuckDBPyConnection, table: str, files: Sequence[str]) -> Sequence[str]:
    """Return those of `files` that have the contract's columns under their names, of their types."""
    if not files:
        return []
    # A name may have stood for another column once: DuckLake goes by numbers.
    numbers = dict(connection.execute(FIELDS, [table]).fetchall())
    wanted = {column.name: (column.type, numbers.get(column.name)) for column in CONTRACTS[table].columns}
    columns = connection.execute(
        f"SELECT file_name, list((name, duckdb_type, field_id)) FROM parquet_schema({_names(files)}) "
        "WHERE duckdb_type IS NOT NULL GROUP BY file_name"
    ).fetchall()
    found = {file: {name: (kind, number) for name, kind, number in said} for file, said in columns}
    return [file for file, said in found.items() if {name: said.get(name) for name in wanted} == wanted]


def _read(files: Sequence[str]) -> str:
    return f"read_parquet({_names(files)}, filename = true, hive_partitioning = false)"


def _names(files: Sequence[str]) -> str:
    return f"[{', '.join(literal(file) for file in files)}]"
