"""What the lake holds of each table: columns, comments, partitioning, sort, and the contract that it was made by.

The version of the contract and its key stand at the end of the table's comment: in the catalog, so they change in
the transaction that changes the table, and a snapshot has the ones of its time.
"""

import re
from dataclasses import dataclass, field

import duckdb

from schemas import Column, Contract

MARK = re.compile(r"Key: (?P<key>[^.]+)\. Contract version: (?P<version>\d+)\.$")

COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type, coalesce(c.comment, ''), coalesce(t.comment, '')
FROM duckdb_columns() AS c
JOIN duckdb_tables() AS t USING (database_name, schema_name, table_name)
WHERE c.database_name = 'lake' AND c.schema_name = 'main'
ORDER BY c.table_name, c.column_index
"""

PARTITIONING = """
SELECT CASE p.transform WHEN 'identity' THEN c.column_name ELSE p.transform || '(' || c.column_name || ')' END
FROM __ducklake_metadata_lake.ducklake_partition_column AS p
JOIN __ducklake_metadata_lake.ducklake_partition_info AS i ON i.partition_id = p.partition_id
JOIN __ducklake_metadata_lake.ducklake_table AS t ON t.table_id = p.table_id
JOIN __ducklake_metadata_lake.ducklake_column AS c ON c.table_id = p.table_id AND c.column_id = p.column_id
WHERE i.end_snapshot IS NULL AND t.end_snapshot IS NULL AND c.end_snapshot IS NULL AND t.table_name = ?
ORDER BY p.partition_key_index
"""

# DuckLake writes names that are also words of SQL in quotes.
SORT = """
SELECT replace(s.expression, '"', '')
FROM __ducklake_metadata_lake.ducklake_sort_expression AS s
JOIN __ducklake_metadata_lake.ducklake_sort_info AS i ON i.sort_id = s.sort_id
JOIN __ducklake_metadata_lake.ducklake_table AS t ON t.table_id = s.table_id
WHERE i.end_snapshot IS NULL AND t.end_snapshot IS NULL AND t.table_name = ?
ORDER BY s.sort_key_index
"""


@dataclass(frozen=True, slots=True)
class TableState:
    """One table as it is in the lake."""

    types: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    comment: str = ""

    @property
    def version(self) -> int:
        """The version of the contract that wrote it last. Lakes that have no mark yet are of version 1."""
        mark = MARK.search(self.comment)
        return int(mark["version"]) if mark else 1

    @property
    def key(self) -> tuple[str, ...] | None:
        """The key that the mark tells; None where there is none."""
        mark = MARK.search(self.comment)
        return tuple(mark["key"].split(", ")) if mark else None

    def is_of(self, contract: Contract) -> bool:
        """Tell whether nothing is to be done."""
        return (
            self.comment == table_comment(contract)
            and self.types == {column.name: column.type for column in contract.columns}
            and self.comments == {column.name: column_comment(column) for column in contract.columns}
        )


def table_states(connection: duckdb.DuckDBPyConnection) -> dict[str, TableState]:
    """Return the state of every table in the lake by name."""
    states: dict[str, TableState] = {}
    for table, column, type_name, comment, table_comment_ in connection.execute(COLUMNS).fetchall():
        state = states.setdefault(table, TableState(comment=table_comment_))
        state.types[column] = type_name
        state.comments[column] = comment
    return states


def layout(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the expressions that `table` is partitioned and sorted by, as committed."""
    partitioned, sorted_by = (connection.execute(query, [table]).fetchall() for query in (PARTITIONING, SORT))
    return tuple(row[0] for row in partitioned), tuple(row[0] for row in sorted_by)


def table_comment(contract: Contract) -> str:
    """Return the comment of the table of `contract`; its end is the mark."""
    mark = f"Key: {', '.join(contract.key)}. Contract version: {contract.version}."
    return f"{contract.description} Grain: {contract.grain}. {mark}"


def column_comment(column: Column) -> str:
    """Return the comment of `column`."""
    return f"{column.meaning} Unit: {column.unit}." if column.unit else column.meaning
