"""From contracts to the lake's tables: DDL with comments, partitioning and sort order, made on demand."""

import duckdb

from lake.analyst import create_catalog_entries, literal
from schemas import CONTRACTS, Column, Contract


def create_table_statements(contract: Contract) -> list[str]:
    """Return the statements that make the table of `contract`: CREATE, partitioning, sorting, comments."""
    name = f"lake.{contract.table}"
    definitions = ", ".join(f"{column.name} {column.type}" for column in contract.columns)
    statements = [f"CREATE TABLE {name} ({definitions})"]
    if contract.partitioned_by:
        statements.append(f"ALTER TABLE {name} SET PARTITIONED BY ({', '.join(contract.partitioned_by)})")
    if contract.sorted_by:
        statements.append(f"ALTER TABLE {name} SET SORTED BY ({', '.join(contract.sorted_by)})")
    statements.append(f"COMMENT ON TABLE {name} IS {literal(f'{contract.description} Grain: {contract.grain}.')}")
    statements += [
        f"COMMENT ON COLUMN {name}.{column.name} IS {literal(_comment(column))}" for column in contract.columns
    ]
    return statements


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make what the lake lacks: tables, new columns, views and macros. Writes nothing where all is there."""
    have = dict(
        connection.execute(
            "SELECT table_name, list(column_name) FROM duckdb_columns() "
            "WHERE database_name = 'lake' AND schema_name = 'main' GROUP BY 1"
        ).fetchall()
    )
    for contract in CONTRACTS.values():
        if contract.table not in have:
            for statement in create_table_statements(contract):
                connection.execute(statement)
            continue
        for column in contract.columns:
            if column.name not in have[contract.table]:
                connection.execute(f"ALTER TABLE lake.{contract.table} ADD COLUMN {column.name} {column.type}")
    create_catalog_entries(connection)


def _comment(column: Column) -> str:
    unit = f" Unit: {column.unit}." if column.unit else ""
    return f"{column.meaning}{unit}"
