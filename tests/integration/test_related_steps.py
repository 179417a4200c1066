"""Related stories through the step, on a small lake."""

from datetime import UTC, datetime, timedelta

import pytest

import lake
from dags.steps.place import lake_location
from dags.steps.related import relate_articles
from tests.integration.small_lake import Lake, line
from transforms.url import page_id

CONFIG = """
[[page_view_source]]
name = "web"
location = "logs"
site_host = "courier.example"
"""
DAY = 86_400
FIRST_END = datetime(2025, 5, 4, 23, tzinfo=UTC)  # midnight in Lisbon
HEADLINES = {
    "/a": "Harbour bridge closes", "/b": "Council votes on budget", "/c": "Repairs on the bridge begin", "/d": "Rain",
}  # fmt: skip
IDS = {page: page_id(f"https://courier.example{page}") for page in HEADLINES}


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A lake of four articles: on the first day three visitors see /a and /b, on the second three see /a and /d."""
    made = Lake(tmp_path, monkeypatch, CONFIG)
    rows = [(IDS[page], f"https://courier.example{page}", text, "en", "test") for page, text in HEADLINES.items()]
    with lake.transaction(lake_location(made.settings), run_id="articles", message="articles") as transaction:
        transaction.connection.executemany(
            "INSERT INTO lake.article (article_id, url, headline, in_language, source) VALUES (?, ?, ?, ?, ?)", rows
        )
    views = [(start, host, page) for start, pages in ((0, ("/a", "/b")), (DAY, ("/a", "/d")))
             for host in (1, 2, 3) for page in pages]  # fmt: skip
    lines = [line(start + 60 * number, page, host) for number, (start, host, page) in enumerate(views)]
    (made.logs / "access.log").write_text("".join(lines))
    made.ingest(as_of=FIRST_END + timedelta(days=1))
    return made


def listed(small, page):
    return small.rows("SELECT headline, method, shared_visitors, as_of FROM related_to(?) ORDER BY position", IDS[page])


def test_articles_are_related_once_a_site_day(small):
    assert relate_articles(small.settings, "early", FIRST_END - timedelta(hours=1)) is None
    done = relate_articles(small.settings, "first", FIRST_END)
    assert done is not None
    assert done["days"] == 1
    assert listed(small, "/a") == [
        ("Council votes on budget", "co_visitation", 3, FIRST_END),
        ("Repairs on the bridge begin", "text", None, FIRST_END),
    ]
    assert relate_articles(small.settings, "again", FIRST_END + timedelta(hours=5)) is None

    second = FIRST_END + timedelta(days=1)
    assert relate_articles(small.settings, "second", second) == {
        "as_of": second.isoformat(), "days": 2, "rows": len(small.rows("FROM related_article")),
    }  # fmt: skip
    tied = sorted(("/b", "/d"), key=IDS.__getitem__)
    assert listed(small, "/a")[:2] == [(HEADLINES[page], "co_visitation", 3, second) for page in tied]
    assert small.rows("SELECT count(DISTINCT as_of) FROM related_article") == [(1,)]
    notes = [note for _, note in _notes(small) if "related_as_of" in note]
    assert [note["related_days"] for note in notes] == [1, 2]


def test_only_the_last_days_are_looked_at(small, monkeypatch):
    monkeypatch.setenv("NEWSLAKE_RELATED__DAYS", "1")
    import settings

    relate_articles(settings.load(), "second", FIRST_END + timedelta(days=1))
    assert [row[0] for row in listed(small, "/a")] == ["Rain", "Repairs on the bridge begin"]


def test_related_to_takes_so_many(small):
    relate_articles(small.settings, "first", FIRST_END)
    assert small.rows("SELECT position FROM related_to(?, n := 1)", IDS["/a"]) == [(1,)]


def test_nothing_is_done_without_a_lake(tmp_path, monkeypatch):
    empty = Lake(tmp_path, monkeypatch)
    assert relate_articles(empty.settings, "run", FIRST_END) is None
    assert not empty.settings.catalog_path.exists()


def _notes(small):
    with lake.connect(lake_location(small.settings)) as connection:
        return lake.snapshot_notes(connection)
