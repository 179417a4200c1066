"""Great Expectations over DuckDB, which it has no data source for.

Two small subclasses at its documented extension point. The engine keeps one connection, because
DuckDB's cursors die with theirs, and GX reads a result after it has let the connection go. It is one to the gate's own
database.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import duckdb
import pyarrow.parquet as pq

from quality.duckdb_metrics import register_metrics
from quality.failing_rows import identifiers, parquet
from quality.library import context, great_expectations
from schemas import Contract

UNPACKED_ONCE = 50_000
"""Rows up to which a batch is unpacked into memory, as those of articles are: each check reads its columns anew, and
texts take long to unpack. A million rows of events take 180 MB more that way, and no less time."""


@cache
def duckdb_engine_class() -> Any:
    """Define and return the execution engine class, with metrics of its own."""
    great_expectations()
    from great_expectations.execution_engine import SqlAlchemyExecutionEngine  # noqa: PLC0415

    class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):  # type: ignore[misc]
        """A SqlAlchemyExecutionEngine with one connection for its whole life."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._connection: Any = None
            # GX chooses its regex function by this attribute; Dremio's is DuckDB's regexp_matches.
            # Postgres's operator, which duckdb_engine would inherit, matches whole strings in DuckDB.
            self.dialect_module = SimpleNamespace(DremioDialect=True)

        @contextmanager
        def get_connection(self) -> Iterator[Any]:
            if not self._connection:
                self._connection = self.engine.connect()
                self._connection.exec_driver_sql("SET TimeZone = 'UTC'")
            yield self._connection

        def close(self) -> None:
            if self._connection:
                self._connection.close()
                self._connection = None
            self.engine.dispose()

    register_metrics(DuckDBExecutionEngine)
    return DuckDBExecutionEngine


@cache
def duckdb_datasource_class() -> Any:
    """Define and return the data source class; GX refuses to register a type twice."""
    engine_class = duckdb_engine_class()
    import sqlalchemy as sa  # noqa: PLC0415
    from duckdb_engine import ConnectionWrapper  # noqa: PLC0415
    from great_expectations.compatibility.pydantic import PrivateAttr  # noqa: PLC0415
    from great_expectations.datasource.fluent import SQLDatasource  # noqa: PLC0415

    class DuckDBDatasource(SQLDatasource):  # type: ignore[misc]
        """An SQLDatasource of type duckdb, of a database that is open already."""

        type: Literal["duckdb"] = "duckdb"
        connection_string: str = "duckdb:///:memory:"
        _database: Any = PrivateAttr(None)
        _execution_engine: Any = PrivateAttr(None)

        def read(self, database: duckdb.DuckDBPyConnection) -> None:
            """Let the source read `database`, by a cursor of its own."""
            self._database = database

        def _create_engine(self) -> Any:
            return sa.create_engine(
                self.connection_string, creator=lambda: ConnectionWrapper(self._database.cursor()),
                poolclass=sa.StaticPool,
            )  # fmt: skip

        @property
        def execution_engine_type(self) -> Any:
            return engine_class

        def get_execution_engine(self) -> Any:
            if not self._execution_engine:
                self._execution_engine = engine_class(
                    engine=self.get_engine(), create_temp_table=self.create_temp_table
                )
            return self._execution_engine

    return DuckDBDatasource


@contextmanager
def gx_batch(database: duckdb.DuckDBPyConnection, contract: Contract, path: Path) -> Iterator[Any]:
    """Yield the GX Batch of the Parquet file at `path`: the columns that a check of `contract` reads.

    `database` holds the keys that `make_repeated_keys` found in it.
    """
    query = checked_columns_sql(contract, path)
    is_unpacked = pq.read_metadata(path).num_rows <= UNPACKED_ONCE
    if is_unpacked:  # GX's own temporary table is made twice: it loads a batch once more to validate it
        database.execute(f"CREATE TABLE unpacked AS {query}")
        query = "SELECT * FROM unpacked"
    source = duckdb_datasource_class()(name=f"{contract.table}-{uuid.uuid4().hex}")
    source.read(database)
    sources = context().data_sources
    sources.add_duckdb(source)
    try:
        asset = source.add_query_asset(contract.table, query=query)
        yield asset.add_batch_definition_whole_table("batch").get_batch()
    finally:
        source.get_execution_engine().close()
        sources.delete(source.name)
        if is_unpacked:
            database.execute("DROP TABLE unpacked")


def checked_columns_sql(contract: Contract, path: Path) -> str:
    """Return a query of the columns that are checked: GX carries every column of it through its joins."""
    checked = dict.fromkeys(name for check in contract.checks for name in check.columns) or contract.key
    return f"SELECT {identifiers(checked)} FROM {parquet(str(path))}"
