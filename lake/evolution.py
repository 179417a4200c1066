"""From a table of an older contract to the contract of today: in place, within the transaction of a publish.

What keeps every value is done: new columns, wider types, new names, fields of a STRUCT, partitioning, sort, comments.
Anything else is refused, and says what to do. See docs/decisions/0019-contracts-change.md.
"""

from dataclasses import dataclass, field

import duckdb

from lake.analyst import literal
from lake.table_state import TableState, column_comment, layout, table_comment
from lake.widening import Widening, widening
from schemas import Column, Contract


@dataclass(slots=True)
class Evolution:
    """What brings one table to its contract, and what stands against it."""

    contract: Contract
    was: TableState
    renames: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """Name of each of the lake's columns -> its name after the renames."""
    refused: set[str] = field(default_factory=set)
    """Columns that a problem is about."""
    is_rewritten: bool = False

    @property
    def table(self) -> str:
        """The table's name in SQL."""
        return f"lake.{self.contract.table}"

    @property
    def statements(self) -> list[str]:
        """All statements, in their order."""
        if not self.is_rewritten:
            return [*self.renames, *self.changes, *self.comments]
        kept = ", ".join(name for name in self.contract.column_names if name in self.names.values())
        order = f" ORDER BY {', '.join(self.contract.sorted_by)}" if self.contract.sorted_by else ""
        return [
            *self.renames,
            f"CREATE OR REPLACE TEMP TABLE rewritten AS FROM {self.table}",
            f"DELETE FROM {self.table}",
            *self.changes,
            f"INSERT INTO {self.table} ({kept}) SELECT {kept} FROM temp.rewritten{order}",
            "DROP TABLE temp.rewritten",
            *self.comments,
        ]

    def alter(self, change: str) -> None:
        """Note one change of the table."""
        self.changes.append(f"ALTER TABLE {self.table} {change}")

    def refuse(self, column: str, has: str, wants: str, remedy: str) -> None:
        """Note why the table can't be brought to its contract."""
        self.refused.add(column)
        place = f"{self.contract.table}.{column}" if column else self.contract.table
        self.problems.append(
            f"{place}: the lake has {has} (contract version {self.was.version}), "
            f"contract version {self.contract.version} wants {wants}. {remedy}"
        )


def evolve(connection: duckdb.DuckDBPyConnection, contract: Contract, was: TableState) -> Evolution:
    """Return how the table of `contract`, which the lake has as `was`, becomes what the contract says."""
    evolution = Evolution(contract, was)
    if was.version > contract.version:
        remedy = "Update Newslake on this machine; reading needs no update (`make sql`, or connect() as it is)"
        evolution.refuse("", "a table of a newer version", "an older one", remedy)
        return evolution
    _rename(evolution)
    _refuse_another_key(evolution)
    types = {evolution.names[old]: type_name for old, type_name in was.types.items()}
    for column in contract.columns:
        if column.name not in types:
            evolution.alter(f"ADD COLUMN {column.name} {column.type}")
        elif types[column.name] != column.type:
            _widen(connection, evolution, column, types[column.name])
    _drop_empty(connection, evolution)
    _lay_out(connection, evolution)
    _comment(evolution)
    return evolution


def _rename(evolution: Evolution) -> None:
    """Rename what versions since the lake's renamed."""
    names = evolution.names = {name: name for name in evolution.was.types}
    for version, renamed in sorted(evolution.contract.renamed.items()):
        for old, new in renamed.items() if version > evolution.was.version else ():
            origin = next((was for was, name in names.items() if name == old), None)
            if origin is None:
                continue
            if new in names.values():
                remedy = f"Put the values of {old} into {new} by SQL, drop {old}, then publish again"
                evolution.refuse(old, f"a column {new} beside it", f"{old} to become {new}", remedy)
                continue
            names[origin] = new
            evolution.renames.append(f"ALTER TABLE {evolution.table} RENAME COLUMN {_quoted(old)} TO {_quoted(new)}")


def _refuse_another_key(evolution: Evolution) -> None:
    key = evolution.was.key
    if key and tuple(evolution.names.get(name, name) for name in key) != evolution.contract.key:
        remedy = "Rows of another key are another table: give the contract a new table name, and fill it from this one"
        evolution.refuse("", f"the key {', '.join(key)}", f"the key {', '.join(evolution.contract.key)}", remedy)


def _widen(connection: duckdb.DuckDBPyConnection, evolution: Evolution, column: Column, has: str) -> None:
    how = widening(connection.sqltype(has), connection.sqltype(column.type))
    if how is Widening.REFUSED:
        remedy = f"Values may not fit: keep {has} in the contract, or give the new values a column of another name"
        evolution.refuse(column.name, has, column.type, remedy)
        return
    evolution.is_rewritten |= how is Widening.REWRITTEN
    evolution.alter(f"ALTER COLUMN {column.name} SET DATA TYPE {column.type}")


def _drop_empty(connection: duckdb.DuckDBPyConnection, evolution: Evolution) -> None:
    """Drop columns that the contract has no more, where they hold nothing."""
    for old, name in evolution.names.items():
        if name in evolution.contract.column_names or name in evolution.refused:
            continue
        (held,) = connection.execute(f"SELECT count({_quoted(old)}) FROM {evolution.table}").fetchall()[0]
        if not held:
            evolution.alter(f"DROP COLUMN {_quoted(name)}")
            continue
        remedy = (
            "Keep it in the contract, or tell its new name in `renamed`. If its values may go, run "
            f"ALTER TABLE {evolution.table} DROP COLUMN {_quoted(old)}; older snapshots keep them"
        )
        evolution.refuse(name, f"this column with {held} values", "none of that name", remedy)


def _lay_out(connection: duckdb.DuckDBPyConnection, evolution: Evolution) -> None:
    """Set partitioning and sort where they differ. Files that are there stay as they are."""
    contract = evolution.contract
    for keyword, has, wants in zip(
        ("PARTITIONED", "SORTED"),
        layout(connection, contract.table),
        (contract.partitioned_by, contract.sorted_by),
        strict=True,
    ):
        if tuple(_renamed(expression, evolution.names) for expression in has) != wants:
            evolution.alter(f"SET {keyword} BY ({', '.join(wants)})" if wants else f"RESET {keyword} BY")


def _renamed(expression: str, names: dict[str, str]) -> str:
    """Return a partition or sort expression with the column's new name: `day(at)` or `at`."""
    function, bracket, column = expression.rpartition("(")
    name = column.removesuffix(")")
    return f"{function}{bracket}{names.get(name, name)}{')' if bracket else ''}"


def _comment(evolution: Evolution) -> None:
    contract = evolution.contract
    has = {evolution.names[old]: comment for old, comment in evolution.was.comments.items()}
    evolution.comments += [
        f"COMMENT ON COLUMN {evolution.table}.{column.name} IS {literal(column_comment(column))}"
        for column in contract.columns
        if has.get(column.name) != column_comment(column)
    ]
    if evolution.was.comment != table_comment(contract):
        evolution.comments.append(f"COMMENT ON TABLE {evolution.table} IS {literal(table_comment(contract))}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
