"""What runs the queries of `transforms/`: DuckDB, or Spark by the same files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import duckdb

from transforms.query_file import read_query


class Engine(Protocol):
    """One session: what is made in it is temporary, and queries name it without a schema."""

    def define(self, macros: str) -> None:
        """Make the scalar macros of `macros`, statements CREATE MACRO of DuckDB's."""

    def view(self, name: str, query: str) -> None:
        """Make the view `name` of `query`."""

    def table(self, name: str, query: str, parameters: Mapping[str, object] | None = None) -> None:
        """Make the table `name` of what `query` gives."""


class DuckDB:
    """The engine that the lake's own connection is."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def define(self, macros: str) -> None:
        """Make the macros."""
        self._connection.execute(macros)

    def view(self, name: str, query: str) -> None:
        """Make the view."""
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")

    def table(self, name: str, query: str, parameters: Mapping[str, object] | None = None) -> None:
        """Make the table."""
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}", parameters or {})


def make(
    folder: Path, engine: Engine, query: str, parameters: Mapping[str, object] | None = None, table: str = ""
) -> None:
    """Make the table `table`, named like the query if not otherwise, of what `query`.sql in `folder` gives."""
    engine.table(table or query, read_query(folder, query), parameters)


def make_table(
    folder: Path,
    connection: duckdb.DuckDBPyConnection,
    query: str,
    parameters: Mapping[str, object] | None = None,
    table: str = "",
) -> None:
    """Make it as a temporary table of `connection`."""
    make(folder, DuckDB(connection), query, parameters, table)
