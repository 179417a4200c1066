from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations

from schemas.article import ARTICLE
from transforms.article import article_row, article_urls, merge_newest
from transforms.article.record import record
from transforms.article.times import page_time
from transforms.url import page_id

URL = "https://example.com/story"
FETCHED = datetime(2025, 1, 2, 12, tzinfo=timezone(timedelta(hours=9)))


def row_of(url=URL, fetched_at=FETCHED, **known):
    return article_row(record(url, **known), source="test", fetched_at=fetched_at, url=url or URL)


def test_a_row_has_every_column_in_the_order_of_the_contract():
    row = row_of(
        headline="One", article_body="It didn't rain 서울 日本.", published=page_time("2025-01-02T08:00+09:00")
    )
    assert list(row) == list(ARTICLE.column_names)
    assert row["article_id"] == page_id(URL)
    assert row["word_count"] == 6  # It, didn't, rain, 서울, 日, 本
    assert row["publisher"] == "example.com"
    assert row["source"] == "test"
    assert row["date_published"].isoformat() == "2025-01-01T23:00:00+00:00"
    assert row["date_published_offset_minutes"] == 540
    assert row["fetched_at"].isoformat() == "2025-01-02T03:00:00+00:00"


def test_a_row_without_a_body_or_a_canonical_url():
    row = article_row(record(None), source="test", fetched_at=None, url="https://Example.com/a/?utm_source=x")
    assert (row["url"], row["word_count"], row["fetched_at"]) == ("https://example.com/a", 0, None)
    kept = article_row(record(None), source="test", fetched_at=None, url="no address")
    assert kept["url"] == "no address"


def test_the_hash_is_of_what_a_reader_sees():
    known = {"headline": "One", "article_body": "Body", "author": [{"name": "Ann Bo", "role": None}]}
    first = row_of(**known)["content_hash"]
    assert row_of(**known, keywords=["new"], fetched_at=None)["content_hash"] == first
    assert row_of(**{**known, "author": [{"name": "Ann Bo", "role": "editor"}]})["content_hash"] == first
    changed = [{"headline": "Two"}, {"article_body": "Other"}, {"author": []}, {"alternative_headline": "Deck"}]
    assert len({first, *(row_of(**{**known, **change})["content_hash"] for change in changed)}) == 5


def test_the_newest_row_stays_whatever_the_order():
    rows = [
        row_of(headline="never modified", fetched_at=FETCHED + timedelta(days=9)),
        row_of(headline="old", modified=page_time("2025-01-01T00:00Z"), fetched_at=FETCHED + timedelta(days=5)),
        row_of(headline="new, fetched first", modified=page_time("2025-01-02T00:00Z")),
        row_of(
            headline="new, fetched last",
            modified=page_time("2025-01-02T00:00Z"),
            fetched_at=FETCHED + timedelta(days=1),
        ),
        row_of(url="https://example.com/other", headline="another", fetched_at=None),
    ]
    results = [merge_newest(list(order)) for order in permutations(rows)]
    assert all(result == results[0] for result in results)
    assert {row["headline"] for row in results[0]} == {"new, fetched last", "another"}


def test_rows_of_the_same_age_are_told_apart_by_their_content():
    rows = [row_of(headline=headline) for headline in ("a", "b", "c")]
    results = [merge_newest(list(order)) for order in permutations(rows)]
    assert all(result == results[0] for result in results)
    assert results[0] == [max(rows, key=lambda row: row["content_hash"])]


def test_no_rows_give_no_rows():
    assert merge_newest([]) == []


def test_the_requested_url_is_told_where_it_is_another_page():
    row = row_of()
    canonical, requested = article_urls(row, "https://m.example.com/story?utm_source=x")
    assert canonical == {
        "page_id": row["article_id"],
        "page_url": URL,
        "article_id": row["article_id"],
        "url_kind": "canonical",
        "source": "test",
        "fetched_at": FETCHED.astimezone(UTC),
    }
    assert (requested["page_url"], requested["url_kind"]) == ("https://m.example.com/story", "requested")
    assert requested["page_id"] == page_id("https://m.example.com/story")
    assert requested["article_id"] == row["article_id"]


def test_the_canonical_url_alone_where_the_same_page_was_requested():
    row = row_of()
    for requested in (URL, f"{URL}/?utm_source=x#top", "no address"):
        assert [one["url_kind"] for one in article_urls(row, requested)] == ["canonical"]
