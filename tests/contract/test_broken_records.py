"""Every kind of broken record is caught by the check that is meant for it, and no good one is."""

import duckdb
import pyarrow.parquet as pq
import pytest

from quality import CriticalCheckFailed, validate
from quality.failing_rows import failing_rows_sql, make_repeated_keys
from schemas import CONTRACTS
from tests.contract.batches import good_row, good_rows, write_batch
from tests.contract.faults import ANY_VALUE, FAULTS, faults_of

GOOD = 50


def broken_batch(table):
    """Return rows, the good ones first, and of each broken one its fault."""
    contract = CONTRACTS[table]
    faults = [fault for fault in faults_of(table) for _ in range(fault.rows)]
    rows = good_rows(contract, GOOD)
    rows += [good_row(contract, GOOD + number) | fault.change for number, fault in enumerate(faults)]
    return rows, dict(enumerate(faults, GOOD))


def failed_checks(table, path):
    with duckdb.connect() as connection:
        make_repeated_keys(connection, CONTRACTS[table], str(path))
        return dict(connection.execute(failing_rows_sql(CONTRACTS[table], str(path))).fetchall())


def test_there_are_kinds_enough():
    kinds = {(table, fault.column, fault.kind) for table in FAULTS for fault in faults_of(table)}
    assert len(kinds) == sum(len(faults_of(table)) for table in FAULTS)
    assert len(kinds) > 400


@pytest.mark.parametrize("table", FAULTS)
def test_each_is_caught_by_its_check_and_no_good_record_is(table, tmp_path):
    rows, faults = broken_batch(table)
    failed = failed_checks(table, write_batch(CONTRACTS[table], rows, tmp_path))
    missed = [
        (fault, failed.get(number, [])) for number, fault in faults.items() if fault.check not in failed.get(number, [])
    ]
    assert not missed
    assert set(failed) == set(faults)


@pytest.mark.parametrize("table", FAULTS)
def test_each_column_and_each_check_has_its_faults(table):
    contract, faults = CONTRACTS[table], faults_of(table)
    changed = {column for fault in faults for column in fault.change}
    assert changed | ANY_VALUE.get(table, set()) == set(contract.column_names)
    assert not {fault.column for fault in faults} & ANY_VALUE.get(table, set())
    assert {fault.check for fault in faults} == {check.name for check in contract.checks if check.kind != "row_count"}


@pytest.mark.parametrize("table", FAULTS)
def test_what_the_gate_refuses_of_them(table, tmp_path):
    """Rows that fail an error are quarantined, those that only warn are kept, and what is critical stops."""
    contract = CONTRACTS[table]
    rows, _ = broken_batch(table)
    severity = {check.name: check.severity for check in contract.checks}
    path = write_batch(contract, rows, tmp_path)
    failed = failed_checks(table, path)
    critical = {number for number, names in failed.items() if any(severity[name] == "critical" for name in names)}
    refused = {number for number, names in failed.items() if any(severity[name] == "error" for name in names)}
    if critical:
        with pytest.raises(CriticalCheckFailed):
            validate(contract, path, run_id="r", source="s", source_file_id="f")
    kept = [row for number, row in enumerate(rows) if number not in critical]
    verdict = validate(contract, write_batch(contract, kept, tmp_path), run_id="r", source="s", source_file_id="f")
    assert verdict.quarantined_rows == len(refused - critical)
    assert verdict.good_rows == len(kept) - len(refused - critical)


@pytest.mark.parametrize("table", FAULTS)
def test_a_batch_that_lacks_a_column_or_has_it_in_another_type_stops(table, tmp_path):
    contract = CONTRACTS[table]
    path = write_batch(contract, good_rows(contract, 2), tmp_path)
    whole = pq.read_table(path)
    for name in contract.column_names:
        others = whole.drop_columns([name])
        for part in (others, others.append_column(name, whole[name].is_null().cast("int8"))):
            pq.write_table(part, path)
            with pytest.raises(CriticalCheckFailed, match=f"{name}: expected"):
                validate(contract, path, run_id="r", source="s", source_file_id="f")
