"""Which feed formats there are, and what a feed says of itself."""

from dataclasses import dataclass
from typing import Literal

from sources.discovery.found import Found
from sources.discovery.instant import Instant
from sources.page import Unreadable

FeedKind = Literal["rss20", "rss10", "rss09x", "atom10", "atom03", "json_feed", "unknown"]
"""`unknown`: it has entries as feeds have them, and says nowhere which format it is."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its articles, its entries that are of no use, and hints for the next fetch."""

    kind: FeedKind
    title: str | None = None
    language: str | None = None
    home_page: str | None = None
    updated: Instant | None = None
    older_pages: tuple[str, ...] = ()
    """Where older entries are: RFC 5005's `next` and `prev-archive`, JSON Feed's `next_url`."""
    hubs: tuple[str, ...] = ()
    """WebSub hubs, which tell of changes without polling."""
    poll_minutes: int | None = None
    """How long the feed asks to be left alone: the longer of RSS's `ttl` and the syndication module's period."""
    items: tuple[Found, ...] = ()
    refused: tuple[Unreadable, ...] = ()
    problem: str | None = None
    """Why the feed may hold more than was read, in words; None where it is sound."""
