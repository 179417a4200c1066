"""The gate: both ways of counting agree, and what becomes of good, refused and impossible batches."""

import json
import subprocess
import sys
from collections import Counter

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from quality import CriticalCheckFailed, duckdb_source, validate
from quality.failing_rows import failing_rows_sql, make_repeated_keys
from quality.report import BatchInput, quality_results
from schemas import CONTRACTS, Check, Contract
from schemas.arrow import arrow_schema
from schemas.columns import columns
from schemas.operations import QUALITY_RESULT, QUARANTINED_RECORD
from tests.contract.batches import broken_rows, good_rows, write_batch

ORIGIN = {"run_id": "run-1", "source": "it's", "source_file_id": "file-1"}
CHECKED = [contract for contract in CONTRACTS.values() if contract.checks]
EVENT, ARTICLE, AGENT = CONTRACTS["page_view_event"], CONTRACTS["article"], CONTRACTS["user_agent"]


def by_table(contract):
    return contract.table


def statement_counts(contract, path):
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Asia/Seoul'")  # the zone of the session must not matter
        make_repeated_keys(connection, contract, str(path))
        failing = connection.execute(failing_rows_sql(contract, str(path))).fetchall()
    return Counter(name for _, names in failing for name in names)


def gx_counts(contract, path):
    """Count what each check finds, by Great Expectations; `row_count` counts no rows."""
    with duckdb.connect() as database:
        make_repeated_keys(database, contract, str(path))
        results = quality_results(database, contract, path, pq.read_metadata(path).num_rows, BatchInput(**ORIGIN))
    return {row["check_name"]: row["unexpected_count"] for row in results if row["unexpected_count"] is not None}


def good(verdict):
    """Return the rows that `verdict` lets pass, with the types that the lake gets."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.execute(f"FROM {verdict.good}").to_arrow_table()


@pytest.mark.parametrize("unpacked", [True, False], ids=["unpacked", "read anew"])
@pytest.mark.parametrize("contract", CHECKED, ids=by_table)
def test_great_expectations_and_the_statement_count_the_same(contract, unpacked, tmp_path, monkeypatch):
    monkeypatch.setattr(duckdb_source, "UNPACKED_ONCE", 100 if unpacked else 0)
    rows = good_rows(contract, 50) + broken_rows(contract, 50)
    path = write_batch(contract, rows, tmp_path)
    expected = gx_counts(contract, path)
    assert all(count > 0 for count in expected.values()), expected
    assert statement_counts(contract, path) == expected


def test_great_expectations_makes_nothing_anew_that_it_has(tmp_path, monkeypatch):
    """It took the fields of each expectation some seventy times, and wrote its settings four times a batch."""
    path = write_batch(ARTICLE, good_rows(ARTICLE, 3), tmp_path)
    gx_counts(ARTICLE, path)
    from great_expectations.data_context.store import ConfigurationStore
    from great_expectations.expectations import expectation

    made, saved = [], []
    configuration = expectation.ExpectationConfiguration
    monkeypatch.setattr(
        expectation, "ExpectationConfiguration", lambda **fields: made.append(fields) or configuration(**fields)
    )
    monkeypatch.setattr(ConfigurationStore, "serialize", lambda *_: saved.append(1) or "")
    gx_counts(ARTICLE, path)
    assert 0 < len(made) <= 10 * len(ARTICLE.checks)
    assert not saved


@pytest.mark.parametrize("contract", CHECKED, ids=by_table)
def test_great_expectations_counts_the_same_by_its_own_queries(contract, tmp_path, monkeypatch):
    path = write_batch(contract, good_rows(contract, 50) + broken_rows(contract, 50), tmp_path)
    by_ours = gx_counts(contract, path)
    from great_expectations.expectations import registry  # imported by now, without what takes seconds

    for name in ("column_values.unique.unexpected_count", "compound_columns.unique.unexpected_count"):
        monkeypatch.delitem(registry._registered_metrics[name]["providers"], "DuckDBExecutionEngine")
    assert gx_counts(contract, path) == by_ours


@pytest.mark.parametrize("contract", CHECKED, ids=by_table)
def test_good_rows_pass_unchanged(contract, tmp_path):
    path = write_batch(contract, good_rows(contract, 50), tmp_path)
    verdict = validate(contract, path, **ORIGIN)
    assert (verdict.rows, verdict.good_rows, verdict.quarantined_rows) == (50, 50, 0)
    assert good(verdict).equals(pq.read_table(path))
    assert pq.read_schema(verdict.quarantined).equals(arrow_schema(QUARANTINED_RECORD))
    assert all(row["success"] for row in pq.read_table(verdict.results).to_pylist())


def test_refused_rows_are_quarantined_with_their_reasons(tmp_path):
    rows = good_rows(EVENT, 5)
    rows[1] |= {"country": "kr", "event_id": None}
    rows[3] |= {"event_at": None}
    path = write_batch(EVENT, rows, tmp_path)
    verdict = validate(EVENT, path, **ORIGIN)
    first, second = pq.read_table(verdict.quarantined).to_pylist()
    assert first["failed_checks"] == ["country_matches", "event_id_not_null"]
    assert second["failed_checks"] == ["event_at_not_null"]
    assert (first["table_name"], first["source"], first["run_id"]) == ("page_view_event", "it's", "run-1")
    assert (first["source_file_id"], first["source_position"]) == ("source_file_id-1", 2)
    assert len(first["quarantined_record_id"]) == 16
    assert first["quarantined_record_id"] != second["quarantined_record_id"]
    record = json.loads(first["record"])
    assert tuple(record) == EVENT.column_names
    assert (record["country"], record["event_id"], record["event_at"]) == ("kr", None, "2026-01-01 00:00:01+00")
    kept = good(verdict)
    assert kept.schema.equals(arrow_schema(EVENT))
    assert kept["source_position"].to_pylist() == [1, 3, 5]
    assert (verdict.rows, verdict.good_rows, verdict.quarantined_rows) == (5, 3, 2)


def test_the_same_batch_gives_the_same_files(tmp_path):
    rows = good_rows(EVENT, 5)
    rows[1]["country"] = "kr"
    path = write_batch(EVENT, rows, tmp_path)
    files = [
        [file.read_bytes() for file in (verdict.quarantined, verdict.results)]
        for verdict in (validate(EVENT, path, **ORIGIN), validate(EVENT, path, **ORIGIN))
    ]
    assert files[0] == files[1]


def test_warnings_are_reported_and_refuse_nothing(tmp_path):
    rows = good_rows(ARTICLE, 3)
    undated = ("date_published", "date_published_precision", "date_published_offset_minutes")
    rows[1] |= {"in_language": None} | dict.fromkeys(undated)
    rows[2] |= {"headline": ""}
    verdict = validate(ARTICLE, write_batch(ARTICLE, rows, tmp_path), **ORIGIN)
    (refused,) = pq.read_table(verdict.quarantined).to_pylist()
    assert refused["failed_checks"] == ["headline_has_words", "headline_length_between"]
    assert (refused["source_file_id"], refused["source_position"]) == ("file-1", 3)
    assert json.loads(refused["record"])["author"] == [{"name": "Kim Ji-woo", "role": None}]
    results = {row["check_name"]: row for row in pq.read_table(verdict.results).to_pylist()}
    assert pq.read_schema(verdict.results).equals(arrow_schema(QUALITY_RESULT))
    assert [check.name for check in ARTICLE.checks] == list(results)
    language = results["in_language_not_null"]
    assert (language["success"], language["severity"], language["unexpected_count"]) == (False, "warning", 1)
    assert json.loads(language["expected"]) == {"column": "in_language"}
    assert json.loads(results["row_count"]["observed"]) == 3


def test_a_critical_check_stops_and_leaves_its_results(tmp_path):
    path = write_batch(AGENT, good_rows(AGENT, 3), tmp_path)
    stale = validate(AGENT, path, **ORIGIN)
    rows = good_rows(AGENT, 3)
    rows[2]["user_agent_id"] = rows[0]["user_agent_id"]
    write_batch(AGENT, rows, tmp_path)
    with pytest.raises(CriticalCheckFailed) as stopped:
        validate(AGENT, path, **ORIGIN)
    for word in ("user_agent", "it's", "file-1", "user_agent_id_unique", "expected", '"unexpected_count": 2', "clear"):
        assert word in str(stopped.value)
    assert str(stale.results) in str(stopped.value)
    results = {row["check_name"]: row["success"] for row in pq.read_table(stale.results).to_pylist()}
    assert results == {check.name: check.name != "user_agent_id_unique" for check in AGENT.checks}
    assert pq.read_table(stale.quarantined).num_rows == 2


def test_wrong_columns_are_named(tmp_path):
    path = write_batch(EVENT, good_rows(EVENT, 2), tmp_path)
    table = pq.read_table(path)
    table = table.set_column(1, "event_id", table["event_id"].cast(pa.string()))
    pq.write_table(table.drop_columns(["country"]).append_column("ip", pa.array(["a", "b"])), path)
    with pytest.raises(CriticalCheckFailed) as stopped:
        validate(EVENT, path, **ORIGIN)
    for words in (
        "event_id: expected BIGINT, observed VARCHAR",
        "country: expected VARCHAR, observed no such column",
        "ip: expected no such column, observed VARCHAR",
    ):
        assert words in str(stopped.value)
    assert "visitor_id" not in str(stopped.value)


def test_columns_in_another_order_are_put_in_the_contracts(tmp_path):
    path = write_batch(EVENT, good_rows(EVENT, 2), tmp_path)
    table = pq.read_table(path)
    pq.write_table(table.select(table.column_names[::-1]), path)
    assert good(validate(EVENT, path, **ORIGIN)).equals(table)


@pytest.mark.parametrize("content", [None, b"", b"not Parquet at all"])
def test_an_absent_or_unreadable_batch_stops(content, tmp_path):
    path = tmp_path / "batch.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CriticalCheckFailed, match=r"page_view_event: .*file-1.* cannot be read as Parquet"):
        validate(EVENT, path, **ORIGIN)


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=by_table)
def test_an_empty_batch_is_fine_unless_rows_are_promised(contract, tmp_path):
    path = write_batch(contract, [], tmp_path)
    if any(check.kind == "row_count" for check in contract.checks):
        with pytest.raises(CriticalCheckFailed, match="row_count"):
            validate(contract, path, **ORIGIN)
        return
    verdict = validate(contract, path, **ORIGIN)
    assert (verdict.rows, verdict.good_rows, verdict.quarantined_rows) == (0, 0, 0)
    assert good(verdict).schema.equals(arrow_schema(contract))
    assert pq.read_table(verdict.results)["success"].to_pylist() == [True] * len(contract.checks)


def test_a_contract_may_promise_a_row_count_alone(tmp_path):
    contract = Contract(
        "page", "", "", columns("page_id", "page_url"), ("page_id",), "", (Check("row_count", maximum=1),)
    )
    verdict = validate(contract, write_batch(contract, good_rows(contract, 2), tmp_path), **ORIGIN)
    assert (verdict.good_rows, verdict.quarantined_rows) == (2, 0)
    assert pq.read_table(verdict.results)["success"].to_pylist() == [False]


def test_the_gate_is_quiet(tmp_path, capfd):
    validate(AGENT, write_batch(AGENT, good_rows(AGENT, 3), tmp_path), **ORIGIN)
    assert capfd.readouterr() == ("", "")


def test_importing_the_gate_does_not_import_great_expectations():
    code = "import sys, quality; sys.exit('great_expectations' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_great_expectations_comes_without_what_only_its_charts_and_distributions_need():
    told = (
        "import sys; from quality.library import great_expectations; great_expectations();"
        "loaded = {'altair', 'scipy.stats', 'pyspark'} & set(sys.modules);"
        "import scipy.stats, altair; print(loaded, scipy.stats.norm.cdf(0), altair.Chart.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[-2] == "set() 0.5 Chart"
