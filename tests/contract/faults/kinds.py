"""Kinds of faults that columns of several tables share."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 1, 1, tzinfo=UTC)
LATER, EARLIER = START + timedelta(days=30), START - timedelta(days=30)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NAN, ENDLESS = float("nan"), float("inf")


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of broken record of a table."""

    column: str
    kind: str
    change: dict[str, Any]
    """What differs from a good row."""
    check: str
    rows: int = 1
    """Rows that must share the change before it is a fault."""


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults of one column."""

    column: str
    kinds: tuple[tuple[str, Any, str], ...]
    """(kind, the column's value, name of the check)."""
    also: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Kind -> changes of other columns."""
    rows: dict[str, int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Fault]:
        for kind, value, check in self.kinds:
            change = {self.column: value, **self.also.get(kind, {})}
            yield Fault(self.column, kind, change, check, self.rows.get(kind, 1))


def identifier(column: str, *, null: bool = True) -> Faults:
    """Faults of a page's or an article's identifier."""
    wrong = {
        "empty": "",
        "in capitals": "MFRGGZDFMZTW",
        "cut short": "mfrggzdfmzt",
        "too long": "mfrggzdfmztwx",
        "a digit that base32 lacks": "mfrggzdfmzt1",
        "a URL": "https://courier.example/a",
        "padded": "mfrggzdfmz= ",
    }
    kinds = tuple((kind, value, f"{column}_matches") for kind, value in wrong.items())
    return Faults(column, ((("missing", None, f"{column}_not_null"),) if null else ()) + kinds)


def short_identifier(column: str) -> Faults:
    """Faults of an identifier of which the length alone is checked: there are millions a batch."""
    length = f"{column}_length_between"
    kinds = (("missing", None, f"{column}_not_null"), ("empty", "", length), ("cut short", "mfrggzdfmzt", length))
    return Faults(column, (*kinds, ("a URL", "https://courier.example/a", length)))


def web_address(column: str, check: str = "", *, null: bool = True) -> Faults:
    """Faults of a URL."""
    wrong = {
        "empty": "",
        "relative": "/world/a",
        "without a scheme": "courier.example/a",
        "a script": "javascript:alert(1)",
        "another scheme": "ftp://courier.example/a",
        "without a host": "https:///a",
        "with a blank": "https://courier.example/a b",
        "with a line break": "https://courier.example/a\nb",
        "data": "data:text/html,a",
    }
    kinds = tuple((kind, value, check or f"{column}_matches") for kind, value in wrong.items())
    return Faults(column, ((("missing", None, f"{column}_not_null"),) if null else ()) + kinds)


def missing(*columns: str) -> tuple[Faults, ...]:
    """Columns whose only wrong value is none."""
    return tuple(Faults(column, (("missing", None, f"{column}_not_null"),)) for column in columns)


def one_of(column: str, *, null: bool = True) -> Faults:
    """Faults of a column with a vocabulary."""
    check = f"{column}_in_set"
    kinds = (("empty", "", check), ("unknown", "nonsense", check), ("in capitals", "VIEW", check))
    return Faults(column, ((("missing", None, f"{column}_not_null"),) if null else ()) + kinds)


def counted(column: str, least: int, *, null: bool = True) -> Faults:
    """Faults of a number that is at least `least`."""
    check = f"{column}_between"
    kinds = (("just too small", least - 1, check), ("far below zero", -(2**30), check))
    return Faults(column, ((("missing", None, f"{column}_not_null"),) if null else ()) + kinds)


def measured(column: str) -> Faults:
    """Faults of a measure that is at least zero."""
    check = f"{column}_between"
    kinds = (("below zero", -0.001, check), ("endlessly negative", -ENDLESS, check))
    return Faults(column, (("missing", None, f"{column}_not_null"), *kinds))


def seen_at(column: str, *, null: bool = True, check: str = "") -> Faults:
    """Faults of an instant that can't lie before the web did."""
    kinds = (("the epoch", LONG_AGO, check or f"{column}_between"),)
    ancient = (("the year 1", datetime(1, 1, 2, tzinfo=UTC), check or f"{column}_between"),)
    return Faults(column, ((("missing", None, f"{column}_not_null"),) if null else ()) + kinds + ancient)


def country(column: str = "country") -> Faults:
    """Faults of a country code."""
    wrong = {
        "empty": "",
        "small letters": "kr",
        "three letters": "KOR",
        "a name": "Korea",
        "a blank": "KR ",
        "a number": "82",
        "a line break": "K\nR",
    }
    kinds = tuple((kind, value, f"{column}_matches") for kind, value in wrong.items())
    return Faults(column, (("missing", None, f"{column}_not_null"), *kinds))


def repeated(**key: Any) -> Faults:
    """Two rows with one key."""
    first = next(iter(key))
    also = {"repeated": {name: value for name, value in key.items() if name != first}}
    return Faults(first, (("repeated", key[first], f"{'_'.join(key)}_unique"),), also, {"repeated": 2})


def offset(column: str) -> Faults:
    """Faults of an offset from UTC."""
    check = f"{column}_between"
    return Faults(column, (("too far west", -721, check), ("too far east", 841, check), ("in seconds", 32400, check)))
