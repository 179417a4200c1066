"""What the steps of `ingest_page_views` make of logs that grow, come again, come late or are broken."""

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from dags.steps.closing import close_hours
from dags.steps.rankings import hours_due
from tests.integration.releasing import release
from tests.integration.small_lake import AGENT, AS_OF, Lake, line


@pytest.fixture
def small(tmp_path, monkeypatch):
    return Lake(tmp_path, monkeypatch)


def test_a_log_that_grows_is_read_from_where_it_ended(small):
    log = small.logs / "access.log"
    log.write_text(line(0) + line(60))
    small.ingest()
    with log.open("a") as file:
        file.write(line(120) + line(180, method="POST"))
    small.ingest()
    assert small.rows("SELECT first_position, rows_received, first_byte > 0 FROM source_file ORDER BY 1") == [
        (1, 2, False),
        (3, 2, True),
    ]
    assert small.outcomes() == {"view": 3, "not_page": 1}
    assert small.ingest() == {"files": 0, "touched_hours": []}


def test_a_last_line_that_was_read_unfinished_is_read_again_whole(small):
    log = small.logs / "access.log"
    whole = line(60)
    log.write_text(line(0) + whole[:-5])
    small.ingest()
    assert small.outcomes() == {"view": 2}
    log.write_text(line(0) + whole + line(120))
    small.ingest()
    assert small.outcomes() == {"view": 3}
    assert small.rows("SELECT sum(views) FROM page_view_hourly") == [(3,)]
    assert small.rows("SELECT source_position FROM page_view_event ORDER BY 1") == [(1,), (2,), (3,)]


def test_an_unfinished_line_that_could_not_be_read_leaves_quarantine(small):
    log = small.logs / "access.log"
    log.write_text(line(0) + line(60)[:30])
    small.ingest()
    assert small.outcomes() == {"view": 1, "invalid": 1}
    log.write_text(line(0) + line(60))
    small.ingest()
    assert small.outcomes() == {"view": 2}
    assert small.rows("SELECT count(*) FROM quarantined_record") == [(0,)]


def test_rotation_and_truncation_are_noticed(small, caplog):
    log = small.logs / "access.log"
    log.write_text(line(0) + line(60))
    small.ingest()
    log.rename(small.logs / "access.log.1")
    log.write_text(line(120))
    with caplog.at_level("INFO", "newslake"):
        small.ingest()
    assert "access.log: not what it was: rotated or truncated" in caplog.text
    assert small.outcomes() == {"view": 3}


def test_the_same_content_under_another_name_adds_nothing_also_grown_or_packed(small):
    (small.logs / "access.log").write_text(line(0) + line(60))
    small.ingest()
    before = small.roll_ups()
    (small.logs / "copy.log").write_text(line(0) + line(60))
    (small.logs / "copy.log.gz").write_bytes(gzip.compress((line(0) + line(60)).encode()))
    small.ingest()
    assert small.roll_ups() == before
    assert small.outcomes() == {"view": 2, "duplicate": 2}
    (small.logs / "rotated.log").write_text(line(0) + line(60) + line(120))
    small.ingest()
    assert small.outcomes() == {"view": 3, "duplicate": 2}


def test_what_comes_after_its_hour_was_closed_is_late(small):
    (small.logs / "a.log").write_text(line(0))
    small.ingest()
    after = AS_OF + timedelta(hours=73)
    (small.logs / "b.log").write_text(line(60) + line(3600) + line(90, page="/logo.png"))
    small.ingest(as_of=after)
    # 10:00 is closed 72 h after its first data came; 11:00 had none, so it takes this.
    assert small.outcomes() == {"view": 2, "late_closed": 1, "not_page": 1}
    assert small.rows("SELECT sum(views) FROM page_view_hourly") == [(2,)]


def test_closing_makes_hours_and_days_final_and_destroys_the_salt(small):
    (small.logs / "a.log").write_text(line(0) + line(3600))
    small.ingest()
    salts = small.settings.salt_path
    assert [file.name for file in sorted(salts.iterdir())] == ["2025-05-04"]
    assert close_hours(small.settings, AS_OF + timedelta(hours=71), "early")["closed_hours"] == []
    assert len(close_hours(small.settings, AS_OF + timedelta(hours=72), "later")["closed_hours"]) == 2
    assert small.rows("SELECT DISTINCT is_final FROM page_view_hourly") == [(True,)]
    assert small.rows("SELECT DISTINCT is_final FROM page_view_daily") == [(True,)]
    assert small.rows("SELECT count(*), bool_and(is_final) FROM hour_status") == [(24, True)]
    assert list(salts.iterdir()) == []
    # Whatever comes for that day now is late: no new salt is made.
    (small.logs / "b.log").write_text(line(7200))
    small.ingest(as_of=AS_OF + timedelta(hours=73))
    assert small.outcomes() == {"view": 2, "late_closed": 1}
    assert list(salts.iterdir()) == []


def test_a_clock_that_is_ahead_for_one_run_closes_nothing(small):
    (small.logs / "a.log").write_text(line(0))
    small.ingest()
    assert close_hours(small.settings, AS_OF + timedelta(hours=1), "right")["closed_hours"] == []
    ahead = AS_OF + timedelta(days=5)
    (small.logs / "b.log").write_text(line(60))
    small.ingest(as_of=ahead)
    assert close_hours(small.settings, ahead, "ahead")["closed_hours"] == []
    assert [file.name for file in small.settings.salt_path.iterdir()] == ["2025-05-04"]
    (small.logs / "c.log").write_text(line(120))
    small.ingest(as_of=AS_OF + timedelta(hours=3))
    assert close_hours(small.settings, AS_OF + timedelta(hours=3), "right again")["closed_hours"] == []
    assert small.outcomes() == {"view": 3}


@pytest.mark.parametrize("behind", [timedelta(hours=6), timedelta(days=3)])
def test_a_clock_that_is_behind_loses_nothing_and_counts_nothing_twice(small, behind, caplog):
    noon = datetime(2025, 5, 4, 12, tzinfo=UTC)
    log = small.logs / "a.log"
    log.write_text(line(0))
    small.ingest(noon)
    close_hours(small.settings, noon, "right")
    log.write_text(line(0) + line(3600) + line(3700, "/b"))
    small.ingest(noon - behind)
    close_hours(small.settings, noon - behind, "behind")
    told = "a.log: 2 requests lie more than a day ahead and are in quarantine; check the clock here"
    assert (told in caplog.text) == (behind > timedelta(days=1))
    assert "not one record is of format" not in caplog.text
    with log.open("a") as file:
        file.write(line(3800))
    small.ingest(noon + timedelta(hours=1))
    close_hours(small.settings, noon + timedelta(hours=1), "right again")
    release(small.settings, noon + timedelta(hours=1))
    assert small.outcomes() == {"view": 4}
    assert small.rows("SELECT sum(views) FROM page_view_hourly") == [(4,)]
    assert small.ingest(noon + timedelta(hours=2)) == {"files": 0, "touched_hours": []}


def test_a_backfill_of_hours_without_data_leaves_no_commit(small):
    (small.logs / "access.log").write_text(line(0))
    small.ingest()
    hour = datetime(2025, 5, 4, 10, tzinfo=UTC)
    commits = small.rows("SELECT count(*) FROM lake.snapshots()")
    assert small.ingest(redo=[hour - timedelta(days=30)]) == {"files": 0, "touched_hours": []}
    assert small.rows("SELECT count(*) FROM lake.snapshots()") == commits
    assert small.ingest(redo=[hour])["touched_hours"] == [hour.isoformat()]


def test_after_an_outage_hours_are_closed_by_the_second_run(small):
    (small.logs / "a.log").write_text(line(0) + line(3600))
    small.ingest()
    assert len(close_hours(small.settings, AS_OF + timedelta(hours=71), "before")["closed_hours"]) == 0
    after = AS_OF + timedelta(days=9)
    assert close_hours(small.settings, after, "first")["closed_hours"] == []
    assert len(close_hours(small.settings, after + timedelta(hours=1), "second")["closed_hours"]) == 2
    assert list(small.settings.salt_path.iterdir()) == []


def event(key, second, page="/a", visitor="v1"):
    record = {
        "event_id": key,
        "received_at": (datetime(2025, 5, 4, 10, tzinfo=UTC) + timedelta(seconds=second)).isoformat(),
        "url": f"https://courier.example{page}",
        "visitor_id": visitor,
        "user_agent": AGENT,
    }
    return json.dumps(record) + "\n"


def test_one_event_id_with_another_visitor_page_or_time_is_a_conflict_whatever_the_order(tmp_path, monkeypatch):
    first = event("e1", 0) + event("e2", 10, visitor="v2")
    second = (
        event("e1", 0) + event("e1", 7200) + event("e2", 20, page="/b", visitor="v2") + event("e3", 30, visitor="v3")
    )
    seen = []
    for number, order in enumerate(((first, second), (second, first), (first + second,))):
        small = Lake(tmp_path / str(number), monkeypatch)
        for place, content in enumerate(order):
            (small.logs / f"{place}.ndjson").write_text(content)
            small.ingest()
        outcomes = small.outcomes()
        assert outcomes == {"view": 3, "duplicate": 1, "id_conflict": 2}
        conflicts = small.rows("SELECT failed_checks, count(*) FROM quarantined_record GROUP BY 1")
        assert conflicts == [(["id_conflict"], 2)]
        seen.append([row[:5] for rows in small.roll_ups() for row in rows])
    # Visitors are keyed with the home's own salt, views and pages are not.
    assert seen[0] == seen[1] == seen[2]


def test_counted_views_are_counted_once(tmp_path, monkeypatch):
    small = Lake(tmp_path, monkeypatch)
    (small.logs / "pageviews-20250504-110000").write_text("en Lowmere 42 0\nen.m Lowmere 8 0\nen Other 1 0\n")
    small.ingest()
    (small.logs / "copy").mkdir()
    (small.logs / "copy" / "pageviews-20250504-110000").write_text("en Other 1 0\nen Lowmere 42 0\nen.m Lowmere 8 0\n")
    small.ingest()
    assert small.rows(
        "SELECT strftime(hour_at, '%H'), page_url, views, unique_visitors "
        "FROM page_view_hourly JOIN page USING (page_id) ORDER BY 2"
    ) == [
        ("10", "https://en.wikipedia.org/wiki/Lowmere", 50, None),
        ("10", "https://en.wikipedia.org/wiki/Other", 1, None),
    ]
    assert small.outcomes() == {"view": 3, "duplicate": 3}
    assert small.rows("SELECT sum(views) FROM page_view_daily") == [(51,)]


def test_a_day_is_rolled_up_once_it_has_ended(small):
    (small.logs / "a.log").write_text(line(0))
    small.ingest(as_of=AS_OF - timedelta(hours=12))
    assert small.rows("SELECT count(*) FROM page_view_hourly") == [(1,)]
    assert small.rows("SELECT count(*) FROM page_view_daily") == [(0,)]
    assert small.ingest(as_of=AS_OF - timedelta(hours=2)) == {"files": 0, "touched_hours": []}
    # 4 May ends at 23:00 UTC in Lisbon. Nothing new came, and its last hour is handed on for the windows of days.
    assert small.ingest(as_of=AS_OF - timedelta(hours=1))["touched_hours"] == ["2025-05-04T22:00:00+00:00"]
    assert small.rows("SELECT site_date::VARCHAR, views FROM page_view_daily") == [("2025-05-04", 1)]
    assert small.ingest() == {"files": 0, "touched_hours": []}


def test_a_day_is_rolled_up_though_its_hours_closed_before_it_ended(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSLAKE_PAGE_VIEWS__CLOSE_AFTER_HOURS", "1")
    small = Lake(tmp_path, monkeypatch)
    (small.logs / "a.log").write_text(line(0))
    small.ingest(as_of=datetime(2025, 5, 4, 11, tzinfo=UTC))
    assert len(close_hours(small.settings, datetime(2025, 5, 4, 13, tzinfo=UTC), "closing")["closed_hours"]) == 1
    small.ingest()
    assert small.rows("SELECT site_date::VARCHAR, views FROM page_view_daily") == [("2025-05-04", 1)]


def test_a_day_closes_though_its_last_hours_had_no_views(small):
    (small.logs / "a.log").write_text(line(0))
    ingested = datetime(2025, 5, 4, 11, tzinfo=UTC)
    small.ingest(as_of=ingested)
    small.ingest()
    day = small.settings.salt_path / "2025-05-04"
    assert len(close_hours(small.settings, ingested + timedelta(hours=72), "hours")["closed_hours"]) == 1
    assert day.exists(), "views of its other hours may still come"
    assert small.rows("SELECT is_final FROM page_view_daily") == [(False,)]
    assert close_hours(small.settings, ingested + timedelta(hours=83), "early")["closed_hours"] == []
    assert day.exists()
    ended = close_hours(small.settings, ingested + timedelta(hours=84), "day")  # it ends at 23:00 UTC
    assert ended["closed_hours"] == []
    assert not day.exists()
    assert small.rows("SELECT is_final FROM page_view_daily") == [(True,)]
    assert small.rows("SELECT count(*) FROM hour_status WHERE is_final") == [(24,)]


def test_silent_hours_stay_open_as_long_as_any_of_their_day(small):
    """A backfill of old logs brings one hour of a day after the other."""
    (small.logs / "a.log").write_text(line(0))
    late = datetime(2025, 6, 1, tzinfo=UTC)
    small.ingest(as_of=late)
    assert close_hours(small.settings, late + timedelta(hours=1), "closing")["closed_hours"] == []
    (small.logs / "b.log").write_text(line(3600))
    small.ingest(as_of=late + timedelta(hours=2))
    assert small.outcomes() == {"view": 2}
    close_hours(small.settings, late + timedelta(hours=27), "noted")
    close_hours(small.settings, late + timedelta(hours=53), "noted")
    assert len(close_hours(small.settings, late + timedelta(hours=72), "first")["closed_hours"]) == 1
    (small.logs / "c.log").write_text(line(7200))
    small.ingest(as_of=late + timedelta(hours=73))
    assert small.outcomes() == {"view": 3}


def test_a_day_is_rolled_up_before_it_closes_though_no_publish_came_through(small):
    (small.logs / "a.log").write_text(line(0))
    small.ingest(as_of=datetime(2025, 5, 4, 11, tzinfo=UTC))
    assert small.rows("SELECT count(*) FROM page_view_daily") == [(0,)]
    close_hours(small.settings, AS_OF + timedelta(days=4), "noted")  # later hours are due after a silence only
    close_hours(small.settings, AS_OF + timedelta(days=4, hours=1), "closing")
    assert small.rows("SELECT site_date::VARCHAR, views, is_final FROM page_view_daily") == [("2025-05-04", 1, True)]
    assert small.rows("SELECT count(*) FROM hour_status WHERE NOT is_final") == [(0,)]
    noted = (
        "SELECT json_array_length(commit_extra_info->'touched_hours') FROM lake.snapshots() ORDER BY snapshot_id DESC"
    )
    assert small.rows(noted)[0] == (1,), "handed on to be ranked"


def test_a_day_stays_one_file_however_often_its_hours_are_rolled_up(small):
    """Else readers merge a small file and a delete file for each run."""
    for hour in range(3):
        (small.logs / f"{hour}.log").write_text(line(3600 * hour) + line(3600 * hour + 60, page="/other"))
        small.ingest()
    files = "SELECT delete_file FROM ducklake_list_files('lake', 'page_view_hourly')"
    assert small.rows(files) == [(None,)]
    assert small.rows("SELECT count(*), sum(views) FROM page_view_hourly") == [(6, 6)]
    close_hours(small.settings, AS_OF + timedelta(hours=73), "closing")
    assert small.rows(files) == [(None,)]
    assert small.rows("SELECT count(*), bool_and(is_final) FROM page_view_hourly") == [(6, True)]


def test_without_articles_no_hour_is_ranked_again_and_again(small):
    (small.logs / "a.log").write_text(line(0))
    touched = small.ingest()["touched_hours"]
    assert touched
    assert hours_due(small.settings, touched) == []


def test_a_log_that_is_read_in_parts_gives_what_it_gives_in_one(tmp_path, monkeypatch):
    """Pages and agents stand in many parts: their tables have them once."""
    agents = [AGENT, f"{AGENT} Other/1.0", "Googlebot/2.1"]
    log = [line(second, f"/{second % 7}", second % 5, agents[second % 3]) for second in range(0, 3000, 3)]
    found = []
    for name, lines_at_once, block in (("whole", 100_000, 8 << 20), ("parts", 100, 4096)):
        monkeypatch.setattr("sources.page_view.reader.LINES_AT_ONCE", lines_at_once)
        monkeypatch.setattr("sources.page_view.lines.BLOCK_BYTES", block)
        small = Lake(tmp_path / name, monkeypatch)
        (small.logs / "a.log").write_text("".join(log))
        small.ingest()
        agent_rows = small.rows("SELECT * FROM user_agent ORDER BY ALL")
        found.append((small.outcomes(), small.roll_ups(), agent_rows, small.rows("SELECT * FROM page ORDER BY ALL")))
    assert sum(found[0][0].values()) == len(log)
    assert len(found[0][3]) == 7
    assert found[0] == found[1]
