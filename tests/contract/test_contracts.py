"""Contracts hold together, and a change of one shows in the diff of its snapshot."""

import os
from pathlib import Path

import pytest

from schemas import CONTRACTS, Check
from schemas.arrow import ARROW_TYPES
from schemas.columns import COLUMNS

SNAPSHOTS = Path(__file__).parent / "snapshots"
UPDATE = "UPDATE_SNAPSHOTS"
each_contract = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=lambda contract: contract.table)


def check_line(check: Check) -> str:
    limits = {name: getattr(check, name) for name in ("values", "pattern", "minimum", "maximum")}
    given = (f"{name}={limit!r}" for name, limit in limits.items() if limit not in (None, "", ()))
    return " ".join((check.severity, check.name, *given))


def rendered(contract) -> str:
    """What readers and writers of the table rely on, a line each."""
    return "\n".join(
        (
            f"table {contract.table}",
            f"grain {contract.grain}",
            f"key {', '.join(contract.key)}",
            f"partitioned by {', '.join(contract.partitioned_by)}".rstrip(),
            f"sorted by {', '.join(contract.sorted_by)}".rstrip(),
            f"merge {contract.merge}",
            "",
            *(f"column {column.name} {column.type} [{column.unit}]" for column in contract.columns),
            "",
            *(f"check {check_line(check)}" for check in contract.checks),
            "",
        )
    )


@each_contract
def test_a_changed_contract_shows_in_its_snapshot(contract):
    path = SNAPSHOTS / f"{contract.table}.txt"
    if os.environ.get(UPDATE):
        path.write_text(rendered(contract), encoding="utf-8")
    assert path.exists(), f"{contract.table} has no snapshot; run with {UPDATE}=1 to write it"
    assert rendered(contract) == path.read_text(encoding="utf-8"), (
        f"The contract of {contract.table} changed, and tables that are already written have the old one."
        f" If it is meant, run with {UPDATE}=1 and commit the snapshot."
    )


def test_every_snapshot_has_its_table():
    assert {path.stem for path in SNAPSHOTS.glob("*.txt")} == set(CONTRACTS)


@each_contract
def test_every_named_column_exists(contract):
    partition_columns = [expression.rstrip(")").split("(")[-1] for expression in contract.partitioned_by]
    checked = [name for check in contract.checks for name in check.columns]
    named = {*contract.key, *contract.sorted_by, *partition_columns, *checked}
    assert contract.key
    assert named <= set(contract.column_names)
    assert len(set(contract.column_names)) == len(contract.column_names)


@each_contract
def test_retention_names_what_it_counts_from(contract):
    kept = contract.retention
    assert bool(kept.column) == (kept.days is not None)
    if kept.follows:
        assert kept.column in CONTRACTS[kept.follows].column_names
        assert CONTRACTS[kept.follows].retention.days == kept.days
    elif kept.column:
        assert contract.column(kept.column).type == "TIMESTAMP WITH TIME ZONE"
    assert not kept.column or kept.column in contract.column_names


@each_contract
def test_checks_are_well_formed(contract):
    names = [check.name for check in contract.checks]
    assert len(set(names)) == len(names), "two checks of one name cannot be told apart in a quarantined record"
    for check in contract.checks:
        bounded = check.minimum is not None or check.maximum is not None
        assert bounded == (check.kind in ("between", "length_between", "row_count")), check
        assert bool(check.values) == (check.kind == "in_set"), check
        assert bool(check.pattern) == (check.kind == "matches"), check
        assert bool(check.condition) == (check.kind == "condition"), check
        wanted = {"row_count": 0, "unique": len(contract.key), "condition": len(check.columns)}
        assert len(check.columns) == wanted.get(check.kind, 1), check


@each_contract
def test_every_type_has_an_arrow_type(contract):
    assert {column.type for column in contract.columns} <= set(ARROW_TYPES)


def test_every_column_is_used_by_a_table():
    used = {name for contract in CONTRACTS.values() for name in contract.column_names}
    assert set(COLUMNS) == used
