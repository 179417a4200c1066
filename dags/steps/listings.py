"""Read the feeds, sitemaps and lists of one source: what they list, and where each was left."""

import logging
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dags.steps.crawl_rules import may_pass
from sources.discovery.autodiscovery import find_feeds
from sources.discovery.feed import read_feed
from sources.discovery.found import Found
from sources.discovery.limits import MAX_BYTES
from sources.discovery.sitemap import read_sitemap
from sources.discovery.url_list import read_url_list
from sources.errors import SourceError
from sources.fetch import FEED_TYPES, PAGE_TYPES, Exchange, Failure, Fetcher, Request
from sources.fetch.exchange import digest
from sources.page import Unreadable

log = logging.getLogger("newslake.discovery")

MOST_LISTINGS = 500
"""Documents that one run reads of one source: a sitemap index may name fifty thousand."""
MOST_OLDER_PAGES = 10
"""Older pages of a feed (RFC 5005) that are read when the feed is met for the first time."""

LONGEST_REST = timedelta(days=1)
"""A feed that asks to be left alone for longer is read once a day nevertheless."""
GRACE = timedelta(minutes=30)
"""So much before its time a feed may be read: one that asks for an hour of rest is read by every hourly run."""

Cursor = dict[str, Any]
"""Where a listing was left: etag, last_modified, digest, and the date that a sitemap index gave it.

Of a feed that asks for a rest also poll_minutes and asked_at, the instant of the last request.
"""


class ListingError(Exception):
    """No listing of a source could be had; another attempt may go well."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One document: what it lists, and the cursor to keep once all of it has been taken."""

    url: str
    fetched_at: datetime
    cursor: Cursor
    items: tuple[Found, ...] = ()
    refused: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True)
class _Task:
    url: str
    kind: str
    listed: str = ""
    """The date that a sitemap index gives it."""
    older: int = 0


@dataclass(slots=True)
class ListingReader:
    """Reads the listings of one source. `cursors` are those that the last run left, by URL."""

    fetcher: Fetcher
    source: str
    zone: ZoneInfo
    cursors: Mapping[str, Cursor]
    counts: dict[str, int] = field(default_factory=lambda: {"listings": 0, "unchanged": 0, "failed": 0})
    is_whole: bool = True
    """Whether every listing was read, so that nothing of the source is unknown."""

    async def read(self, kind: str, location: str) -> AsyncIterator[Listing]:
        """Yield the listings that are new or changed; ListingError or SourceError where not one could be had."""
        waiting = deque([_Task(location, kind)])
        seen = {location}
        first_problem = ""
        while waiting and self.counts["listings"] < MOST_LISTINGS:
            task = waiting.popleft()
            self.counts["listings"] += 1
            try:
                listing, further = await self._read_one(task)
            except (ListingError, SourceError) as error:
                log.warning("%s: %s", self.source, error)
                first_problem = first_problem or str(error)
                self.counts["failed"] += 1
                self.is_whole = False
                if task.url == location:
                    raise
                continue
            waiting.extend(one for one in further if one.url not in seen)
            seen.update(one.url for one in further)
            if listing:
                yield listing
            else:
                self.counts["unchanged"] += 1
        if waiting:
            self.is_whole = False
            log.info("%s: %d listings are left to the next run", self.source, len(waiting))
        if self.counts["failed"] and self.counts["failed"] == self.counts["listings"] - 1 and kind == "site":
            raise ListingError(f"no feed and no sitemap of {location} could be read: {first_problem}")

    async def _read_one(self, task: _Task) -> tuple[Listing | None, list[_Task]]:
        if task.kind == "urls" and not task.url.startswith(("http://", "https://")):
            return _url_file(task.url, self.cursors.get(task.url, {})), []
        if _rests(self.cursors.get(task.url, {}), datetime.now(UTC)):
            return None, []
        exchange = await self._fetch(task)
        if exchange.not_modified:
            return self._unchanged(task, exchange), []
        if task.kind == "site":
            return None, await self._feeds_and_sitemaps(task.url, exchange)
        cursor = self._cursor(task, exchange)
        if cursor["digest"] == self.cursors.get(task.url, {}).get("digest"):
            return self._unchanged(task, exchange), []
        return self._parsed(task, exchange, cursor)

    def _unchanged(self, task: _Task, exchange: Exchange) -> Listing | None:
        """Return nothing to read; of a feed that asks for a rest, that this begins anew."""
        known = self.cursors[task.url]
        if "poll_minutes" not in known:
            return None
        asked_at = exchange.final.fetched_at
        return Listing(task.url, asked_at, {**known, "asked_at": asked_at.isoformat()})

    async def _fetch(self, task: _Task) -> Exchange:
        """Return what is at a listing's URL, or the answer that it has not changed."""
        known = self.cursors.get(task.url, {}) if task.kind != "site" else {}
        request = Request(
            task.url, etag=known.get("etag", ""), last_modified=known.get("last_modified", ""), source=self.source,
            content_types=(*FEED_TYPES, *PAGE_TYPES), max_body_bytes=MAX_BYTES,
        )  # fmt: skip
        result = await self.fetcher.fetch(request)
        if isinstance(result, Failure):
            told = f"{result.url} could not be read: {result.reason} {result.detail}".rstrip()
            raise ListingError(told) if may_pass(result.reason) else SourceError(f"{told}; correct `location`")
        return result

    async def _feeds_and_sitemaps(self, url: str, exchange: Exchange) -> list[_Task]:
        feeds = find_feeds(exchange.content, exchange.url, exchange.final.header("content-type"))
        declared = [feed.url for feed in feeds if feed.is_declared] or [feed.url for feed in feeds]
        sitemaps = await self.fetcher.sitemaps(url)
        log.info("%s: %s has %d feeds and %d sitemaps", self.source, url, len(declared), len(sitemaps))
        if not declared and not sitemaps:
            raise SourceError(f"{url} names no feed and its robots.txt no sitemap: give one as `location`")
        return [_Task(feed, "feed") for feed in declared] + [_Task(sitemap, "sitemap") for sitemap in sitemaps]

    def _cursor(self, task: _Task, exchange: Exchange) -> Cursor:
        return {
            "etag": exchange.etag, "last_modified": exchange.last_modified, "digest": digest(exchange.content),
            "listed": task.listed,
        }  # fmt: skip

    def _parsed(self, task: _Task, exchange: Exchange, cursor: Cursor) -> tuple[Listing, list[_Task]]:
        url, content_type = exchange.url, exchange.final.header("content-type")
        further: list[_Task] = []
        if task.kind == "sitemap":
            sitemap = read_sitemap(exchange.content, url=url, content_type=content_type, zone=self.zone)
            links = sorted(
                sitemap.sitemaps,
                key=lambda link: link.date_modified.at if link.date_modified else LONG_AGO,
                reverse=True,
            )
            for link in links:
                listed = link.date_modified.at.isoformat() if link.date_modified else ""
                if not listed or self.cursors.get(link.url, {}).get("listed") != listed:
                    further.append(_Task(link.url, "sitemap", listed))
            items, refused = sitemap.items, sitemap.refused
        elif task.kind == "urls":
            listing = read_url_list(exchange.content, url=url)
            items, refused = listing.items, listing.refused
        else:
            feed = read_feed(exchange.content, url=url, content_type=content_type, zone=self.zone)
            if feed.problem:
                log.warning("%s: %s was read as far as it can be: %s", self.source, url, feed.problem)
            if task.url not in self.cursors and task.older < MOST_OLDER_PAGES:
                further = [_Task(page, "feed", older=task.older + 1) for page in feed.older_pages]
            if feed.poll_minutes:
                cursor |= {"poll_minutes": feed.poll_minutes, "asked_at": exchange.final.fetched_at.isoformat()}
            items, refused = feed.items, feed.refused
        return Listing(task.url, exchange.final.fetched_at, cursor, items, refused), further


LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _rests(known: Cursor, now: datetime) -> bool:
    """Say whether a feed asked to be left alone until later."""
    if "poll_minutes" not in known:
        return False
    rest = min(timedelta(minutes=known["poll_minutes"]), LONGEST_REST)
    return now + GRACE < datetime.fromisoformat(known["asked_at"]) + rest


def _url_file(path: str, known: Cursor) -> Listing | None:
    file = Path(path)
    if not file.is_file():
        raise SourceError(f"{file}: there is no such list of URLs; correct `location` of the source")
    content = file.read_bytes()
    if known.get("digest") == digest(content):
        return None
    listing = read_url_list(content, url=str(file))
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return Listing(path, at, {"digest": digest(content)}, listing.items, listing.refused)
