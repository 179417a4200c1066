"""Great Expectations over DuckDB, which it has no data source for.

Two small subclasses at its documented extension point. The engine keeps one connection, because
DuckDB's cursors die with theirs, and GX reads a result after it has let the connection go.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import pyarrow.parquet as pq

from quality.failing_rows import identifier, parquet
from quality.library import context, great_expectations
from schemas import Contract

UNPACKED_ONCE = 50_000
"""Rows up to which a batch is unpacked into memory, as those of articles are: each check reads its columns anew, and
texts take long to unpack. A million rows of events take 180 MB more that way, and no less time."""


@cache
def duckdb_datasource_class() -> Any:
    """Define and return the data source class; GX refuses to register a type twice."""
    great_expectations()
    from great_expectations.datasource.fluent import SQLDatasource  # noqa: PLC0415
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

    _count_repeated_keys(DuckDBExecutionEngine)

    class DuckDBDatasource(SQLDatasource):  # type: ignore[misc]
        """An SQLDatasource of type duckdb."""

        type: Literal["duckdb"] = "duckdb"

        @property
        def execution_engine_type(self) -> Any:
            return DuckDBExecutionEngine

    return DuckDBDatasource


def _count_repeated_keys(engine: Any) -> None:
    """Let Great Expectations count the rows of repeated keys by their groups, on execution engines of ours.

    Its own query joins every row with the count of its key, to show the rows as well: twice the time, and quarantine
    has them.
    """
    import sqlalchemy as sa  # noqa: PLC0415
    from great_expectations.expectations.metrics import CompoundColumnsUnique  # noqa: PLC0415
    from great_expectations.expectations.metrics.metric_provider import MetricProvider, metric_value  # noqa: PLC0415

    class RepeatedKeys(MetricProvider):  # type: ignore[misc]
        """How many rows have a key that another one has; it registers itself by being defined."""

        metric_name = f"{CompoundColumnsUnique.condition_metric_name}.unexpected_count"
        domain_keys = CompoundColumnsUnique.condition_domain_keys

        @metric_value(engine=engine)  # type: ignore[untyped-decorator]
        def _duckdb(cls, execution_engine: Any, metric_domain_kwargs: dict[str, Any], **_: Any) -> int:  # noqa: N805
            keys: list[Any] = [sa.column(name) for name in metric_domain_kwargs["column_list"]]
            # Without the rows that the check ignores: whose keys are not whole.
            rows = execution_engine.get_domain_records(domain_kwargs=metric_domain_kwargs)
            count = sa.func.count().label("rows")
            source = rows if isinstance(rows, sa.FromClause) else rows.subquery()
            groups = sa.select(count).select_from(source).group_by(*keys).having(count > 1).subquery()
            counted = sa.select(sa.func.coalesce(sa.func.sum(groups.c.rows), 0))
            return int(execution_engine.execute_query(counted).scalar())


@contextmanager
def gx_batch(contract: Contract, path: Path) -> Iterator[Any]:
    """Yield the GX Batch of the Parquet file at `path`: the columns that a check of `contract` reads."""
    duckdb_datasource_class()
    sources = context().data_sources
    name = f"{contract.table}-{uuid.uuid4().hex}"
    source = sources.add_duckdb(
        name=name,
        connection_string="duckdb:///:memory:",
        create_temp_table=pq.read_metadata(path).num_rows <= UNPACKED_ONCE,
    )
    try:
        asset = source.add_query_asset(contract.table, query=checked_columns_sql(contract, path))
        yield asset.add_batch_definition_whole_table("batch").get_batch()
    finally:
        source.get_execution_engine().close()
        sources.delete(name)


def checked_columns_sql(contract: Contract, path: Path) -> str:
    """Return a query of the columns that are checked: GX carries every column of it through its joins."""
    checked = dict.fromkeys(name for check in contract.checks for name in check.columns) or contract.key
    names = ", ".join(identifier(name) for name in checked)
    return f"SELECT {names} FROM {parquet(str(path))}"
