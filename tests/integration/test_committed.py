"""What a commit says of itself: the same as the tables do, at that snapshot and at the one before."""

import subprocess
import sys

import duckdb
import pytest

import lake
from dags.steps.place import lake_location
from lake import committed
from schemas import CONTRACTS
from tests.integration.small_lake import Lake, line

HOLD = """
import sqlite3, sys, time
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(7)
other.execute("ROLLBACK")
"""
FIRST = "page_id = (SELECT min(page_id) FROM lake.page)"


@pytest.fixture
def small(tmp_path, monkeypatch):
    lake.forget_commits()
    return Lake(tmp_path, monkeypatch)


def counted(small, commit, table, newest):
    """Rows of a table at a snapshot, how many more than at the one before, and its newest instant."""
    with lake.connect(lake_location(small.settings)) as connection:

        def rows(version):
            return connection.execute(f"SELECT count(*) FROM lake.{table} AT (VERSION => {version})").fetchone()[0]

        now = rows(commit.snapshot_id)
        query = f"SELECT max({newest})::TIMESTAMPTZ FROM lake.{table}"
        latest = connection.execute(query).fetchone()[0] if newest else None
        return now, now - (rows(commit.snapshot_id - 1) if commit.snapshot_id > 1 else 0), latest


def test_a_commit_says_what_the_tables_say(small):
    log = small.logs / "access.log"
    log.write_text(line(0) + line(60, "/b", host=2) + "no log line\n")
    small.ingest()
    log.write_text(log.read_text() + line(3700, "/b") + line(7300))
    small.ingest()
    first, second = lake.commits()
    assert (first.message, first.run_id, second.run_id) == ("ingest_page_views", "run_1", "run_2")
    assert first.tables["page_view_event"].rows == 2
    assert second.tables["page_view_event"].rows_more == 2
    assert first.tables["quarantined_record"].rows_more == 1
    assert first.tables["page_view_hourly"].newest.isoformat() == "2025-05-04T10:00:00+00:00"
    assert "article" not in second.tables
    for table, change in second.tables.items():
        found = counted(small, second, table, committed.newest_column(CONTRACTS[table]))
        assert (change.rows, change.rows_more, change.newest) == found, table


def test_rows_that_go_are_counted_whether_by_file_or_by_delete_file(small):
    (small.logs / "access.log").write_text("".join(line(second, f"/{second}") for second in range(0, 600, 60)))
    small.ingest()
    lake.commit(lake_location(small.settings), lambda opened: opened.delete("page", FIRST), run_id="x", message="x")
    assert (lake.commits()[-1].tables["page"].rows, lake.commits()[-1].tables["page"].rows_more) == (9, -1)
    lake.commit(lake_location(small.settings), lambda opened: opened.delete("page", "TRUE"), run_id="x", message="x")
    assert (lake.commits()[-1].tables["page"].rows, lake.commits()[-1].tables["page"].rows_more) == (0, -9)


def test_a_transaction_that_writes_nothing_is_no_commit(small):
    (small.logs / "access.log").write_text(line(0))
    small.ingest()
    lake.forget_commits()
    lake.commit(lake_location(small.settings), lambda _: None, run_id="x", message="x")
    assert [commit.tables for commit in lake.commits()] in ([], [{}])


def test_what_cannot_be_counted_fails_no_commit(small, monkeypatch, caplog):
    monkeypatch.setattr(committed, "CHANGES", "SELECT error('no such column')")
    (small.logs / "access.log").write_text(line(0))
    assert small.ingest()["files"] == 1
    assert lake.commits() == ()
    assert "what was committed could not be counted" in caplog.text
    with pytest.raises(duckdb.Error):
        small.rows(committed.CHANGES)


def test_a_catalog_that_somebody_else_holds_is_waited_for_and_the_tries_are_counted(small, caplog):
    """SQLite is waited for 5 s within a try; a program that is no writer of ours knows nothing of our lock."""
    (small.logs / "access.log").write_text(line(0))
    small.ingest()
    lake.forget_commits()
    command = [sys.executable, "-c", HOLD, lake_location(small.settings).catalog]
    # A process of its own: locks of SQLite do not keep out the process that has them.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        lake.commit(lake_location(small.settings), lambda done: done.delete("page", "TRUE"), run_id="x", message="x")
    (commit,) = lake.commits()
    assert commit.conflicts > 0
    assert commit.tables["page"].rows == 0
    assert "is done again: another writer was faster" in caplog.text
