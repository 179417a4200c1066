"""Queries in files: one beside the module that runs it, named after what it gives."""

from collections.abc import Mapping
from pathlib import Path

import duckdb


def read_query(folder: Path, name: str) -> str:
    """Return the text of `name`.sql in `folder`."""
    return (folder / f"{name}.sql").read_text(encoding="utf-8")


def make_table(
    folder: Path,
    connection: duckdb.DuckDBPyConnection,
    query: str,
    parameters: Mapping[str, object] | None = None,
    table: str = "",
) -> None:
    """Make the temporary table `table`, named like the query if not otherwise, of what `query`.sql gives."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {table or query} AS {read_query(folder, query)}", parameters or {}
    )
