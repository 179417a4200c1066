"""Requests leave quarantine after a fix: the lake is as if they had passed at once, and none is counted twice."""

import csv
import dataclasses
import io
import json
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lake
import settings
from dags.steps import release_page_views as step
from dags.steps.closing import close_hours
from dags.steps.place import lake_location
from dags.steps.rankings import hours_due
from schemas import CONTRACTS, Check
from schemas.operations import RELEASE_COLUMNS
from tests.integration.releasing import release
from tests.integration.small_lake import AGENT, AS_OF, Lake, line

OWN_FORMAT = '$time_iso8601 $remote_addr "$request" $status "$http_user_agent"'
WRONG = '[[page_view_source]]\nname = "web"\nlocation = "logs"\nformat = "combined"\n'
RIGHT = f'[[page_view_source]]\nname = "web"\nlocation = "logs"\nformat = "custom"\nlog_format = \'{OWN_FORMAT}\'\n'


def own_line(second, page="/a", host=1, agent=AGENT):
    at = datetime.fromtimestamp(1746352800 + second, UTC)
    return f'{at:%Y-%m-%dT%H:%M:%S}+00:00 192.0.{host}.7 "GET {page} HTTP/1.1" 200 "{agent}"\n'


LOG = (
    own_line(0) + own_line(10) + own_line(10) + own_line(50, "/b", 2) + own_line(50, "/b", 3) + "nonsense\n"
    + own_line(3700, "/b", 4) + own_line(3800, agent="Googlebot/2.1") + own_line(3900, "/logo.png")
)  # fmt: skip
"""Two double clicks, a line that is none, a robot, a picture: four views."""


@pytest.fixture
def wrong(tmp_path, monkeypatch):
    """A lake whose source has the wrong format: its log is in quarantine, whole."""
    small = Lake(tmp_path / "wrong", monkeypatch, WRONG)
    (small.logs / "access.log").write_text(LOG)
    small.ingest()
    assert small.outcomes() == {"invalid": 9}
    return small


def repair(small):
    """Put the settings right."""
    (small.logs.parent / "my.toml").write_text(f'[site]\ntime_zone = "Europe/Lisbon"\n{RIGHT}')
    small.settings = settings.load()


def told(small):
    """What analysts see of views, and the ledger. Visitors are keyed with the home's own salt."""
    return small.roll_ups(), small.outcomes()


def test_after_a_fix_the_lake_is_as_if_it_had_been_right_at_once(tmp_path, monkeypatch, wrong):
    repair(wrong)
    assert release(wrong.settings, AS_OF) == (8, 1)
    found = told(wrong)
    at_once = Lake(tmp_path / "right", monkeypatch, RIGHT)
    (at_once.logs / "access.log").write_text(LOG)
    at_once.ingest()
    assert found == told(at_once)
    assert found[1] == {"view": 4, "double_click": 2, "bot_declared": 1, "not_page": 1, "invalid": 1}


def test_a_release_says_on_each_record_what_became_of_it(wrong):
    repair(wrong)
    release(wrong.settings, AS_OF, run="r1")
    said = wrong.rows(
        "SELECT released_at, release_run_id, release_outcome, release_failed_checks, failed_checks, count(*) "
        "FROM quarantined_record GROUP BY ALL ORDER BY 3"
    )
    refused = ["line_not_readable"]
    assert said == [
        (AS_OF, "r1", "event", [], refused, 7),
        (None, "r1", "failed_again", refused, refused, 1),
        (AS_OF, "r1", "not_page", [], refused, 1),
    ]
    assert wrong.rows("SELECT count(*) FROM quality_result WHERE run_id = 'r1'") > [(0,)]


def test_releasing_again_changes_nothing(wrong):
    repair(wrong)
    release(wrong.settings, AS_OF)
    before = told(wrong)
    assert release(wrong.settings, AS_OF, run="again") == (0, 1)
    assert release(wrong.settings, AS_OF, run="again") == (0, 1), "as a task that is cleared does"
    assert told(wrong) == before
    key = "(run_id, table_name, source_file_id, check_name)"
    assert wrong.rows(f"SELECT count(*) - count(DISTINCT {key}) FROM quality_result") == [(0,)]


def test_two_releases_that_chose_the_same_release_it_once(wrong):
    """The second has read the records when the first commits."""
    repair(wrong)
    chosen, _ = step_choose(wrong, "slow")
    inputs = step.try_page_views(wrong.settings, chosen, "slow", AS_OF)
    release(wrong.settings, AS_OF, run="fast")
    before = told(wrong)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(step, "try_page_views", lambda *_: inputs)
        assert step.release_page_views(wrong.settings, chosen, "slow", AS_OF)["released"] == 0
    assert told(wrong) == before


def step_choose(small, run):
    from dags.steps.release_choice import Filters, choose

    return choose(small.settings, Filters(), run)


@pytest.mark.parametrize("moment", ["settle_ledger", "bring_in", "note_release"])
def test_a_release_that_is_killed_has_done_nothing(wrong, monkeypatch, moment):
    repair(wrong)
    before = told(wrong), wrong.rows("SELECT * FROM quarantined_record ORDER BY ALL")

    class Killed(BaseException):
        pass

    whole = getattr(step, moment)

    def killed(*arguments):
        whole(*arguments)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(step, moment, killed)
        with pytest.raises(Killed):
            release(wrong.settings, AS_OF)
    assert (told(wrong), wrong.rows("SELECT * FROM quarantined_record ORDER BY ALL")) == before
    assert release(wrong.settings, AS_OF) == (8, 1)


def test_a_part_at_a_time_gives_the_same(tmp_path, monkeypatch, wrong):
    repair(wrong)
    ids = wrong.rows("SELECT quarantined_record_id FROM quarantined_record ORDER BY source_position")
    for number, part in enumerate((ids[2:5], ids[0:2], ids[5:])):  # the second of two identical lines comes first
        release(wrong.settings, AS_OF, run=f"part_{number}", ids=[name for (name,) in part])
    found = told(wrong)
    at_once = Lake(tmp_path / "right", monkeypatch, RIGHT)
    (at_once.logs / "access.log").write_text(LOG)
    at_once.ingest()
    assert found == told(at_once)


@pytest.mark.parametrize("is_first", [True, False], ids=["ingest first", "release first"])
@pytest.mark.parametrize("is_gone", [False, True], ids=["original there", "original gone"])
def test_what_comes_again_with_another_file_counts_once(wrong, is_first, is_gone):
    repair(wrong)
    again = own_line(-60, "/c", 9) + LOG
    if is_gone:
        (wrong.logs / "access.log").unlink()
    if not is_first:
        release(wrong.settings, AS_OF)
    (wrong.logs / "restored.log").write_text(again)
    wrong.ingest()
    if is_first:
        release(wrong.settings, AS_OF)
    views = wrong.rows("SELECT sum(views)::BIGINT, sum(unique_visitors)::BIGINT FROM page_view_hourly")
    assert views == [(4 + 1, 4 + 1)], wrong.outcomes()
    assert wrong.outcomes()["invalid"] == 2


def test_lines_whose_file_is_gone_are_visitors_of_their_own(wrong):
    repair(wrong)
    (wrong.logs / "access.log").unlink()
    assert release(wrong.settings, AS_OF) == (8, 1)
    assert "192.0" not in str(wrong.rows("SELECT record FROM quarantined_record"))
    outcomes = dict(wrong.rows("SELECT release_outcome, count(*) FROM quarantined_record GROUP BY 1"))
    assert outcomes == {"event_masked": 7, "not_page": 1, "failed_again": 1}
    # Identical lines are one visitor's; who came 10 s before can't be known to be the same one any more.
    assert wrong.outcomes() == {"view": 4, "double_click": 2, "bot_declared": 1, "not_page": 1, "invalid": 1}
    assert wrong.rows("SELECT DISTINCT country, visitor_persists FROM page_view_event") == [("ZZ", False)]


def test_one_line_of_two_files_that_are_gone_counts_once(wrong):
    (wrong.logs / "copy.log").write_text(own_line(-60, "/c", 9) + LOG)
    wrong.ingest()
    repair(wrong)
    for file in wrong.logs.iterdir():
        file.unlink()
    release(wrong.settings, AS_OF, limit=6)
    release(wrong.settings, AS_OF)
    assert wrong.outcomes()["view"] == 4 + 1
    assert wrong.rows("SELECT sum(views)::BIGINT FROM page_view_hourly") == [(5,)]


def test_a_rotated_log_is_found_and_a_changed_one_is_not_taken_for_it(wrong):
    repair(wrong)
    (wrong.logs / "access.log").rename(wrong.logs / "access.log.1")
    (wrong.logs / "access.log").write_text("x" * len(LOG) * 2)
    release(wrong.settings, AS_OF)
    assert dict(wrong.rows("SELECT release_outcome, count(*) FROM quarantined_record GROUP BY 1"))["event"] == 7


def test_late_releases_obey_the_hours_that_are_closed(wrong):
    repair(wrong)
    close_hours(wrong.settings, AS_OF + timedelta(hours=73), "close")  # invalid lines open no hour
    (wrong.logs / "b.log").write_text(own_line(5, "/c", 9))
    wrong.ingest()
    later = AS_OF + timedelta(hours=73)
    assert len(close_hours(wrong.settings, later, "close")["closed_hours"]) > 0
    assert list(wrong.settings.salt_path.iterdir()) == []
    assert release(wrong.settings, later) == (8, 1)
    assert wrong.outcomes() == {"view": 1, "late_closed": 7, "not_page": 1, "invalid": 1}
    assert wrong.rows("SELECT sum(views)::BIGINT FROM page_view_hourly") == [(1,)]
    assert list(wrong.settings.salt_path.iterdir()) == [], "no salt of a closed day is made again"


def test_rankings_follow(wrong):
    repair(wrong)
    chosen, _ = step_choose(wrong, "r")
    touched = step.release_page_views(wrong.settings, chosen, "r", AS_OF)["touched_hours"]
    # The hour before too: a click counts once the one behind it is another.
    assert touched == [f"2025-05-04T{hour:02}:00:00+00:00" for hour in (9, 10, 11)]
    assert hours_due(wrong.settings, touched) == [], "no article is known"
    assert wrong.rows("SELECT commit_extra_info LIKE '%touched_hours%' FROM lake.snapshots() ORDER BY snapshot_id")[
        -1
    ] == (True,)


def test_filters_choose(wrong):
    repair(wrong)
    for nothing in ({"source": "other"}, {"failed_checks": ["url_matches"]}, {"run_id": "other"}, {"table": "article"}):
        assert release(wrong.settings, AS_OF, **nothing) == (0, 0)
    ((file,),) = wrong.rows("SELECT source_file_id FROM source_file")
    chosen = {"source": "web", "failed_checks": ["line_not_readable", "x"], "run_id": "run_1", "source_file_id": file}
    assert release(wrong.settings, AS_OF, limit=3, **chosen) == (3, 0)


def test_a_source_that_left_the_settings_and_another_kind_of_format(wrong):
    config = wrong.logs.parent / "my.toml"
    config.write_text(RIGHT.replace('"web"', '"other"'))
    assert release(settings.load(), AS_OF) == (0, 9)
    config.write_text(WRONG.replace('"combined"', '"events_csv"'))
    assert release(settings.load(), AS_OF) == (0, 9)
    assert wrong.outcomes() == {"invalid": 9}


EARLY, LATE = datetime(2025, 5, 2, tzinfo=UTC), datetime(2025, 5, 4, tzinfo=UTC)
"""To a run of the first, 4 May at 10:00 is more than a day ahead; to one of the second it is not."""
RECORDS = [
    {"received_at": f"2025-05-{day:02}T10:00:{second:02}Z", "url": f"https://courier.example/{page}",
     "address": address,
     "user_agent": AGENT, "note": f"of page\n{page}"}
    for day, second, page, address in (
        (1, 1, "a", "192.0.2.7"), (4, 2, "a", "192.0.2.7"), (4, 2, "a", "192.0.2.7"), (4, 2, "a", "2001:db8::7"),
        (4, 40, "b", "192.0.9.7"), (1, 41, "c", "192.0.2.8"),
    )
]  # fmt: skip


def as_csv():
    out = io.StringIO()
    writer = csv.DictWriter(out, RECORDS[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(RECORDS)
    return out.getvalue().encode()


def as_w3c():
    rows = [f"{r['received_at'][:10]} {r['received_at'][11:19]} {r['url'][23:]} {r['address']} "
            f"{AGENT.replace(' ', '+')} 200" for r in RECORDS]  # fmt: skip
    fields = "#Fields: date time cs-uri-stem c-ip cs(User-Agent) sc-status"
    return ("\n".join(["#Version: 1.0", fields, *rows[:3], fields, *rows[3:]]) + "\n").encode()


def as_parquet():
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(RECORDS), out)
    return out.getvalue()


FILES = {
    "combined": (
        "a.log", lambda: "".join(line(second, host=host) for second, host in ((0, 1), (0, 1), (5, 2))).encode(),
    ),
    "events_ndjson": ("a.ndjson", lambda: "".join(f"{json.dumps(record)}\n" for record in RECORDS).encode()),
    "events_csv": ("a.csv", as_csv),
    "events_parquet": ("a.parquet", as_parquet),
    "w3c": ("u_ex.log", as_w3c),
}  # fmt: skip


@pytest.mark.parametrize("form", FILES)
def test_every_kind_of_file_is_read_again_by_place(tmp_path, monkeypatch, form):
    name, content = FILES[form]
    small = Lake(tmp_path / "early", monkeypatch)
    (small.logs / name).write_bytes(content())
    small.ingest(as_of=EARLY)
    assert small.rows("SELECT DISTINCT format FROM source_file") == [(form,)]
    held = small.outcomes()["invalid"]
    assert held >= 3
    assert small.rows("SELECT DISTINCT failed_checks FROM quarantined_record") == [(["event_at_in_future"],)]
    assert release(small.settings, LATE) == (held, 0)
    found = told(small)
    late = Lake(tmp_path / "late", monkeypatch)
    (late.logs / name).write_bytes(content())
    late.ingest(as_of=LATE)
    assert found == told(late)


def test_what_a_file_that_is_gone_lacks_for_reading_stays(tmp_path, monkeypatch):
    small = Lake(tmp_path, monkeypatch)
    for form in ("events_csv", "events_parquet"):
        name, content = FILES[form]
        (small.logs / name).write_bytes(content())
    small.ingest(as_of=EARLY)
    for file in small.logs.iterdir():
        file.unlink()
    released, stayed = release(small.settings, LATE)
    assert (released, stayed > 5) == (0, True)
    assert small.rows("SELECT DISTINCT release_outcome FROM quarantined_record") == [("original_gone",)]


@pytest.mark.parametrize(("status", "outcomes"), [(200, {"view": 3}), (404, {"view": 2, "not_page": 1})])
def test_a_line_that_was_read_unfinished_and_released_is_read_again_whole(tmp_path, monkeypatch, status, outcomes):
    small = Lake(tmp_path, monkeypatch)
    log, whole = small.logs / "access.log", line(60, "/b", status=status)
    log.write_text(line(0) + whole[:-5])
    small.ingest(as_of=EARLY)
    assert small.outcomes() == {"invalid": 2}
    assert release(small.settings, LATE) == (2, 0)
    assert sum(small.outcomes().values()) == 2
    log.write_text(line(0) + whole + line(120, "/c"))
    small.ingest(as_of=LATE)
    assert release(small.settings, LATE, run="again") == (0, 0)
    assert small.outcomes() == outcomes
    assert small.rows("SELECT sum(views)::BIGINT FROM page_view_hourly") == [(outcomes["view"],)]


def test_an_input_that_the_ledger_lost_keeps_nobody_else_in(tmp_path, monkeypatch):
    small = Lake(tmp_path, monkeypatch)
    for name in ("a.log", "b.log"):
        (small.logs / name).write_text(line(0, page=f"/{name[0]}"))
    small.ingest(as_of=EARLY)
    with lake.connect(lake_location(small.settings), read_only=False) as connection:
        connection.execute("DELETE FROM lake.source_file WHERE file_name = 'a.log'")
    assert release(small.settings, LATE) == (1, 1)
    assert small.outcomes() == {"view": 1}


def test_a_log_that_has_grown_is_still_the_original(tmp_path, monkeypatch):
    small = Lake(tmp_path, monkeypatch)
    log = small.logs / "access.log"
    log.write_text(line(0) + line(1))
    small.ingest(as_of=EARLY)
    log.write_text(line(0) + line(1) + line(2) + line(3600))
    small.ingest(as_of=EARLY)
    assert small.outcomes() == {"invalid": 4}
    assert release(small.settings, LATE) == (4, 0)
    assert small.rows("SELECT DISTINCT release_outcome FROM quarantined_record") == [("event",)]
    assert small.outcomes() == {"view": 2, "double_click": 2}
    assert small.rows("SELECT source_position FROM page_view_event ORDER BY 1") == [(1,), (2,), (3,), (4,)]


def test_a_lake_of_an_older_version_gets_the_columns(wrong):
    with lake.connect(lake_location(wrong.settings), read_only=False) as connection:
        for column in RELEASE_COLUMNS:
            connection.execute(f"ALTER TABLE lake.quarantined_record DROP COLUMN {column}")
    repair(wrong)
    assert release(wrong.settings, AS_OF) == (8, 1)


def stricter(monkeypatch, table, check):
    """Let a contract refuse more than it should: what a later version mends."""
    contract = CONTRACTS[table]
    monkeypatch.setitem(CONTRACTS, table, dataclasses.replace(contract, checks=(*contract.checks, check)))
    return lambda: monkeypatch.setitem(CONTRACTS, table, contract)


@pytest.mark.parametrize("is_gone", [False, True])
def test_rows_that_the_gate_refused_come_back_with_their_own_visitors(tmp_path, monkeypatch, is_gone):
    log = line(0) + line(50, host=2) + line(3700, host=2) + line(9000, status=404, page="/none")
    sound = Lake(tmp_path / "sound", monkeypatch)
    (sound.logs / "a.log").write_text(log)
    sound.ingest()
    expected = told(sound)
    small = Lake(tmp_path / "strict", monkeypatch)
    (small.logs / "a.log").write_text(log)
    mends = [
        stricter(monkeypatch, "page_view_event", Check("in_set", ("country",), values=("PT",))),
        stricter(monkeypatch, "visitor_signal", Check("in_set", ("source",), values=("other",))),
    ]
    small.ingest()
    assert small.outcomes() == {"invalid": 3, "not_page": 1}
    for mend in mends:
        mend()
    if is_gone:
        (small.logs / "a.log").unlink()
    assert release(small.settings, AS_OF) == (4, 0)
    assert told(small) == expected
    visitors = small.rows("SELECT count(DISTINCT visitor_id) FROM page_view_event")
    assert visitors == [(2,)]
    assert small.rows("SELECT signal FROM visitor_signal") == [("error",)]


@pytest.mark.parametrize("is_gone", [False, True])
def test_counted_views_come_back_once(tmp_path, monkeypatch, is_gone):
    small = Lake(tmp_path, monkeypatch)
    mend = stricter(monkeypatch, "page_view_count", Check("between", ("views",), maximum=20))
    text = "en Lowmere 42 0\nen.m Lowmere 8 0\nen Other 1 0\nen Third 30 0\n"
    for folder in ("one", "two"):
        (small.logs / folder).mkdir()
        (small.logs / folder / "pageviews-20250504-110000").write_text(text if folder == "one" else f"{text}\n")
    small.ingest()
    assert small.outcomes()["invalid"] >= 4
    mend()
    if is_gone:
        for file in small.logs.glob("*/*"):
            file.unlink()
    assert release(small.settings, AS_OF, table="page_view_count") == (4, 0)
    assert small.rows("SELECT sum(views)::BIGINT FROM page_view_hourly") == [(42 + 8 + 1 + 30,)]
    assert release(small.settings, AS_OF, run="again", table="page_view_count") == (0, 0)
    outcomes = small.outcomes()
    assert (outcomes["view"], outcomes["duplicate"]) == (4, 4)


def test_an_id_conflict_is_not_released(tmp_path, monkeypatch):
    small = Lake(tmp_path, monkeypatch)
    records = [{**RECORDS[1], "event_id": "e1"}, {**RECORDS[4], "url": "https://courier.example/z", "event_id": "e1"}]
    (small.logs / "a.ndjson").write_text("".join(f"{json.dumps(record)}\n" for record in records))
    small.ingest()
    assert small.outcomes() == {"view": 1, "id_conflict": 1}
    assert release(small.settings, AS_OF) == (0, 0)
    assert small.rows("SELECT failed_checks FROM quarantined_record") == [(["id_conflict"],)]
