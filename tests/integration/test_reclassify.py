"""History is judged again when the bot lists change: by agents that an older list took for something else."""

import json
from datetime import UTC, datetime, timedelta

from dags.steps import page_view_input
from dags.steps.closing import close_hours
from dags.steps.reclassify import reclassify
from tests.integration.small_lake import AGENT, AS_OF, Lake, line
from transforms.page_view.bots import list_version, rows

BOT = "examplebot/1.0 (+https://bot.example)"
CLOSING = AS_OF + timedelta(hours=73)
LOG = (
    line(60, "/a") + line(3660, "/b")  # a reader's
    + line(300, "/a", 2, BOT) + line(310, "/a", 2, BOT) + line(7260, "/a", 2, BOT)
)  # fmt: skip


def ingest_by_older_list(small, monkeypatch, bots=()):
    """Ingest by a list that takes `bots` for bots and everyone else for people."""
    with monkeypatch.context() as older:
        older.setattr(rows, "bot_rule", lambda agent: "older: listed" if agent in bots else None)
        for module in (rows, page_view_input):
            older.setattr(module, "list_version", lambda: "older")
        small.ingest()


def hourly(small):
    return small.rows("SELECT strftime(hour_at, '%H'), page_url[-2:], views, unique_visitors "
                      "FROM page_view_hourly JOIN page USING (page_id) ORDER BY ALL")  # fmt: skip


def daily(small):
    return small.rows("SELECT page_url[-2:], views, unique_visitors "
                      "FROM page_view_daily JOIN page USING (page_id) ORDER BY ALL")  # fmt: skip


def test_an_agent_that_is_a_bot_now_leaves_the_views_and_closed_hours_stay_final(tmp_path, monkeypatch):
    small = Lake(tmp_path, monkeypatch)
    (small.logs / "a.log").write_text(LOG)
    ingest_by_older_list(small, monkeypatch)
    assert small.outcomes() == {"view": 4, "double_click": 1}
    assert hourly(small) == [("10", "/a", 2, 2), ("11", "/b", 1, 1), ("12", "/a", 1, 1)]
    assert daily(small) == [("/a", 3, 2), ("/b", 1, 1)]
    close_hours(small.settings, CLOSING, "closing")
    done = reclassify(small.settings, "again", CLOSING)
    touched = ["2025-05-04T10:00:00+00:00", "2025-05-04T12:00:00+00:00"]
    assert done == {"agents": 2, "changed": 1, "touched_hours": touched}
    assert small.outcomes() == {"view": 2, "bot_declared": 3}
    assert small.rows("SELECT outcome, count(*) FROM page_view_event GROUP BY 1 ORDER BY 1") == [
        ("bot_declared", 3),
        ("view", 2),
    ]
    assert hourly(small) == [("10", "/a", 1, 1), ("11", "/b", 1, 1)]
    assert daily(small) == [("/a", 1, 1), ("/b", 1, 1)]
    for table in ("page_view_hourly", "page_view_daily"):
        assert small.rows(f"SELECT DISTINCT is_final FROM {table}") == [(True,)]
    assert small.rows("SELECT user_agent, is_bot, bot_rule IS NULL, bot_list_version FROM user_agent ORDER BY 1") == [
        (AGENT, False, True, list_version()),
        (BOT, True, False, list_version()),
    ]


def test_an_agent_that_was_taken_for_a_bot_comes_back_as_a_list_that_came_first_would_have_it(tmp_path, monkeypatch):
    small, fresh = (Lake(tmp_path / name, monkeypatch) for name in ("older", "fresh"))
    for each in (small, fresh):
        (each.logs / "a.log").write_text(LOG)
    ingest_by_older_list(small, monkeypatch, bots=(AGENT, BOT))
    assert small.outcomes() == {"bot_declared": 5}
    assert small.roll_ups() == [[], []]
    done = reclassify(small.settings, "again", CLOSING)
    assert (done["changed"], len(done["touched_hours"])) == (1, 2)
    fresh.ingest()
    assert small.outcomes() == fresh.outcomes() == {"view": 2, "bot_declared": 3}
    assert small.roll_ups() == fresh.roll_ups()


def test_what_the_present_lists_have_judged_is_left_alone(tmp_path, monkeypatch):
    small = Lake(tmp_path, monkeypatch)
    nothing = {"agents": 0, "changed": 0, "touched_hours": []}
    assert reclassify(small.settings, "before any data", CLOSING) == nothing
    (small.logs / "a.log").write_text(LOG)
    ingest_by_older_list(small, monkeypatch, bots=(BOT,))
    # Another list with the same verdicts: its version is noted, no hour is touched.
    assert reclassify(small.settings, "again", CLOSING) == {**nothing, "agents": 2}
    before = small.roll_ups()
    snapshots = small.rows("SELECT count(*) FROM ducklake_snapshots('lake')")
    assert reclassify(small.settings, "and again", CLOSING) == nothing
    assert small.rows("SELECT count(*) FROM ducklake_snapshots('lake')") == snapshots
    assert small.roll_ups() == before
    assert small.outcomes() == {"view": 2, "bot_declared": 3}


def test_a_click_before_the_hour_counts_once_the_one_behind_it_is_a_bot_s(tmp_path, monkeypatch):
    # One reader id, two agents: the click at 10:59:50 is half of a double click only while both agents are people's.
    def event(second, agent):
        at = datetime(2025, 5, 4, 11, tzinfo=UTC) + timedelta(seconds=second)
        return json.dumps({"received_at": at.isoformat(), "url": "https://courier.example/a", "visitor_id": "reader-7",
                           "user_agent": agent}) + "\n"  # fmt: skip

    small, fresh = (Lake(tmp_path / name, monkeypatch) for name in ("older", "fresh"))
    for each in (small, fresh):
        (each.logs / "a.ndjson").write_text(event(-10, AGENT) + event(5, BOT))
    ingest_by_older_list(small, monkeypatch)
    assert small.outcomes() == {"double_click": 1, "view": 1}
    reclassify(small.settings, "again", CLOSING)
    fresh.ingest()
    assert fresh.outcomes() == {"view": 1, "bot_declared": 1}
    assert small.outcomes() == fresh.outcomes()
    assert small.roll_ups() == fresh.roll_ups()
