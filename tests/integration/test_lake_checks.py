"""Checks of the lake as a whole: each finds what it is meant to find, and nothing in a lake that is as it was."""

from datetime import UTC, date, datetime, timedelta

import pytest

import lake
from dags.steps.lake_check import check_lake
from dags.steps.place import lake_location
from tests.integration.ranked_lake import RankedLake, article, ranking

DAY = date(2025, 5, 29)
NOW = datetime(2025, 5, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def daily(day, views, page="story0000001"):
    return {"site_date": day, "page_id": page, "country": "ZZ", "views": views, "unique_visitors": views}


def file(number, modified_at, rows=1000, **outcomes):
    return {"source_file_id": f"file{number}", "source": "web", "file_name": f"{number}.log",
            "modified_at": modified_at, "rows_received": rows, "outcomes": outcomes or {"view": rows}}  # fmt: skip


def events(day, number, bots):
    """Return page requests of one day, the first `bots` of them a bot's."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return [
        {"source": "web", "event_id": place, "event_at": start + timedelta(seconds=place), "visitor_id": place,
         "page_id": "story0000001", "country": "ZZ", "user_agent_id": 1, "source_file_id": "file1",
         "outcome": "bot_declared" if place < bots else "view", "source_position": day.day * 10_000 + place}
        for place in range(number)
    ]  # fmt: skip


@pytest.fixture
def usual(tmp_path, monkeypatch):
    """A lake of four quiet weeks; a test changes a table and asks which checks fail."""
    made = RankedLake(tmp_path, monkeypatch)
    days = [DAY - timedelta(days=n) for n in range(29)]
    made.tables = {
        "article": [article(n, source="post", date_published=None) for n in range(1, 40)]
        + [article(100 + n, source="site", date_published=NOW - HOUR * (4 * n + 1), fetched_at=NOW - HOUR * (4 * n))
           for n in range(160)],
        "article_ranking": ranking("all", 1, 2, 3, as_of=NOW),
        "page": [{"page_id": "story0000001", "page_url": "https://courier.example/story-1"}],
        "user_agent": [{"user_agent_id": 1, "user_agent": "x", "is_bot": False}],
        "page_view_daily": [daily(day, 1000) for day in days],
        "page_view_hourly": [{"hour_at": NOW - HOUR, "page_id": "story0000001", "country": "ZZ", "views": 9}],
        "page_view_event": [row for day in days[:8] for row in events(day, 1000, 80)],
        "source_file": [file(n, NOW - HOUR * n) for n in range(1, 12)],
    }  # fmt: skip
    made.runs = 0

    def failed(at=NOW, **changed):
        made.tables.update(changed)
        made.fill(**made.tables)
        made.runs += 1
        return check_lake(made.settings, f"run{made.runs}", at)["failed"]

    made.failed = failed
    return made


def test_a_lake_that_is_as_it_was_keeps_every_check(usual):
    assert usual.failed() == []
    with lake.connect(lake_location(usual.settings)) as connection:
        tried = dict(connection.execute("SELECT check_name, max(row_count) FROM quality_result GROUP BY 1").fetchall())
    assert min(count for name, count in tried.items() if name != "host_is_known") > 0, "each had something to look at"


@pytest.mark.parametrize(("views", "failed"), [(390, True), (410, False), (2490, False), (2510, True), (0, True)])
def test_volume(usual, views, failed):
    days = [daily(DAY - timedelta(days=n), 1000 if n else views) for n in range(29)]
    assert usual.failed(page_view_daily=days) == (["page_view_daily: volume_by_weekday"] if failed else [])


def test_more_bots(usual):
    others = [row for day in range(1, 8) for row in events(DAY - timedelta(days=day), 1000, 80)]
    assert usual.failed(page_view_event=events(DAY, 1000, 175) + others) == []
    assert usual.failed(page_view_event=events(DAY, 1000, 185) + others) == ["page_view_event: bot_share"]


def test_more_invalid_rows_and_a_ledger_that_does_not_add_up(usual):
    files = [file(n, NOW - HOUR * n) for n in range(2, 12)]
    bad = file(1, NOW - HOUR, view=985, invalid=15)
    assert usual.failed(source_file=[bad, *files]) == ["source_file: invalid_share"]
    assert usual.failed(source_file=[file(1, NOW - HOUR, view=999), *files]) == ["source_file: ledger_adds_up"]


def test_pages_that_nobody_knows(usual):
    unknown = [daily(DAY, 120, "story9999999")]
    assert usual.failed(page_view_daily=usual.tables["page_view_daily"] + unknown) == [
        "page_view_daily: unknown_page_share"
    ]


def test_a_late_source(usual):
    assert usual.failed(at=NOW + 3 * HOUR) == []
    assert usual.failed(at=NOW + 5 * HOUR) == ["source_file: source_is_late"]
    assert usual.failed(at=NOW + timedelta(days=40)) == [], "history that was read in is not late"


def test_where_nothing_is_published_any_more_late_sources_are_told_of(usual):
    assert usual.failed() == []
    assert check_lake(usual.settings, "soon", NOW + 4 * HOUR)["checks"] == 0
    told = check_lake(usual.settings, "later", NOW + 6 * HOUR)
    assert told["failed"] == ["source_file: source_is_late"]
    assert check_lake(usual.settings, "again", NOW + 7 * HOUR)["checks"] == 0


def test_a_source_that_has_no_news(usual):
    """Of `site` an article comes every four hours, the newest an hour ago: 3 x 4 + 6 hours later it is late."""
    usual.tables["source_file"] = [file(n, NOW + HOUR * (18 - n)) for n in range(1, 12)]
    assert usual.failed(at=NOW + 16 * HOUR) == []
    assert usual.failed(at=NOW + 18 * HOUR) == ["article: source_has_no_news"]
    assert usual.failed(at=NOW + timedelta(days=40)) == []


def test_fewer_articles(usual):
    of_day = [
        row for row in usual.tables["article"] if row["date_published"] is None or row["date_published"].date() != DAY
    ]
    assert usual.failed(article=of_day) == ["article: articles_by_weekday", "article: source_has_no_news"]


def test_rows_that_refer_to_nothing_and_keys_that_repeat(usual):
    lost = ranking("all", 1, 2, 77, as_of=NOW)
    assert usual.failed(article_ranking=lost) == ["page_view_event: rows_refer_to_rows"]
    twice = [*usual.tables["page"], *usual.tables["page"]]
    assert usual.failed(article_ranking=ranking("all", 1, as_of=NOW), page=twice) == ["page: key_is_unique"]


def test_another_host(usual):
    old = [article(500 + n, source="wire", fetched_at=NOW - timedelta(days=20), date_published=None) for n in range(20)]
    new = [article(600 + n, source="wire", fetched_at=NOW, date_published=None,
                   url=f"https://{'courier' if n else 'mirror'}.example/{n}") for n in range(10)]  # fmt: skip
    assert usual.failed(article=usual.tables["article"] + old + new) == ["article: host_is_known"]


def test_a_task_that_is_tried_again_notes_its_results_once(usual):
    usual.failed()
    assert check_lake(usual.settings, "run1", NOW)["checks"] == 0, "nothing was published since"
    with lake.connect(lake_location(usual.settings)) as connection:
        assert connection.execute(
            "SELECT count(*) = count(DISTINCT (table_name, check_name)) FROM quality_result"
        ).fetchone() == (True,)
