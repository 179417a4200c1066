"""Two real feeds: one in order, one with nearly everything wrong."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources.discovery.changes import dates_are_of_listing
from sources.discovery.feed import read_feed

FEEDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds"


def content_of(name):
    path = FEEDS / name
    if not path.is_file():
        pytest.skip(f"{path} is absent: real feeds are not part of the project")
    return path.read_bytes()


def test_the_feed_in_order():
    content = content_of("real-cnn.rss")
    feed = read_feed(content, url="https://rss.example/cnn.rss", content_type="text/xml")
    assert (len(feed.items), feed.refused, feed.problem) == (content.count(b"<item>"), (), None) == (69, (), None)
    assert (feed.kind, feed.language, feed.poll_minutes) == ("rss20", "en-US", 10)
    assert feed.home_page == "https://www.cnn.com/index.html"
    assert feed.updated.at == datetime(2022, 7, 27, 16, 8, 6, tzinfo=UTC)
    dated = [item for item in feed.items if item.date_published]
    assert len(dated) == content.count(b"<pubDate>") - 1 == 52  # one is the channel's
    assert {(item.date_published.offset_minutes, item.date_published.precision) for item in dated} == {(0, "second")}
    assert feed.items[0].date_published.at == datetime(2022, 7, 27, 3, 27, 9, tzinfo=UTC)
    assert sum(len(item.images) for item in feed.items) == content.count(b"<media:group>")
    assert feed.items[0].images[0].url.endswith("-super-169.jpg")
    assert all(item.title and item.is_permalink and item.guid for item in feed.items)
    assert not dates_are_of_listing(feed.items, datetime(2022, 7, 27, 16, 8, 30, tzinfo=UTC))


def test_the_nasty_feed():
    content = content_of("real-korean-times.rss")
    feed = read_feed(content, url="https://rss.example/kt.rss")
    assert (len(feed.items), feed.refused, feed.problem) == (content.count(b"<item>"), (), None) == (195, (), None)
    assert feed.language is None  # "US" is a country
    times = {(item.date_published.at, item.date_published.offset_minutes) for item in feed.items}
    assert times == {(datetime(2022, 7, 27, 19, 35, 5, tzinfo=UTC), 540)}
    assert [item.guid for item in feed.items] == re.findall(r"<guid>(\d+)</guid>", content.decode())
    assert not any(item.is_permalink for item in feed.items)
    assert all(item.url.startswith("https://www.koreatimes.co.kr/www/") for item in feed.items)
    assert {author for item in feed.items for author in item.authors} >= {"KoreaTimes"}
    # every entry has the time of the feed: it says nothing of the article
    assert dates_are_of_listing(feed.items, datetime(2022, 8, 1, tzinfo=UTC))
