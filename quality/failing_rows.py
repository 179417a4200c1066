"""One DuckDB statement that tells which rows of a batch fail which checks.

It counts exactly as Great Expectations does, which a test holds: NULL passes every check but not_null,
and every row of a repeated key fails `unique`.
"""

import re

from schemas import Check, Contract


def failing_rows_sql(contract: Contract, batch: str) -> str:
    """Return the statement for the Parquet file at the path `batch`.

    Its rows: file_row_number BIGINT (from 0), failed_checks VARCHAR[] (names of every severity, sorted),
    for the rows that fail at least one check. `row_count` is about no row and is left out.
    """
    checks = sorted((check for check in contract.checks if check.kind != "row_count"), key=lambda check: check.name)
    cases = ",\n        ".join(
        f"CASE WHEN {failing_condition(check, contract, batch)} THEN {literal(check.name)} END" for check in checks
    )
    return f"""\
SELECT file_row_number, failed_checks
FROM (
    SELECT file_row_number, list_filter([
        {cases or "NULL::VARCHAR"}
    ], lambda name: name IS NOT NULL) AS failed_checks
    FROM {parquet(batch, row_numbers=True)}
)
WHERE len(failed_checks) > 0"""


def failing_condition(check: Check, contract: Contract, batch: str) -> str:  # noqa: PLR0911  # one per kind
    """Return the SQL condition that is true for the rows which fail `check`; NULL is not true."""
    column = identifier(check.columns[0]) if check.columns else ""
    match check.kind:
        case "not_null":
            return f"{column} IS NULL"
        case "unique":
            return repeated_key_condition(check, batch)
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


def repeated_key_condition(check: Check, batch: str) -> str:
    """Return the condition that a row's key occurs more than once; a key with a missing part does not count.

    A semi-join with the few keys that repeat, because a window function would keep the whole batch.
    """
    names = [identifier(name) for name in check.columns]
    key = ", ".join(names)
    whole = " AND ".join(f"{name} IS NOT NULL" for name in names)
    row = f"({key})" if len(names) > 1 else key
    return f"{whole} AND {row} IN (SELECT {row} FROM {parquet(batch)} WHERE {whole} GROUP BY {key} HAVING count(*) > 1)"


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
