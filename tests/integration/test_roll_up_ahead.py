"""Hours that a backfill rolls up before the lake's lock: what others commit meanwhile says whether that still holds."""

import re
from datetime import UTC, datetime, timedelta

import pytest

import lake
from dags.steps import roll_up, roll_up_ahead
from dags.steps.closing import close_hours
from dags.steps.engines import DuckDBOnLake
from dags.steps.place import lake_location
from tests.integration.services import postgres  # noqa: F401 - a fixture
from tests.integration.small_lake import AS_OF, Lake, line

HOUR = datetime(2025, 5, 4, 10, tzinfo=UTC)
NEXT = HOUR + timedelta(hours=1)


@pytest.fixture
def small(tmp_path, monkeypatch, postgres, request):  # noqa: F811
    """A lake on PostgreSQL with two hours of views, some of them close to one another and to the full hour."""
    catalog = postgres.url(re.sub(r"\W|test_", "_", request.node.name)[-40:].strip("_"))
    made = Lake(tmp_path, monkeypatch, f'[lake]\ncatalog = "{catalog}"\ndata_path = "{tmp_path}/data"')
    (made.logs / "first.log").write_text("".join(line(second, f"/{second % 3}") for second in (0, 10, 60, 3590, 3610)))
    made.ingest()
    return made


@pytest.fixture
def judged(monkeypatch):
    """Where hours were judged: `ahead` of the lock or `under` it."""
    places = []
    for module, place in ((roll_up, "under"), (roll_up_ahead, "ahead")):
        real = module.judge
        monkeypatch.setattr(module, "judge", lambda *given, r=real, p=place: (places.append(p), r(*given))[1])
    return places


@pytest.fixture
def meanwhile(monkeypatch):
    """Have something done once, after the next roll-up ahead and before its lock."""
    commit, things = lake.commit, []

    def after(location, work, **more):
        while things:
            things.pop()()
        return commit(location, work, **more)

    monkeypatch.setattr(lake, "commit", after)
    return things.append


def write(small, work, message):
    lake.commit(lake_location(small.settings), work, run_id="other", message=message)


def test_a_backfill_rolls_up_before_the_lock(small, judged):
    before = small.roll_ups(), small.outcomes()
    judged.clear()
    assert small.ingest(redo=[HOUR])["touched_hours"] == [HOUR.isoformat()]
    assert judged == ["ahead"]
    assert (small.roll_ups(), small.outcomes()) == before


def test_what_the_gate_says_of_it_lands_with_it(small):
    small.ingest(redo=[HOUR])
    tables = small.rows("SELECT DISTINCT table_name FROM quality_result WHERE run_id = 'run_2' ORDER BY 1")
    assert tables == [("page_view_hourly",), ("visitor_activity_hourly",)]
    assert not [file for file in small.settings.staging_path.rglob("*.parquet") if "run_2" in str(file)]


def test_new_events_of_the_hour_have_it_rolled_up_again(small, judged, meanwhile, caplog):
    caplog.set_level("INFO")

    def arrives():
        (small.logs / "late.log").write_text(line(65, "/0") + line(300, "/1", host=2))
        small.ingest()

    judged.clear()
    meanwhile(arrives)
    small.ingest(redo=[HOUR])
    assert judged == ["ahead", "under", "under"]
    assert "1 hours are rolled up again, because of ingest_page_views (run_3)" in caplog.text
    assert small.rows("SELECT sum(views) FROM page_view_hourly WHERE hour_at = ?", HOUR) == [(5,)]
    assert small.outcomes() == {"view": 6, "double_click": 1}
    found = small.roll_ups()
    small.ingest(redo=[HOUR, NEXT])
    assert small.roll_ups() == found


@pytest.mark.parametrize(("hour", "places"), [(NEXT, ["ahead", "ahead"]), (HOUR, ["ahead", "ahead", "under"])])
def test_another_backfill_is_in_the_way_only_of_the_same_hours(small, judged, meanwhile, hour, places):
    before = small.roll_ups(), small.outcomes()
    judged.clear()
    meanwhile(lambda: small.ingest(redo=[hour]))
    small.ingest(redo=[HOUR])
    assert judged == places
    assert (small.roll_ups(), small.outcomes()) == before


def test_two_backfills_side_by_side_roll_up_their_day_of_both(small, meanwhile):
    """The day is made of the hours of both, after both."""
    agent = "UPDATE lake.user_agent SET is_bot = NOT is_bot"
    write(small, lambda at: at.connection.execute(agent), "reclassify")
    meanwhile(lambda: small.ingest(redo=[NEXT]))
    small.ingest(redo=[HOUR])
    assert small.rows("SELECT sum(views) FROM page_view_daily") == [(5,)]
    close_hours(small.settings, AS_OF, "close")
    assert small.rows("SELECT sum(views) FROM page_view_daily") == [(None,)]
    assert small.outcomes() == {"bot_declared": 5}


def test_a_url_that_is_now_an_article_s_has_it_rolled_up_again(small, judged, meanwhile):
    columns = [name for (name,) in small.rows("SELECT column_name FROM (DESCRIBE article_url)")]
    (page,) = small.rows("SELECT min(page_id) FROM page_view_hourly")[0]
    known = {"article_id": "'a00000000000'", "page_id": f"'{page}'", "recorded_at": "now()"}
    row = ", ".join(known.get(name, "NULL") for name in columns)
    judged.clear()
    meanwhile(
        lambda: write(
            small,
            lambda at: at.connection.execute(f"INSERT INTO lake.article_url SELECT {row}"),
            "ingest_articles",
        )
    )
    small.ingest(redo=[HOUR, NEXT])
    assert judged == ["ahead", "under"]
    assert ("a00000000000",) in small.rows("SELECT DISTINCT page_id FROM page_view_hourly")


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM quality_result", "DROP VIEW lake.help", "COMMENT ON VIEW help IS 'x'"],
    ids=["rows", "view", "comment"],
)
def test_what_rolling_up_does_not_read_may_change(small, judged, meanwhile, change):
    judged.clear()
    meanwhile(lambda: write(small, lambda at: at.connection.execute(change), "check_lake"))
    small.ingest(redo=[HOUR])
    assert judged == ["ahead"]


def test_what_an_analyst_writes_into_the_events_is_seen(small, judged, meanwhile):
    """Without our lock, message and notes."""

    def delete():
        with lake.connect(lake_location(small.settings), read_only=False) as analyst:
            analyst.execute("DELETE FROM page_view_event WHERE source_position = 1")

    judged.clear()
    meanwhile(delete)
    small.ingest(redo=[HOUR])
    assert judged == ["ahead", "under"]
    assert small.rows("SELECT sum(views) FROM page_view_hourly WHERE hour_at = ?", HOUR) == [(3,)]


def test_more_than_is_held_at_once_is_rolled_up_under_the_lock(small, judged, monkeypatch):
    before = small.roll_ups(), small.outcomes()
    monkeypatch.setattr(DuckDBOnLake, "events_at_once", 1)
    judged.clear()
    small.ingest(redo=[HOUR, NEXT])
    assert judged == ["under", "under"]
    assert (small.roll_ups(), small.outcomes()) == before


def test_work_that_is_done_again_after_a_conflict_rolls_up_again(small, judged, monkeypatch):
    """Another connection has none of the temporary tables."""
    before = small.roll_ups(), small.outcomes()
    judged.clear()
    bring_in, tried = roll_up_ahead.bring_in_events, []

    def conflict(transaction, *given):
        bring_in(transaction, *given)
        if not tried:
            tried.append(1)
            with lake.connect(lake_location(small.settings), read_only=False) as analyst:
                analyst.execute("DELETE FROM lake.page_view_hourly")

    monkeypatch.setattr(roll_up_ahead, "bring_in_events", conflict)
    monkeypatch.setattr("lake.publish.time.sleep", lambda _: None)
    small.ingest(redo=[HOUR, NEXT])
    assert judged == ["ahead", "under"]
    assert (small.roll_ups(), small.outcomes()) == before


def test_with_sqlite_nothing_is_read_for_long_before_the_lock(tmp_path, monkeypatch, judged):
    """A transaction that reads would keep every other one from committing."""
    made = Lake(tmp_path, monkeypatch)
    (made.logs / "first.log").write_text(line(0))
    made.ingest()
    judged.clear()
    made.ingest(redo=[HOUR])
    assert judged == ["under"]
