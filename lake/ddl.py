"""From contracts to the lake's tables: DDL with comments, partitioning and sort order, made on demand."""

import duckdb

from lake.analyst import create_catalog_entries, has_catalog_entries, literal
from lake.errors import LakeError
from lake.evolution import evolve
from lake.table_state import TableState, column_comment, table_comment, table_states
from schemas import CONTRACTS, Contract


def create_table_statements(contract: Contract) -> list[str]:
    """Return the statements that make the table of `contract`: CREATE, partitioning, sorting, comments."""
    name = f"lake.{contract.table}"
    definitions = ", ".join(f"{column.name} {column.type}" for column in contract.columns)
    statements = [f"CREATE TABLE {name} ({definitions})"]
    if contract.partitioned_by:
        statements.append(f"ALTER TABLE {name} SET PARTITIONED BY ({', '.join(contract.partitioned_by)})")
    if contract.sorted_by:
        statements.append(f"ALTER TABLE {name} SET SORTED BY ({', '.join(contract.sorted_by)})")
    statements.append(f"COMMENT ON TABLE {name} IS {literal(table_comment(contract))}")
    statements += [
        f"COMMENT ON COLUMN {name}.{column.name} IS {literal(column_comment(column))}" for column in contract.columns
    ]
    return statements


def is_prepared(connection: duckdb.DuckDBPyConnection) -> bool:
    """Say whether `prepare` would find all there."""
    return not _behind(connection) and has_catalog_entries(connection)


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make what the lake lacks and bring older tables to their contracts. Writes nothing where all is there.

    Raises LakeError, before anything is changed, where a table can't be brought to its contract.
    """
    statements: list[str] = []
    problems: list[str] = []
    for contract, state in _behind(connection):
        if state is None:
            statements += create_table_statements(contract)
        else:
            evolution = evolve(connection, contract, state)
            statements += evolution.statements
            problems += evolution.problems
    if problems:
        path = connection.execute("SELECT path FROM duckdb_databases() WHERE database_name = 'lake'").fetchall()
        raise LakeError(f"{path[0][0]}: nothing was changed, because\n" + "\n".join(f"- {one}" for one in problems))
    for statement in statements:
        connection.execute(statement)
    create_catalog_entries(connection)


def _behind(connection: duckdb.DuckDBPyConnection) -> list[tuple[Contract, TableState | None]]:
    """Return the contracts whose tables are missing (None) or not as the contracts have them."""
    states = table_states(connection)
    found = [(contract, states.get(contract.table)) for contract in CONTRACTS.values()]
    return [(contract, state) for contract, state in found if state is None or not state.is_of(contract)]
