"""Several processes write to one lake on PostgreSQL and S3: nothing is lost, nothing counted twice."""

import json
import os
import subprocess
import sys
import threading
import time
from datetime import datetime

import duckdb
import pytest

import lake
import settings
from dags.steps import page_view_input
from dags.steps.page_view_publish import publish
from dags.steps.place import lake_location
from lake.publish import RETRY_AFTER, commit
from samples.newsroom import make
from tests.integration import newsroom
from tests.integration.old_lakes import sighting
from tests.integration.services import BUCKET, postgres, s3  # noqa: F401 - fixtures
from tests.integration.small_lake import AS_OF

PUBLISH = """
import json, sys
from datetime import datetime
import settings
from dags.steps.page_view_publish import publish
from dags.steps.place import lake_location

name, as_of, *batches = sys.argv[1:]
for number, batch in enumerate(batches):
    publish(settings.load(), [json.loads(batch)], f"{name}_{number}", datetime.fromisoformat(as_of))
"""

BIRDS = """
import sys
from pathlib import Path
import lake, lake.ddl, lake.publish
from schemas import Column, Contract

name, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
columns = Column("bird", "BIGINT", "Its ring."), Column("seen", "BIGINT", "How often.")
contract = Contract(
    table="sighting", grain="one bird", description="Birds.", key=("bird",), owner="tests", columns=columns
)
lake.ddl.CONTRACTS = lake.publish.CONTRACTS = {"sighting": contract}
lake.ddl.create_catalog_entries = lambda _: None
location = lake.LakeLocation.from_environment()

def work(transaction):
    transaction.append_new("sighting", "(SELECT 1000 + unnest(range(20)) AS bird, 0 AS seen)")
    counted = "SELECT bird, seen + 1 AS seen FROM lake.sighting WHERE bird = 1000"
    transaction.connection.execute(f"CREATE TEMP TABLE mine AS {counted}")
    transaction.replace_partitions("sighting", "temp.mine", "bird = 1000")
    transaction.merge("sighting", f"(SELECT {number} AS bird, 1 AS seen)", "seen")

for number in range(first, last):
    lake.commit(location, work, run_id=f"{name}_{number}", message="test")
"""
"""Each commit counts bird 1000 up by one and adds a bird of its own; birds that are there are not added again."""

HOLD = """
import lake, time
with lake.transaction(lake.LakeLocation.from_environment(), run_id="x", message="x"):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def place(postgres, s3, request):  # noqa: F811
    """The settings of an empty lake of this test's own."""
    name = request.node.name.replace("test_", "")[:40]
    return f'catalog = "{postgres.url(name)}"\ndata_path = "s3://{BUCKET}/{name}"\n{s3.settings}'


def chosen(folder, monkeypatch, place: str = "") -> settings.Settings:
    file = folder / "my.toml"
    file.write_text(
        f'[site]\ntime_zone = "Europe/Lisbon"\n[lake]\n{place}\n'
        '[[page_view_source]]\nname = "web"\nlocation = "{home}/samples/logs"\nsite_host = "courier.example"\n'
    )
    monkeypatch.setenv("NEWSLAKE_CONFIG", str(file))
    monkeypatch.setenv("NEWSLAKE_HOME", str(folder))
    return settings.load()


def batches(of: settings.Settings):
    found = page_view_input.find_files(of, of.page_view_source[0])
    return [page_view_input.validate(page_view_input.read_file(of, file, "read", AS_OF), "read") for file in found]


def start(program: str, *arguments: str, **more: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", program, *arguments], cwd=newsroom.ROOT, env={**os.environ, **more})


def test_two_processes_publish_overlapping_files(place, tmp_path, monkeypatch):
    as_of = "2025-06-01T00:00:00+00:00"
    make(tmp_path / "samples", days=4, articles=8, visits_per_day=150)
    together = chosen(tmp_path, monkeypatch, place)
    read = [json.dumps(batch) for batch in batches(together)]
    assert len(read) == 4
    writers = [start(PUBLISH, "a", as_of, *read[:3]), start(PUBLISH, "b", as_of, *reversed(read[1:]))]
    assert [writer.wait(timeout=300) for writer in writers] == [0, 0]
    found = newsroom.tables_of(lake_location(together))

    alone = tmp_path / "alone"
    alone.mkdir()
    (tmp_path / "samples").rename(alone / "samples")
    one = chosen(alone, monkeypatch)
    publish(one, batches(one), "all", datetime.fromisoformat(as_of))
    expected = newsroom.tables_of(lake_location(one))
    assert {name: len(rows) for name, rows in found.items()} == {name: len(rows) for name, rows in expected.items()}
    assert found == expected
    assert len(found["source_file"]) == 4


def test_three_processes_count_up_one_row(place, tmp_path, monkeypatch):
    of = chosen(tmp_path, monkeypatch, place)
    writers = [start(BIRDS, f"w{n}", str(n * 5), str(n * 5 + 7), **of.lake_variables) for n in range(3)]
    assert [writer.wait(timeout=300) for writer in writers] == [0] * 3
    with lake.connect(lake_location(of)) as connection:
        rows = connection.execute("SELECT bird, seen FROM lake.sighting ORDER BY bird").fetchall()
        notes = [note["run_id"] for _, note in lake.snapshot_notes(connection)]
    assert rows == [*((n, 1) for n in range(17)), (1000, 21), *((1000 + n, 0) for n in range(1, 20))]
    assert sorted(notes) == sorted(f"w{n}_{number}" for n in range(3) for number in range(n * 5, n * 5 + 7))


@pytest.fixture
def birds(place, tmp_path, monkeypatch):
    """A lake of one table, with one row."""
    contract = sighting({"bird": "VARCHAR", "seen": "BIGINT"})
    monkeypatch.setattr("lake.ddl.CONTRACTS", {"sighting": contract})
    monkeypatch.setattr("lake.publish.CONTRACTS", {"sighting": contract})
    monkeypatch.setattr("lake.ddl.create_catalog_entries", lambda _: None)
    location = lake_location(chosen(tmp_path, monkeypatch, place))
    commit(
        location,
        lambda opened: opened.append("sighting", "(SELECT 'wren' AS bird, 1 AS seen)"),
        run_id="0",
        message="t",
    )
    return location


def add_one(transaction):
    seen = transaction.connection.execute("SELECT seen FROM lake.sighting").fetchone()[0]
    transaction.connection.execute("DELETE FROM lake.sighting")
    transaction.append("sighting", f"(SELECT 'wren' AS bird, {seen + 1} AS seen)")
    return seen


def test_after_a_conflict_with_who_takes_no_lock_the_work_is_done_again(birds, monkeypatch, caplog):
    tried = []

    def work(transaction):
        seen = add_one(transaction)
        tried.append(seen)
        if len(tried) == 1:
            with lake.connect(birds, read_only=False) as analyst:
                analyst.execute("UPDATE lake.sighting SET seen = 10")
        return seen

    assert commit(birds, work, run_id="1", message="test") == 10
    assert tried == [1, 10]
    assert "is done again: another writer was faster" in caplog.text
    with lake.connect(birds) as connection:
        assert connection.execute("SELECT bird, seen FROM lake.sighting").fetchall() == [("wren", 11)]


def test_conflicts_without_end_are_given_up_and_nothing_is_written(birds, monkeypatch):
    monkeypatch.setattr("lake.publish.time.sleep", lambda _: None)
    tried = []

    def work(transaction):
        tried.append(add_one(transaction))
        with lake.connect(birds, read_only=False) as analyst:
            analyst.execute("UPDATE lake.sighting SET seen = seen + 10")

    with pytest.raises(lake.LakeError, match="nothing was written, as another writer was faster 6 times"):
        commit(birds, work, run_id="1", message="test")
    assert tried == [1, 11, 21, 31, 41, 51]
    assert len(RETRY_AFTER) == 5


def test_other_errors_are_raised_at_once(birds):
    tried = []

    def work(transaction):
        tried.append(1)
        transaction.connection.execute("SELECT 1 / 'x'")

    with pytest.raises(duckdb.Error):
        commit(birds, work, run_id="1", message="test")
    assert tried == [1]


def test_a_writer_that_is_killed_gives_its_lock_back(birds):
    command, variables = [sys.executable, "-c", HOLD], settings.load().lake_variables
    holder = subprocess.Popen(command, cwd=newsroom.ROOT, env={**os.environ, **variables}, stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    waiting = threading.Thread(target=lambda: commit(birds, add_one, run_id="1", message="test"))
    waiting.start()
    time.sleep(1)
    assert waiting.is_alive()
    holder.kill()
    holder.wait()
    waiting.join(timeout=20)
    assert not waiting.is_alive()


def test_a_lost_lock_lets_nothing_be_written(birds, postgres):  # noqa: F811
    def work(transaction):
        add_one(transaction)
        ended = postgres.psql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        assert ended == "t"

    with pytest.raises(lake.LakeError, match="the write lock was lost, nothing was written"):
        commit(birds, work, run_id="1", message="test")
    with lake.connect(birds) as connection:
        assert connection.execute("SELECT seen FROM lake.sighting").fetchall() == [(1,)]
