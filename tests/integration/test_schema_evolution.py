"""A lake of older contracts: opened, brought to today's by an ordinary publish, queried; or refused, whole."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

import lake
from lake.table_state import layout, table_states
from schemas import CONTRACTS
from tests.integration.old_lakes import VERSIONS, Birds, ask, build, newest_snapshot, publish, sighting

ROOT = Path(__file__).resolve().parents[2]
PUBLISH = """
import sys, time
from pathlib import Path
import lake
catalog, data, row, seconds = sys.argv[1:]
with lake.transaction(lake.LakeLocation(Path(catalog), Path(data)), run_id=row, message="test") as transaction:
    transaction.append("page", f"(SELECT '{row}' AS page_id, 'https://courier.example/{row}' AS page_url)")
    print("written", flush=True)
    time.sleep(float(seconds))
"""


def start(location, row, seconds=0.0):
    """Publish one page in a process of its own, which holds its transaction open for some seconds."""
    command = [sys.executable, "-c", PUBLISH, str(location.catalog), str(location.data), row, str(seconds)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def states(location):
    with lake.connect(location) as connection:
        return table_states(connection)


def differing(location):
    """The tables that are not what their contract says."""
    found = states(location)
    return [table for table, contract in CONTRACTS.items() if table not in found or not found[table].is_of(contract)]


@pytest.mark.parametrize("version", sorted(path.name for path in VERSIONS.iterdir()))
def test_a_lake_of_an_older_version_is_migrated_by_a_publish_and_queried(version, tmp_path):
    location = build(tmp_path, version)
    assert differing(location)
    publish(location)
    assert differing(location) == []
    for expected in json.loads((VERSIONS / version / "expect.json").read_text(encoding="utf-8")):
        assert [list(row) for row in ask(location, expected["ask"])] == expected["rows"], expected["ask"]
    migrated = newest_snapshot(location)
    publish(location)
    assert newest_snapshot(location) == migrated


def test_what_differs_from_version_1_has_a_higher_version(tmp_path):
    location = build(tmp_path, "v1")
    with lake.connect(location) as connection:
        for table, state in table_states(connection).items():
            contract = CONTRACTS[table]
            of_version_1 = (list(state.types.items()), *layout(connection, table))
            columns = [(column.name, column.type) for column in contract.columns]
            of_today = (columns, contract.partitioned_by, contract.sorted_by)
            assert (of_today == of_version_1) == (contract.version == 1), table


def test_analysts_read_a_lake_that_is_not_migrated_yet_and_old_snapshots_after(tmp_path):
    location = build(tmp_path, "v1")
    before, old = states(location), newest_snapshot(location)
    assert ask(location, "SELECT count(*) FROM quarantined_record") == [(1,)]
    assert states(location) == before
    publish(location)
    record = f"quarantined_record AT (VERSION => {old})"
    assert "released_at" not in {name for name, *_ in ask(location, f"DESCRIBE (FROM {record})")}
    assert ask(location, f"SELECT quarantined_record_id, run_id FROM {record}") == [("q1", "run_1")]
    assert "released_at" in states(location)["quarantined_record"].types


def test_a_killed_migration_leaves_the_lake_as_it_was_and_is_made_up_for(tmp_path):
    location = build(tmp_path, "v1")
    before = states(location)
    killed = start(location, "killed", seconds=60)
    assert killed.stdout.readline() == "written\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert states(location) == before
    assert ask(location, "SELECT count(*) FROM page") == [(0,)]
    publish(location)
    assert differing(location) == []


def test_two_writers_at_once_migrate_once(tmp_path):
    location = build(tmp_path, "v1")
    writers = [start(location, row, seconds=0.2) for row in ("a", "b", "c")]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert differing(location) == []
    assert ask(location, "SELECT page_id FROM page ORDER BY ALL") == [("a",), ("b",), ("c",)]
    assert newest_snapshot(location) == 1 + 3


BIRD = {"bird": "VARCHAR", "seen_at": "TIMESTAMP WITH TIME ZONE", "number": "INTEGER"}
THREE = (
    "SELECT 'bird' || i AS bird, TIMESTAMPTZ '2025-05-04 10:00:00+00' + INTERVAL (i) HOUR AS seen_at, "
    "i::INTEGER AS number FROM range(3) AS r(i)"
)


@pytest.fixture
def birds(tmp_path, monkeypatch):
    made = Birds(tmp_path, monkeypatch)
    made.publish(sighting(BIRD, sorted_by=("seen_at",)), THREE)
    return made


def test_everything_that_keeps_the_values_is_done_in_one_publish(birds):
    old = newest_snapshot(birds.location)
    wanted = {"species": "VARCHAR", "seen_at": BIRD["seen_at"], "number": "BIGINT", "place": "VARCHAR"}
    contract = sighting(
        wanted,
        version=2,
        renamed={2: {"bird": "species"}},
        key=("species",),
        partitioned_by=("year(seen_at)", "month(seen_at)"),
        sorted_by=("species", "seen_at"),
        description="Birds, it's said.",
    )
    birds.publish(contract, "SELECT 'heron' AS species, NULL AS seen_at, 5000000000 AS number, 'Ister Point' AS place")
    assert newest_snapshot(birds.location) == old + 1
    assert birds.shape() == wanted
    assert birds.shape(f"AT (VERSION => {old})") == BIRD
    assert birds.ask("SELECT species, number, place FROM sighting ORDER BY number") == [
        ("bird0", 0, None), ("bird1", 1, None), ("bird2", 2, None), ("heron", 5000000000, "Ister Point"),
    ]  # fmt: skip
    assert birds.ask("SELECT species FROM sighting WHERE number > 1 AND number < 2147483648") == [("bird2",)]
    assert birds.ask(f"SELECT max(bird), max(number) FROM sighting AT (VERSION => {old})") == [("bird2", 2)]
    with lake.connect(birds.location) as connection:
        assert layout(connection, "sighting") == (contract.partitioned_by, contract.sorted_by)
        assert table_states(connection)["sighting"].is_of(contract)


@pytest.mark.parametrize("has", ["INTEGER", "SMALLINT", "FLOAT"])
def test_numbers_that_become_double_are_compared_as_such(has, tmp_path, monkeypatch):
    """DuckDB would compare a filter's 0.5 with old files in their type, as 0: the files must be new ones."""
    birds = Birds(tmp_path, monkeypatch)
    values = f"SELECT * REPLACE ((number * 0.1)::{has} AS number) FROM ({THREE.replace('range(3)', 'range(30)')})"
    layout_ = {"partitioned_by": ("day(seen_at)",), "sorted_by": ("seen_at",)}
    birds.publish(sighting({**BIRD, "number": has}, **layout_), values)
    plain = birds.ask("SELECT number FROM sighting ORDER BY seen_at")
    birds.publish(sighting({**BIRD, "number": "DOUBLE", "place": "VARCHAR"}, version=2, **layout_))
    assert birds.shape()["number"] == "DOUBLE"
    assert birds.ask("SELECT number FROM sighting ORDER BY seen_at") == plain
    with lake.connect(birds.location) as connection:
        for value in (0, 0.1, 0.5, 0.9, 2):
            for sign, fits in {"=": float.__eq__, "<": float.__lt__, ">=": float.__ge__}.items():
                expected = sum(fits(float(number), float(value)) for (number,) in plain)
                found = connection.execute(f"SELECT count(*) FROM sighting WHERE number {sign} {value}::DOUBLE")
                assert found.fetchall() == [(expected,)], (sign, value)
        files = connection.execute("SELECT delete_file FROM ducklake_list_files('lake', 'sighting')").fetchall()
    assert set(files) == {(None,)}


@pytest.mark.parametrize(
    ("has", "value", "wants", "now"),
    [
        ("STRUCT(a INTEGER)", "{a: 1}", "STRUCT(a BIGINT, b VARCHAR)", {"a": 1, "b": None}),
        ("STRUCT(a VARCHAR)[]", "[{a: 'x'}]", "STRUCT(a VARCHAR, b VARCHAR)[]", [{"a": "x", "b": None}]),
        ("MAP(VARCHAR, INTEGER)", "MAP {'k': 1}", "MAP(VARCHAR, BIGINT)", {"k": 1}),
        ("SMALLINT[]", "[1, NULL]", "INTEGER[]", [1, None]),
        ("SMALLINT", "32767", "BIGINT", 32767),
        ("STRUCT(a INTEGER)[]", "[{a: 1}]", "STRUCT(a DOUBLE, b VARCHAR)[]", [{"a": 1.0, "b": None}]),
    ],
)
def test_types_are_widened(has, value, wants, now, tmp_path, monkeypatch):
    birds = Birds(tmp_path, monkeypatch)
    birds.publish(sighting({"bird": "VARCHAR", "what": has}), f"SELECT 'a' AS bird, {value}::{has} AS what")
    birds.publish(
        sighting({"bird": "VARCHAR", "what": wants}, version=2), f"SELECT 'b' AS bird, {value}::{has}::{wants} AS what"
    )
    assert birds.shape()["what"] == wants
    assert birds.ask("SELECT bird, what FROM sighting ORDER BY bird") == [("a", now), ("b", now)]


def test_a_name_goes_through_all_the_versions_since(birds):
    renamed = {2: {"bird": "species"}, 3: {"species": "taxon"}}
    third = sighting({"taxon": "VARCHAR", "seen_at": BIRD["seen_at"], "number": "INTEGER"}, version=3, renamed=renamed)
    birds.publish(replace(third, key=("taxon",)))
    assert list(birds.shape()) == ["taxon", "seen_at", "number"]
    # A later version may use an old name again: renames of versions that the lake has are not made twice.
    fourth = sighting({"taxon": "VARCHAR", **BIRD}, version=4, renamed=renamed, key=("taxon",))
    birds.publish(fourth, "SELECT 'heron' AS taxon, 'grey' AS bird, NULL AS seen_at, 9 AS number")
    birds.publish(fourth)
    assert birds.ask("SELECT taxon, bird FROM sighting WHERE number >= 2 ORDER BY ALL") == [
        ("bird2", None),
        ("heron", "grey"),
    ]


def test_a_column_without_values_goes_and_layout_can_be_taken_away(birds):
    birds.publish(sighting({**BIRD, "place": "VARCHAR"}, sorted_by=("seen_at",), partitioned_by=("day(seen_at)",)))
    birds.publish(sighting(BIRD, version=2))
    assert birds.shape() == BIRD
    with lake.connect(birds.location) as connection:
        assert layout(connection, "sighting") == ((), ())


def test_a_comment_of_somebody_else_does_no_harm(birds):
    with lake.connect(birds.location, read_only=False) as connection:
        connection.execute("COMMENT ON TABLE lake.sighting IS 'mine. Contract version: many'")
    second = sighting(
        {"species": "VARCHAR", **dict(list(BIRD.items())[1:])},
        version=2,
        renamed={2: {"bird": "species"}},
        key=("species",),
    )
    birds.publish(second)
    with lake.connect(birds.location, read_only=False) as connection:
        connection.execute("COMMENT ON TABLE lake.sighting IS NULL")
    birds.publish(second)
    assert birds.ask("SELECT max(species) FROM sighting") == [("bird2",)]


REFUSED = {
    "narrower": (sighting({**BIRD, "number": "SMALLINT"}, version=2), """
- sighting.number: the lake has INTEGER (contract version 1), contract version 2 wants SMALLINT. \
Values may not fit: keep INTEGER in the contract, or give the new values a column of another name"""),
    "another type": (sighting({**BIRD, "seen_at": "DATE"}, version=2), "wants DATE. Values may not fit"),
    "text": (sighting({**BIRD, "number": "VARCHAR"}, version=2), "wants VARCHAR. Values may not fit"),
    "dropped": (sighting({"bird": "VARCHAR", "number": "INTEGER"}, version=2), """
- sighting.seen_at: the lake has this column with 3 values (contract version 1), contract version 2 wants none of that \
name. Keep it in the contract, or tell its new name in `renamed`. If its values may go, run \
ALTER TABLE lake.sighting DROP COLUMN "seen_at"; older snapshots keep them"""),
    "another key": (sighting(BIRD, version=2, key=("bird", "seen_at")), """
- sighting: the lake has the key bird (contract version 1), contract version 2 wants the key bird, seen_at. \
Rows of another key are another table"""),
    "both names": (
        sighting({"bird": "VARCHAR", "number": "INTEGER"}, version=2, renamed={2: {"seen_at": "number"}}),
        "sighting.seen_at: the lake has a column number beside it",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_loses_values_is_refused_and_nothing_is_changed(name, birds):
    contract, message = REFUSED[name]
    before, old = states(birds.location), newest_snapshot(birds.location)
    with pytest.raises(lake.LakeError) as refused:
        birds.publish(contract)
    assert message in str(refused.value)
    assert str(refused.value).count("\n- ") == 1
    assert str(birds.location.catalog) in str(refused.value)
    assert (states(birds.location), newest_snapshot(birds.location)) == (before, old)


def test_all_that_is_wrong_is_told_at_once(birds):
    nest = birds.contracts["nest"] = replace(sighting(BIRD), table="nest")
    birds.publish(sighting(BIRD))
    birds.contracts["nest"] = replace(nest, version=2, key=("number",))
    with pytest.raises(lake.LakeError) as refused:
        birds.publish(sighting({"bird": "VARCHAR", "number": "SMALLINT"}, version=2))
    assert [line.split(":")[0] for line in str(refused.value).splitlines()[1:]] == [
        "- sighting.number", "- sighting.seen_at", "- nest",
    ]  # fmt: skip


def test_a_newer_lake_is_not_written_and_can_be_read(birds):
    birds.publish(sighting({**BIRD, "place": "VARCHAR"}, version=3))
    with pytest.raises(
        lake.LakeError, match=r"a table of a newer version \(contract version 3\).* 2 .*Update Newslake"
    ):
        birds.publish(sighting(BIRD, version=2))
    assert birds.ask("SELECT count(*), count(place) FROM sighting") == [(3, 0)]


def test_renames_of_contracts_lead_to_columns_that_are_there():
    for contract in CONTRACTS.values():
        names = set(contract.column_names)
        for version, renamed in sorted(contract.renamed.items(), reverse=True):
            assert 1 < version <= contract.version
            assert set(renamed.values()) <= names, contract.table
            names = names - set(renamed.values()) | set(renamed)


def test_duckdb_still_needs_the_rewriting(tmp_path):
    """Where this fails, DuckDB compares old files right, and `Widening.REWRITTEN` can be done in place."""
    location = lake.LakeLocation(tmp_path / "catalog.sqlite", tmp_path / "data")
    with lake.connect(location, read_only=False) as connection:
        connection.execute("CREATE TABLE lake.t AS SELECT unnest([0, 1])::INTEGER AS x")
        connection.execute("ALTER TABLE lake.t ALTER COLUMN x SET DATA TYPE DOUBLE")
        assert connection.execute("SELECT count(*) FROM lake.t WHERE x = 0.5").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error):
            connection.execute("ALTER TABLE lake.t ALTER COLUMN x SET DATA TYPE INTEGER")
