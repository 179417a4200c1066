"""Near-copies through the step, on a small lake."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import lake
import settings
from dags.steps import duplicates, maintenance
from dags.steps.articles import ARTICLE_NEWEST
from dags.steps.place import lake_location
from schemas import CONTRACTS
from tests.integration.small_lake import Lake

GOLDEN = Path(__file__).parents[1] / "golden" / "duplicates"
NOON = datetime(2025, 5, 4, 12, tzinfo=UTC)
QUERY = (
    "SELECT article_id, duplicate_of, round(similarity, 2), duplicate_kind, first_article_id, first_publisher "
    "FROM article_duplicate ORDER BY ALL"
)
WIRE, CUT, AGAIN, ISLAND, SAILING, LATE, LOCAL, ALONE, SOURCE = (
    name.ljust(12, "a") for name in ("wire", "cut", "again", "island", "sailing", "late", "local", "alone", "source")
)
"""Identifiers of articles, which have twelve letters."""


def text(case, name):
    return (GOLDEN / case / f"{name}.txt").read_text(encoding="utf-8")


class Newsroom(Lake):
    """A lake that articles are put into as `ingest_articles` merges them."""

    def publish(self, *articles):
        rows = [
            {
                "article_id": name, "url": f"https://{publisher.lower()}.example/{name}", "headline": name,
                "article_body": body, "date_published": NOON + timedelta(hours=hour), "date_modified": modified,
                "publisher": publisher, "content_hash": name, "source": "test",
                "fetched_at": NOON + timedelta(hours=hour, minutes=5),
            }
            for name, body, hour, publisher, *rest in articles
            for modified in (rest[0] if rest else None,)
        ]  # fmt: skip
        self.runs += 1
        file = self.settings.staging_path / f"articles_{self.runs}.parquet"
        lake.stage(CONTRACTS["article"], rows, file)
        with lake.transaction(lake_location(self.settings), run_id=f"run_{self.runs}", message="articles") as opened:
            opened.merge("article", lake.parquet(file), ARTICLE_NEWEST)

    def link(self, hour=0):
        self.runs += 1
        return duplicates.link_duplicates(settings.load(), f"run_{self.runs}", NOON + timedelta(hours=hour))


@pytest.fixture
def room(tmp_path, monkeypatch):
    return Newsroom(tmp_path, monkeypatch)


def test_copies_are_linked_as_they_come(room):
    room.publish((WIRE, text("en", "original"), 0, "Tarn"), (ISLAND, text("en", "own_words"), 1, "Courier"))
    assert room.link() == {"looked_at": 2, "of_articles": 2, "rows_added": 0, "rows_removed": 0}
    assert room.link() is None

    room.publish(
        (CUT, text("en", "cut_end"), 3, "Herald"), (AGAIN, text("en", "original"), 2, "Tarn"),
        (SAILING, text("ko", "original"), 2, "Tarn"),
    )  # fmt: skip
    assert room.link(4) == {"looked_at": 3, "of_articles": 5, "rows_added": 2, "rows_removed": 0}
    assert room.rows(QUERY) == [
        (AGAIN, WIRE, 1.0, "same_publisher", WIRE, "Tarn"),
        (CUT, WIRE, 0.62, "other_publisher", WIRE, "Tarn"),
    ]
    assert room.rows("SELECT DISTINCT as_of, duplicate_method FROM article_duplicate") == [
        (NOON + timedelta(hours=4), "letters_7_v1")
    ]
    assert room.link(5) is None

    # The original comes after its copies: all of them are linked to it, and it is the first.
    room.publish((SOURCE, text("en", "original"), -1, "Harbour"))
    assert room.link(6) == {"looked_at": 1, "of_articles": 6, "rows_added": 4, "rows_removed": 2}
    assert room.rows(QUERY) == [
        (AGAIN, SOURCE, 1.0, "other_publisher", SOURCE, "Harbour"),
        (AGAIN, WIRE, 1.0, "same_publisher", SOURCE, "Harbour"),
        (CUT, SOURCE, 0.62, "other_publisher", SOURCE, "Harbour"),
        (WIRE, SOURCE, 1.0, "other_publisher", SOURCE, "Harbour"),
    ]

    # A text that is changed so that it is no copy any more.
    room.publish((CUT, text("en", "own_words"), 3, "Herald", NOON + timedelta(days=1)))
    room.link(7)
    assert room.rows(QUERY + " LIMIT 3") == [
        (AGAIN, SOURCE, 1.0, "other_publisher", SOURCE, "Harbour"),
        (AGAIN, WIRE, 1.0, "same_publisher", SOURCE, "Harbour"),
        (CUT, ISLAND, 1.0, "other_publisher", ISLAND, "Courier"),
    ]
    assert room.rows(
        "SELECT count(*), count(DISTINCT (article_id, band_key)), count(DISTINCT article_id) FROM article_band"
    ) == [(64 * 6, 64 * 6, 6)]


def test_other_settings_link_all_anew(room, monkeypatch):
    room.publish((WIRE, text("th", "original"), 0, "Tarn"), (CUT, text("th", "cut_end"), 3, "Herald"))
    room.link()
    assert room.rows("SELECT count(*) FROM article_duplicate") == [(1,)]
    monkeypatch.setenv("NEWSLAKE_DUPLICATES__THRESHOLD", "0.9")
    assert room.link() == {"looked_at": 2, "of_articles": 2, "rows_added": 0, "rows_removed": 1}
    assert room.rows("SELECT count(DISTINCT article_id), count(*) FROM article_band") == [(2, 128)]
    assert room.link() is None


def test_a_lake_that_forgot_what_changed_is_linked_anew(room):
    room.publish((WIRE, text("ja", "original"), 0, "Tarn"), (CUT, text("ja", "cut_end"), 3, "Herald"))
    room.link()
    room.publish((LATE, text("ja", "local_paragraph"), 4, "Courier"))
    with lake.connect(lake_location(room.settings), read_only=False) as connection:
        versions = [version for (version,) in connection.execute("SELECT snapshot_id FROM lake.snapshots()").fetchall()]
        connection.execute(f"CALL ducklake_expire_snapshots('lake', versions => {versions[-2:-1]})")
    assert room.link() == {"looked_at": 3, "of_articles": 3, "rows_added": 3, "rows_removed": 1}


def test_copies_of_lists_a_cluster_the_first_one_first(room):
    room.publish(
        (WIRE, text("zh", "original"), 0, "Tarn"), (CUT, text("zh", "cut_end"), 3, "Herald"),
        (LOCAL, text("zh", "local_paragraph"), 1, "Courier"), (ALONE, text("zh", "own_words"), 1, "Courier"),
    )  # fmt: skip
    room.link()
    for asked in (WIRE, CUT, LOCAL):
        listed = room.rows(
            "SELECT article_id, publisher, is_first, duplicate_of, round(similarity, 2) FROM copies_of(?)", asked
        )
        assert listed == [
            (WIRE, "Tarn", True, None, None), (LOCAL, "Courier", False, WIRE, 0.83),
            (CUT, "Herald", False, WIRE, 0.6),
        ]  # fmt: skip
    assert room.rows(f"FROM copies_of('{ALONE}')") == []
    assert room.rows((settings.ROOT / "docs/queries/wire_copies.sql").read_text(encoding="utf-8")) == [
        ("Courier", 2, 1, 0.5, "Tarn"), ("Herald", 1, 1, 1.0, "Tarn"), ("Tarn", 1, 0, 0.0, None),
    ]  # fmt: skip


def test_nothing_is_done_without_a_lake(room):
    assert room.link() is None
    assert not room.settings.catalog_path.exists()


def test_maintenance_does_not_pass_for_change(room):
    room.publish(
        ("wireaaaaaaaa", text("th", "original"), 0, "Tarn"), ("aloneaaaaaaa", text("en", "own_words"), 1, "Courier")
    )
    room.link()
    room.publish(("wireaaaaaaaa", text("th", "original"), 0, "Tarn", NOON))  # its old row is a deleted one by now
    assert room.link()["looked_at"] == 1
    assert maintenance.compact(room.settings, "maintenance")["rewritten"] > 0
    assert maintenance.expire(room.settings, datetime.now(UTC) + timedelta(days=30))["snapshots"] > 0
    assert room.link() is None
    room.publish(("cutaaaaaaaaa", text("th", "cut_end"), 3, "Herald"))
    assert room.link(4) == {"looked_at": 1, "of_articles": 3, "rows_added": 1, "rows_removed": 0}
