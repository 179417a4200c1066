"""Days that a backfill left due: rolled up once, after the day's last publish, and never forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest

import lake
from dags.close_hours import is_publish_to_come
from dags.steps import closing, erase_visitor, maintenance, roll_up_days
from dags.steps.data_docs import Run, run_results
from dags.steps.place import lake_location
from tests.integration.small_lake import AGENT, AS_OF, Lake, line
from transforms.page_view.site_days import site_day

TEN = datetime(2025, 5, 4, 10, tzinfo=UTC)
DAY = date(2025, 5, 4)
LAST_HOUR = "2025-05-04T22:00:00+00:00"  # the day ends at 23:00 UTC in Lisbon
WRONG = [(99,)]
RIGHT = [(2,)]


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A lake whose one day has two hours with a view each, and daily views that no roll-up would give."""
    made = Lake(tmp_path, monkeypatch)
    (made.logs / "first.log").write_text(line(0) + line(3600))
    made.ingest()
    lake.commit(lake_location(made.settings), make_wrong, run_id="other", message="by hand")
    return made


def make_wrong(transaction):
    transaction.connection.execute("UPDATE lake.page_view_daily SET views = 99")


def daily(small):
    return small.rows("SELECT views FROM page_view_daily")


def due(small):
    with lake.connect(lake_location(small.settings)) as connection:
        return [day.site_date for day in roll_up_days.due_days(connection, small.settings.site.zone)]


def close(small, is_awaited=None, as_of=AS_OF):
    return closing.close_hours(small.settings, as_of, "close", is_awaited)


def test_a_day_is_rolled_up_once_after_its_last_hour(small):
    asked = []

    def is_awaited(day):
        asked.append(day.site_date)
        return len(asked) == 1

    small.ingest(redo=[TEN])
    assert (daily(small), due(small)) == (WRONG, [DAY])
    assert close(small, is_awaited) == {"closed_hours": [], "touched_hours": []}
    assert (daily(small), due(small)) == (WRONG, [DAY])
    small.ingest(redo=[TEN + timedelta(hours=1)])
    assert close(small, is_awaited) == {"closed_hours": [], "touched_hours": [LAST_HOUR]}
    assert (daily(small), due(small)) == (RIGHT, [])
    assert asked == [DAY, DAY]
    commits = small.rows("SELECT max(snapshot_id) FROM lake.snapshots()")
    assert close(small, is_awaited) == {"closed_hours": [], "touched_hours": []}
    assert small.rows("SELECT max(snapshot_id) FROM lake.snapshots()") == commits
    assert asked == [DAY, DAY], "nothing is due: nobody is asked"


def test_two_that_find_it_due_roll_it_up_once(small, monkeypatch):
    small.ingest(redo=[TEN])
    commit = lake.commit

    def after_another(*given, **more):
        monkeypatch.setattr(lake, "commit", commit)
        assert close(small)["touched_hours"] == [LAST_HOUR]
        commit(lake_location(small.settings), make_wrong, run_id="other", message="by hand")
        return commit(*given, **more)

    monkeypatch.setattr(lake, "commit", after_another)
    assert close(small)["touched_hours"] == []
    assert daily(small) == WRONG


def test_a_day_that_goes_on_is_not_due(small):
    small.ingest(as_of=AS_OF - timedelta(hours=2), redo=[TEN])
    assert due(small) == []


def test_what_arrives_meanwhile_rolls_its_day_up(small):
    small.ingest(redo=[TEN])
    (small.logs / "late.log").write_text(line(7200))
    small.ingest()
    assert (daily(small), due(small)) == ([(3,)], [])


def test_a_backfill_with_new_files_leaves_their_days_due_too(small):
    (small.logs / "late.log").write_text(line(-86400))
    small.ingest(redo=[TEN])
    assert due(small) == [DAY - timedelta(days=1), DAY]
    assert len(close(small)["touched_hours"]) == 2
    assert small.rows("SELECT site_date, views FROM page_view_daily ORDER BY 1") == [
        (DAY - timedelta(days=1), 1), (DAY, 2)
    ]  # fmt: skip


def test_a_closed_day_is_rolled_up_as_final(small):
    close(small, as_of=AS_OF + timedelta(days=5))
    close(small, as_of=AS_OF + timedelta(days=6))
    assert small.rows("SELECT bool_and(is_final) FROM hour_status") == [(True,)]
    small.ingest(as_of=AS_OF + timedelta(days=6), redo=[TEN])
    assert close(small, as_of=AS_OF + timedelta(days=6))["touched_hours"] == [LAST_HOUR]
    assert small.rows("SELECT views, is_final FROM page_view_daily") == [(2, True)]


def test_a_day_whose_events_are_deleted_stays_and_is_due_no_more(small):
    small.ingest(redo=[TEN])

    def delete(transaction):
        transaction.connection.execute("UPDATE lake.hour_status SET events_deleted_at = now() WHERE hour_at = ?", [TEN])

    lake.commit(lake_location(small.settings), delete, run_id="other", message="by hand")
    assert close(small)["touched_hours"] == []
    assert (daily(small), due(small)) == (WRONG, [])


def test_maintenance_does_not_forget_it(small):
    small.ingest(redo=[TEN])
    for second in range(3):  # later commits, that say nothing of days
        (small.logs / f"{second}.log").write_text(line(86400 + second))
        small.ingest()
    maintenance.expire(small.settings, datetime.now(UTC) + timedelta(days=30))
    assert due(small) == [DAY]
    close(small)
    assert daily(small) == RIGHT
    maintenance.expire(small.settings, datetime.now(UTC) + timedelta(days=60))
    assert due(small) == []


def test_an_erasure_does_not_forget_it(small):
    (small.logs / "other.log").write_text(line(-86400, host=9))
    small.ingest()
    small.ingest(redo=[TEN])
    ids = erase_visitor.visitor_ids(small.settings, "192.0.9.7", AGENT, DAY - timedelta(days=1))
    erase_visitor.erase_visitor(small.settings, ids, "erase", AS_OF)
    assert len(small.rows("FROM lake.snapshots()")) <= 2
    assert (daily(small), due(small)) == (WRONG, [DAY])


def test_what_the_gate_says_of_the_day_is_on_the_page_of_the_run(small):
    small.ingest(redo=[TEN])
    lake.forget_commits()  # as each task does
    close(small)
    run = Run("ingest_page_views", "close", "2025-05-05T00:00:00+00:00", "audience")
    assert {row["table_name"] for row in run_results(small.settings, run)} == {"page_view_daily"}


class Task:
    """As much of Airflow's task as is asked."""

    def __init__(self, states: dict[str, str | None], runs: dict[str, str]) -> None:
        self.states, self.runs = states, runs

    def get_task_states(self, dag_id, task_ids, logical_dates):
        assert (dag_id, task_ids, len(logical_dates)) == ("ingest_page_views", ["publish"], 24)
        return {run_id: {"publish": state} for run_id, state in self.states.items()}

    def get_dr_count(self, dag_id, run_ids, states):
        assert (dag_id, states) == ("ingest_page_views", ["queued", "running"])
        return sum(self.runs[run_id] in states for run_id in run_ids)


@pytest.mark.parametrize(
    ("states", "runs", "to_come"),
    [
        ({}, {}, False),
        ({"a": "success", "b": "skipped", "c": "failed"}, {}, False),
        ({"a": "success", "b": None}, {"b": "queued"}, True),
        ({"a": "success", "b": "up_for_retry"}, {"b": "running"}, True),
        ({"a": "success", "b": None}, {"b": "failed"}, False),  # its backfill was cancelled
    ],
)
def test_whether_a_publish_is_to_come(small, states, runs, to_come):
    assert is_publish_to_come(Task(states, runs), site_day(DAY, small.settings.site.zone)) is to_come
