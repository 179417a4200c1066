"""Late data give the rankings that they would have given in time: in every list, presence and scores included."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa

import lake
from dags.steps.place import lake_location
from dags.steps.rankings import hours_due, rank_hours
from schemas import CONTRACTS
from schemas.arrow import arrow_schema
from tests.integration.small_lake import Lake, line
from transforms.url import page_id

CONFIG = """
[trending]
min_views = 3
[[page_view_source]]
name = "web"
location = "logs"
site_host = "courier.example"
"""
HOUR = 3600
EARLY = "".join(
    line(hour * HOUR + minute * 60, f"/{(hour + minute) % 4}", minute) for hour in range(6) for minute in range(9)
)
# "/5" is read in two stretches: in the second it enters anew.
LATER = "".join(
    line(hour * HOUR + minute * 60, f"/{5 if hour % 9 < 4 else minute % 3}", minute)
    for hour in range(6, 40) for minute in range(7)
)  # fmt: skip
LATE = "".join(line(hour * HOUR + 1800 + minute * 60, "/5", 50 + minute) for hour in (2, 3) for minute in range(9))


def add_articles(small):
    published = datetime(2025, 5, 4, 9, 30, tzinfo=UTC)
    rows = [
        {
            "article_id": page_id(f"https://courier.example/{n}"), "url": f"https://courier.example/{n}",
            "headline": f"Story {n}", "in_language": "en", "article_section": ["World", "Sport"][n % 2],
            "source": "site", "date_published": published + timedelta(hours=n),
        }
        for n in range(6)
    ]  # fmt: skip
    schema = arrow_schema(CONTRACTS["article"])
    table = pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema)
    with lake.transaction(lake_location(small.settings), run_id="articles", message="test") as transaction:
        transaction.connection.register("given", table)
        transaction.append("article", "given")


def ranked(folder, monkeypatch, *logs):
    """Ingest the logs one after the other, ranking after each what is due; return all rankings."""
    small = Lake(folder, monkeypatch, CONFIG)
    add_articles(small)
    for number, log in enumerate(logs):
        (small.logs / f"{number}.log").write_text(log)
        small.ingest(datetime(2025, 5, 6, 6, tzinfo=UTC))
        rank_hours(small.settings, hours_due(small.settings), f"rank_{number}")
    return small


def test_late_data_give_what_they_would_have_given_in_time(tmp_path, monkeypatch):
    in_time = ranked(tmp_path / "in_time", monkeypatch, EARLY + LATE + LATER)
    late = ranked(tmp_path / "late", monkeypatch, EARLY, LATER, LATE)
    query = "SELECT * FROM article_ranking ORDER BY ALL"
    rows = in_time.rows(query)
    assert {window for _, window, *_ in rows} == {"1h", "3h", "24h", "day", "7d", "30d", "trending"}
    assert late.rows(query) == rows


def test_presence_begins_anew_after_an_absence_and_keeps_the_best_rank(tmp_path, monkeypatch):
    """In the list of 1 h, "/5" stands alone in the lists of hours 9 to 12 after 10:00, then it is gone until 18."""
    small = ranked(tmp_path, monkeypatch, EARLY, LATER)
    history = small.rows(
        "SELECT as_of, entered_at, rank, peak_rank FROM rank_history(?, time_window := '1h')",
        page_id("https://courier.example/5"),
    )
    start = datetime(2025, 5, 4, 10, tzinfo=UTC)
    stretches = [(first, range(first, first + 4)) for first in (9, 18, 27, 36)]
    assert history == [
        (start + timedelta(hours=hour + 1), start + timedelta(hours=first + 1), 1, 1)
        for first, hours in stretches for hour in hours
    ]  # fmt: skip


def test_ranking_again_without_new_data_changes_nothing(tmp_path, monkeypatch):
    small = ranked(tmp_path, monkeypatch, EARLY, LATER)
    before = small.rows("SELECT * FROM article_ranking ORDER BY ALL")
    rank_hours(small.settings, ["2025-05-04T12:00:00+00:00"], "again")
    assert small.rows("SELECT * FROM article_ranking ORDER BY ALL") == before
