"""What a data contract is made of: columns, checks, and the table that brings them together.

A contract is data. The Arrow schema (`schemas.arrow`), the DDL (`lake.ddl`), the Great Expectations
suite, the statement that finds failing rows (`quality`), the JSON Schema for producers
(`schemas.json_schema`) and the data dictionary (`schemas.dictionary`) are all made from it, so that a table
is described once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["critical", "error", "warning"]
"""`critical` stops the publish, `error` quarantines the row, `warning` is reported only."""

CheckKind = Literal["not_null", "unique", "in_set", "matches", "between", "length_between", "row_count", "condition"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column, defined once and used by name in every table that has it."""

    name: str
    type: str
    """DuckDB's name of the type, one of `schemas.arrow.ARROW_TYPES`."""
    meaning: str
    unit: str = ""
    source: str = ""
    """Where the value comes from, or which standard defines it."""
    example: str = ""
    caveat: str = ""
    """What a reader who knows the meaning may still get wrong."""


@dataclass(frozen=True, slots=True)
class Check:
    """One promise about a staged batch of a table.

    `columns` has one name, except for `unique` (the whole key) and `row_count` (none).
    `values` is for `in_set`, `pattern` (RE2, so that DuckDB can run it) for `matches`, `minimum` and
    `maximum` (inclusive, None is open) for `between`, `length_between` and `row_count`. A NULL passes
    every check except `not_null`.
    """

    kind: CheckKind
    columns: tuple[str, ...] = ()
    severity: Severity = "error"
    values: tuple[str, ...] = ()
    pattern: str = ""
    minimum: int | float | str | None = None
    maximum: int | float | str | None = None
    label: str = ""
    """Of `condition`: its name, and of a second check of one kind on the same columns."""
    condition: str = ""
    """SQL over `columns` that must hold; a row for which it is NULL passes."""

    @property
    def name(self) -> str:
        """What a quarantined row and a quality result call this check, for example `headline_not_null`."""
        if self.label:
            return self.label
        return "_".join((*self.columns, self.kind))


@dataclass(frozen=True, slots=True)
class Retention:
    """How long rows are kept: `days`, or for ever where it is None, and why."""

    days: int | None = None
    reason: str = ""
    column: str = ""
    """The instant that the days are counted from; with `follows`, the column that both tables have."""
    follows: str = ""
    """Table that the rows go with: a row stays as long as one of that table has the same `column`."""


@dataclass(frozen=True, slots=True)
class Contract:
    """One table of the lake."""

    table: str
    grain: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    owner: str
    checks: tuple[Check, ...] = ()
    partitioned_by: tuple[str, ...] = ()
    """DuckLake partition expressions, for example `day(hour_at)`."""
    sorted_by: tuple[str, ...] = ()
    merge: str = "append only"
    """How two versions of a row with one key become one."""
    caveats: tuple[str, ...] = field(default=())
    retention: Retention = Retention()
    version: int = 1
    """Rises with columns, types, key, partitioning and sort; see docs/decisions/0019-contracts-change.md."""
    renamed: Mapping[int, Mapping[str, str]] = field(default_factory=dict, hash=False)
    """Version -> the columns that it renamed: old name -> new name."""

    def column(self, name: str) -> Column:
        """Return the column `name`; KeyError if the table has none of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.table} has no column {name}")

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)
