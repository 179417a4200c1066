"""One DuckDB statement that tells which rows of a batch fail which checks.

It counts exactly as Great Expectations does, which a test holds: NULL passes every check but not_null,
and every row of a repeated key fails `unique`.
"""

import re
from collections.abc import Iterable, Sequence

import duckdb

from schemas import Check, Contract


def failing_rows_sql(contract: Contract, batch: str) -> str:
    """Return the statement for the Parquet file at the path `batch`, after `make_repeated_keys`.

    Its rows: file_row_number BIGINT (from 0), failed_checks VARCHAR[] (names of every severity, sorted),
    for the rows that fail at least one check. `row_count` is about no row and is left out.
    """
    checks = sorted((check for check in contract.checks if check.kind != "row_count"), key=lambda check: check.name)
    conditions = {check.name: failing_condition(check, contract, batch) for check in checks}
    # Names are listed for the rows alone that fail: hardly any.
    cases = ",\n    ".join(f"CASE WHEN {condition} THEN {literal(name)} END" for name, condition in conditions.items())
    return f"""\
SELECT file_row_number, list_filter([
    {cases or "NULL::VARCHAR"}
], lambda name: name IS NOT NULL) AS failed_checks
FROM {parquet(batch, row_numbers=True)}
WHERE {" OR ".join(f"({condition})" for condition in conditions.values()) or "FALSE"}"""


def failing_condition(check: Check, contract: Contract, batch: str) -> str:  # noqa: PLR0911  # one per kind
    """Return the SQL condition that is true for the rows which fail `check`; NULL is not true."""
    column = identifier(check.columns[0]) if check.columns else ""
    match check.kind:
        case "not_null":
            return f"{column} IS NULL"
        case "unique":
            key = f"({identifiers(check.columns)})" if len(check.columns) > 1 else column
            return f"{key} IN (SELECT {key} FROM {identifier(repeated_keys(check.columns))})"
        case "in_set":
            return f"{column} NOT IN ({', '.join(literal(value) for value in check.values)})"
        case "matches":
            return f"NOT regexp_matches({column}, {literal(check.pattern)})"
        case "between":
            return outside(column, check, contract.column(check.columns[0]).type)
        case "length_between":
            return outside(f"length({column})", check, "BIGINT")
        case "condition":
            return f"NOT ({check.condition.format(batch=parquet(batch))})"
        case "row_count":
            raise ValueError("row_count is about no row")


def make_repeated_keys(connection: duckdb.DuckDBPyConnection, contract: Contract, batch: str) -> None:
    """Make a table of each `unique` check: the keys that occur more than once, and in how many `rows`.

    A key with a missing part does not count. Rows are looked up among these few, because a window function would keep
    the whole batch. Great Expectations counts by them too, from a connection of its own: they are not temporary.
    """
    for check in contract.checks:
        if check.kind == "unique":
            keys = identifiers(check.columns)
            whole = " AND ".join(f"{identifier(name)} IS NOT NULL" for name in check.columns)
            connection.execute(
                f"CREATE TABLE {identifier(repeated_keys(check.columns))} AS "
                f"SELECT {keys}, count(*) AS rows FROM {parquet(batch)} WHERE {whole} GROUP BY ALL "
                "HAVING count(*) > 1"
            )


def repeated_keys(columns: Sequence[str]) -> str:
    """Return the name of the table of the keys of `columns` that occur more than once."""
    return f"repeated {', '.join(columns)}"


def outside(value: str, check: Check, type_name: str) -> str:
    """Return the condition that `value` lies below the check's minimum or above its maximum."""
    bounds = (("<", check.minimum), (">", check.maximum))
    return " OR ".join(
        f"{value} {sign} {bound_literal(bound, type_name)}" for sign, bound in bounds if bound is not None
    )


def bound_literal(bound: float | str, type_name: str) -> str:
    """Return a bound as SQL. Text is an instant or a day, and takes the column's type."""
    return f"CAST({literal(bound)} AS {type_name})" if isinstance(bound, str) else repr(bound)


def parquet(path: str, *, row_numbers: bool = False) -> str:
    """Return the table function that reads the one Parquet file at `path`, and its own columns alone.

    Characters that DuckDB would take for a pattern are escaped, so is the colon, which SQLAlchemy would take
    for a parameter; `key=value` folders are just folders.
    """
    exact = re.sub(r"([*?\[:])", r"[\1]", path)
    numbers = ", file_row_number = true" if row_numbers else ""
    return f"read_parquet({literal(exact)}, hive_partitioning = false{numbers})"


def literal(text: str) -> str:
    """Return `text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Return `name` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def identifiers(names: Iterable[str]) -> str:
    """Return `names` as quoted SQL identifiers, for a list of columns."""
    return ", ".join(map(identifier, names))
