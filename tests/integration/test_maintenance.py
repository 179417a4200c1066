"""Maintenance: fewer files, fewer snapshots, the same lake; and steps that still know what is new."""

import os
import time
from datetime import UTC, datetime, timedelta

import pytest

import lake
from dags.steps import closing, lake_check, leftovers, maintenance, rankings, retention
from dags.steps.place import lake_location
from lake.maintenance import compact, expire, remove_unused
from lake.salts import salt_of_day, salted_days
from schemas import CONTRACTS
from tests.integration.small_lake import AS_OF, Lake, line

LATER = datetime.now(UTC) + timedelta(days=30)
"""Snapshots have the real time: by then those of today are old."""
CONTENT = [name for name in CONTRACTS if name not in {"quality_result", "hour_status"}]


@pytest.fixture
def small(tmp_path, monkeypatch):
    return Lake(tmp_path, monkeypatch)


def files(small):
    return sorted(path for path in small.settings.path("home/lake/data").rglob("*.parquet"))


def everything(small):
    return {name: small.rows(f"SELECT * FROM {name} ORDER BY ALL") for name in CONTRACTS}


def snapshots(small):
    return [snapshot for (snapshot,) in small.rows("SELECT snapshot_id FROM lake.snapshots() ORDER BY 1")]


def fill(small, runs=2):
    """So many runs of an hour each, all in one day."""
    for run in range(runs):
        (small.logs / f"{run}.log").write_text(
            "".join(line(3600 * run + second, f"/{run}/{second}", second) for second in range(1, 9)), encoding="utf-8"
        )
        small.ingest()


def maintain(small, as_of=LATER):
    compacted = maintenance.compact(small.settings, "maintenance")
    return compacted, maintenance.expire(small.settings, as_of)


def test_small_files_become_one_and_nothing_else_changes(small):
    fill(small)
    before, many = everything(small), len(files(small))
    compacted, expired = maintain(small)
    assert compacted["merged"] > 8
    assert expired["snapshots"] >= 2
    assert everything(small) == before
    by_table = {name: len(list((small.settings.home / "lake/data/main" / name).rglob("*.parquet"))) for name in before}
    assert {name: n for name, n in by_table.items() if n > 1} == {"page_view_event": 2}  # an hour each
    assert len(files(small)) < many
    newest = snapshots(small)
    assert maintain(small)[0] == {"rewritten": 0, "merged": 0}
    assert snapshots(small) == newest


def test_rows_are_there_once_after_compactions_of_deletes_and_small_files(small):
    """DuckLake duplicates rows where one transaction compacts a table twice."""
    fill(small)
    with lake.transaction(lake_location(small.settings), run_id="test", message="test") as transaction:
        transaction.connection.execute("DELETE FROM lake.page WHERE page_url LIKE '%/3'")
    pages = small.rows("FROM page ORDER BY ALL")
    assert compact(lake_location(small.settings), "test")["rewritten"] > 1
    assert small.rows("FROM page ORDER BY ALL") == pages
    assert len(pages) == 14


def test_files_of_younger_age_stay(small):
    fill(small)
    location = lake_location(small.settings)
    compact(location, "test")
    expire(location, LATER)
    stray = small.settings.home / "lake/data/main/page/of-a-running-writer.parquet"
    stray.write_bytes(b"PAR1")
    there = files(small)
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    assert remove_unused(location, hour_ago) == {"unused": 0, "orphaned": 0}
    assert files(small) == there
    old = time.time() - 7200
    os.utime(stray, (old, old))
    assert remove_unused(location, hour_ago) == {"unused": 0, "orphaned": 1}
    assert not stray.exists()
    assert remove_unused(location, datetime.now(UTC) + timedelta(days=2))["unused"] > 0
    assert len(files(small)) < len(there)


def test_after_expiry_nothing_new_is_nothing_to_do_and_late_data_is_taken(small):
    fill(small)
    with lake.transaction(lake_location(small.settings), run_id="test", message="test") as transaction:
        row = "SELECT 'articlearticle'[:12] AS article_id, 'https://a.example/' AS url"
        transaction.connection.execute(f"INSERT INTO lake.article BY NAME {row}")
    due = rankings.hours_due(small.settings)
    assert len(due) == 3  # an hour before: a click at its end may be one of these
    maintain(small)
    assert rankings.hours_due(small.settings) == due  # not ranked yet: their commits are still there
    rankings.rank_hours(small.settings, due, "rank")
    assert lake_check.check_lake(small.settings, "check", AS_OF)["checks"] > 0
    maintain(small)
    maintain(small)
    assert rankings.hours_due(small.settings) == []
    assert lake_check.check_lake(small.settings, "check", AS_OF)["checks"] == 0
    assert small.ingest() == {"files": 0, "touched_hours": []}

    (small.logs / "late.log").write_text(line(60, "/late", 99), encoding="utf-8")
    assert small.ingest()["touched_hours"] == ["2025-05-04T10:00:00+00:00"]
    assert rankings.hours_due(small.settings) == ["2025-05-04T10:00:00+00:00"]
    assert lake_check.check_lake(small.settings, "check", AS_OF)["checks"] > 0
    assert small.rows("SELECT sum(views) FROM page_view_hourly WHERE hour_at = '2025-05-04 10:00:00+00'") == [(9,)]


def test_rows_go_when_their_contract_says_so(small):
    fill(small, 1)
    (small.logs / "bad.log").write_text("no line of a log\n", encoding="utf-8")
    small.ingest()
    assert small.rows("SELECT count(*), count(recorded_at) FROM quarantined_record") == [(1, 1)]
    assert small.rows("SELECT count(*) = count(recorded_at) FROM quality_result") == [(True,)]
    now = datetime.now(UTC)
    before = snapshots(small)
    assert retention.apply_retention(small.settings, "r", AS_OF) == {}
    assert snapshots(small) == before
    deleted = retention.apply_retention(small.settings, "r", now + timedelta(days=91))
    assert deleted["quarantined_record"] == 1
    assert "quality_result" not in deleted
    # Rows of an older version count from the first maintenance on.
    with lake.transaction(lake_location(small.settings), run_id="test", message="test") as transaction:
        transaction.connection.execute("UPDATE lake.quality_result SET recorded_at = NULL")
    retention.apply_retention(small.settings, "r", now)
    assert small.rows("SELECT bool_and(recorded_at >= ?) FROM quality_result", now) == [(True,)]
    assert retention.apply_retention(small.settings, "r", now + timedelta(days=397))["quality_result"] > 0


def test_events_go_by_closed_site_days_and_their_roll_ups_stay(small):
    fill(small)
    (small.logs / "next.log").write_text(line(86400 * 2, "/next", 1), encoding="utf-8")
    small.ingest(AS_OF + timedelta(days=2))
    after = AS_OF + timedelta(days=400)
    assert "page_view_event" not in retention.apply_retention(small.settings, "r", after)  # no hour is closed
    # Read a day later: its hour is open for a day more, and the others of its day stay with it.
    (small.logs / "old.log").write_text(line(86400 * 2 + 7200, "/old", 1), encoding="utf-8")
    small.ingest(AS_OF + timedelta(days=3))
    closing.close_hours(small.settings, AS_OF + timedelta(days=5, hours=12), "close")
    roll_ups, agents = small.roll_ups(), small.rows("FROM user_agent")
    deleted = retention.apply_retention(small.settings, "r", after)
    assert deleted["page_view_event"] == 16
    assert small.rows("SELECT DISTINCT day(event_at) FROM page_view_event") == [(6,)]
    assert small.rows("SELECT hour_at FROM hour_status WHERE events_deleted_at IS NOT NULL AND hour(hour_at) = 10") == [
        (datetime(2025, 5, 4, 10, tzinfo=UTC),)
    ]
    assert small.rows("FROM user_agent") == agents  # an event names it still
    gone = [datetime(2025, 5, 4, hour, tzinfo=UTC) for hour in (10, 11)]
    small.ingest(after, redo=gone)  # as a backfill would
    assert small.roll_ups() == roll_ups
    for _ in range(2):  # after a year of silence the first one waits
        closing.close_hours(small.settings, after, "close")
    deleted = retention.apply_retention(small.settings, "r", after)
    assert deleted["page_view_event"] == 2
    assert deleted["user_agent"] == 1
    hourly = [row[:4] for row in small.roll_ups()[0]]
    assert hourly == [row[:4] for row in roll_ups[0]]


def test_what_runs_left_behind_goes_by_age(small, tmp_path):
    fill(small, 1)
    staged = small.settings.staging_path
    (staged / "killed" / "part").mkdir(parents=True)
    (staged / "killed" / "part" / "a.parquet").touch()
    (staged / "running").mkdir()
    logs = tmp_path / "airflow"
    (logs / "dag_id=x" / "run_id=y").mkdir(parents=True)
    (logs / "dag_id=x" / "run_id=y" / "1.log").touch()
    unused = datetime(2024, 1, 1).date()
    salt_of_day(small.settings.salt_path, unused)
    used = [day for day in salted_days(small.settings.salt_path) if day != unused]
    assert used
    now = datetime.now(UTC)
    assert leftovers.remove_leftovers(small.settings, logs, now) == {"salts": 0, "staged": 0, "logs": 0}
    os.utime(staged / "running", (now.timestamp() + 20 * 86400,) * 2)
    done = leftovers.remove_leftovers(small.settings, logs, now + timedelta(days=20))
    assert done["salts"] == 1
    assert salted_days(small.settings.salt_path) == used  # they go when their hours close
    assert [path.name for path in staged.iterdir()] == ["running"]
    assert done["logs"] == 0
    assert leftovers.remove_leftovers(small.settings, logs, now + timedelta(days=31))["logs"] == 1
    assert list(logs.iterdir()) == []
