"""What Great Expectations asks of DuckDB, where its own queries do more than the gate needs.

Metric providers are its documented extension point: those of an execution engine's class stand in place of its own.
"""

from collections.abc import Callable
from typing import Any

from quality.failing_rows import repeated_keys

COLUMN_CONDITIONS = tuple(
    f"column_values.{name}"
    for name in ("nonnull", "unique", "in_set", "match_regex", "between", "value_length.between")
)
KEY_CONDITION = "compound_columns.unique"
"""Its names of what the kinds of checks ask of each row."""


def register_metrics(engine: Any) -> None:
    """Register the metrics of the execution engine class `engine`, once."""
    _count_repeated_keys(engine, "column_values.unique", lambda domain: [domain["column"]])
    _count_repeated_keys(engine, KEY_CONDITION, lambda domain: domain["column_list"])
    _tell_columns(engine)
    for condition in (*COLUMN_CONDITIONS, KEY_CONDITION):
        _show_no_values(engine, f"{condition}.unexpected_values")


def _count_repeated_keys(engine: Any, condition: str, columns: Callable[[dict[str, Any]], list[str]]) -> None:
    """Count the rows of repeated keys by the table that the gate has made of these (`make_repeated_keys`).

    To group a million keys takes longer than all else that is asked of them, and the rows are found by the same groups.
    """
    import sqlalchemy as sa  # noqa: PLC0415

    def rows_of_repeated_keys(execution_engine: Any, metric_domain_kwargs: dict[str, Any], **_: Any) -> int:
        keys = sa.table(repeated_keys(columns(metric_domain_kwargs)))
        counted: Any = sa.select(sa.func.coalesce(sa.func.sum(sa.column("rows")), 0)).select_from(keys)
        return int(execution_engine.execute_query(counted).scalar())

    _provide(engine, f"{condition}.unexpected_count", rows_of_repeated_keys)


def _tell_columns(engine: Any) -> None:
    """Tell the columns by the engine's one connection.

    Its own way opens another one, which DuckDB refuses once the first is at work: the metrics of that round are asked
    for all over again.
    """
    import sqlalchemy as sa  # noqa: PLC0415

    def names_and_types(execution_engine: Any, metric_domain_kwargs: dict[str, Any], **_: Any) -> list[dict[str, Any]]:
        rows = execution_engine.get_domain_records(domain_kwargs=metric_domain_kwargs)
        source = rows if isinstance(rows, sa.FromClause) else rows.subquery()
        none = execution_engine.execute_query(sa.select(sa.text("*")).select_from(source).limit(0))
        return [{"name": name, "type": str(type_)} for name, type_, *_ in none.cursor.description]

    _provide(engine, "table.column_types", names_and_types)


def _show_no_values(engine: Any, name: str) -> None:
    """Let the metric `name` be empty, which its own query of no rows says as well, for each check anew."""

    def no_values(**_: Any) -> list[Any]:
        """Return no sample of what a check refuses: quarantine has the rows."""
        return []

    _provide(engine, name, no_values)


def _provide(engine: Any, name: str, value: Callable[..., Any]) -> None:
    """Let `value` be the metric `name` on `engine`: a provider registers itself by being defined."""
    from great_expectations.expectations.metrics.metric_provider import MetricProvider, metric_value  # noqa: PLC0415
    from great_expectations.expectations.registry import get_metric_kwargs  # noqa: PLC0415

    keys = get_metric_kwargs(name)

    class Provider(MetricProvider):  # type: ignore[misc]
        metric_name = name
        domain_keys = keys["metric_domain_keys"]
        value_keys = keys["metric_value_keys"]

        @metric_value(engine=engine)  # type: ignore[untyped-decorator]
        def _duckdb(cls, **asked: Any) -> Any:  # noqa: N805
            return value(**asked)
