"""Which changes of a column's type keep every value, and what each costs."""

from enum import Enum

from duckdb.sqltypes import DuckDBPyType

INTEGERS = ("tinyint", "smallint", "integer", "bigint")
"""Each holds the values of those before it."""

DOUBLE_HOLDS = ("tinyint", "smallint", "integer", "float")
"""Types whose values a DOUBLE holds exactly; those of BIGINT it does not."""


class Widening(Enum):
    """How a type becomes another one."""

    IN_PLACE = 1
    """The catalog alone changes; files are read with the new type."""
    REWRITTEN = 2
    """Files are written again. DuckDB 1.5 compares a filter's value with a file in the file's own type: with whole
    numbers in the file and a DOUBLE in the table, 0.5 finds the rows of 0."""
    REFUSED = 3


def widening(have: DuckDBPyType, want: DuckDBPyType) -> Widening:
    """Tell how `have`, a column's type in the lake, becomes `want`, its contract's."""
    if have == want:
        return Widening.IN_PLACE
    if have.id != want.id:
        return _of_numbers(have.id, want.id)
    if have.id not in {"list", "map", "struct"}:
        return Widening.REFUSED
    if have.id == "map" and _inner(have)[0] != _inner(want)[0]:
        return Widening.REFUSED
    old, new = _inner(have), _inner(want)
    # New fields of a STRUCT stand behind the ones that are there: DuckLake keeps the order of old ones.
    if [name for name, _ in old] != [name for name, _ in new[: len(old)]]:
        return Widening.REFUSED
    return max((widening(a, b) for (_, a), (_, b) in zip(old, new, strict=False)), key=lambda one: one.value)


def _inner(outer: DuckDBPyType) -> list[tuple[str, DuckDBPyType]]:
    """Return the types within a list, map or struct, each with its name."""
    return [(name, child) for name, child in outer.children if isinstance(child, DuckDBPyType)]


def _of_numbers(have: str, want: str) -> Widening:
    if want == "double" and have in DOUBLE_HOLDS:
        return Widening.REWRITTEN
    if have in INTEGERS and want in INTEGERS[INTEGERS.index(have) :]:
        return Widening.IN_PLACE
    return Widening.REFUSED
