"""Find what a source lists that is new or changed: the requests to fetch, and the cursors to keep afterwards."""

import asyncio
import json
import logging
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dags.steps.crawl_rules import fetch_rules, trusted
from dags.steps.crawls import unpublished
from dags.steps.erased import erased_ids
from dags.steps.listings import LONG_AGO, Cursor, Listing, ListingReader
from dags.steps.page_fetches import KnownPage, due_again, due_for_recheck, known_pages
from dags.steps.place import lake_or_empty, staging_folder
from settings import ArticleSource, Settings
from sources.discovery.changes import Known, changed
from sources.discovery.found import Found
from sources.discovery.limits import MAX_BYTES
from sources.fetch import Fetcher, WarcFile
from transforms.url import canonical_url, page_id

log = logging.getLogger("newslake.discovery")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to fetch."""

    url: str
    page_url: str
    """Its canonical URL."""
    listed_at: str | None = None
    guid: str | None = None
    """The feed's identifier of the article, where that is a URL."""
    etag: str = ""
    last_modified: str = ""
    earlier: tuple[str, str, str, str] | None = None
    failures: int = 0


def discover(
    settings: Settings, source: ArticleSource, cursors: dict[str, Cursor], run_id: str, as_of: datetime
) -> dict[str, Any]:
    """Return {source, requests (path), counts, cursors}: pages of `source` to fetch, staged as JSON lines.

    `cursors` are those that are kept of the source. The new ones are empty where something was left for the next run.
    """
    zone = ZoneInfo(source.time_zone or settings.site.time_zone)
    listings, reader = asyncio.run(_read_listings(settings, source, zone, cursors, as_of))
    wanted, counts = _choose(settings, source, listings, as_of)
    is_whole = len(wanted) <= source.max_pages
    file = staging_folder(settings, run_id) / "requests" / f"{source.name}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{json.dumps(asdict(one))}\n" for one in wanted[: source.max_pages]), encoding="utf-8")
    counts = {**reader.counts, **counts, "wanted": min(len(wanted), source.max_pages)}
    log.info("%s: %s", source.name, ", ".join(f"{name} {count:,}" for name, count in counts.items() if count))
    if not is_whole:
        log.info("%s: %d pages are left to the next run (max_pages)", source.name, len(wanted) - source.max_pages)
    # A listing whose pages are not all taken must be read again: its cursor stays where it was.
    kept = {listing.url: listing.cursor for listing in listings} if is_whole else {}
    return {"source": source.name, "requests": str(file), "counts": counts, "cursors": kept}


def read_wanted(file: Path) -> list[Wanted]:
    """Return the pages of a staged file of requests."""
    return [Wanted(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


async def _read_listings(
    settings: Settings, source: ArticleSource, zone: ZoneInfo, cursors: dict[str, Cursor], as_of: datetime
) -> tuple[list[Listing], ListingReader]:
    rules = fetch_rules(settings, max_content_bytes=MAX_BYTES)
    location = source.location
    if source.kind == "urls" and not location.startswith(("http://", "https://")):
        location = str(settings.path(location))
    with WarcFile(settings.warc_path / source.name / "listings", f"{source.name}-listings", as_of) as warc:
        async with Fetcher(rules, warc.write, tls=trusted(settings)) as fetcher:
            reader = ListingReader(fetcher, source.name, zone, cursors)
            return [listing async for listing in reader.read(source.kind, location)], reader


def _choose(
    settings: Settings, source: ArticleSource, listings: list[Listing], as_of: datetime
) -> tuple[list[Wanted], dict[str, int]]:
    """Return the pages to fetch, newest first, and what was counted."""
    urls = {url for listing in listings for item in listing.items if (url := canonical_url(item.url))}
    pending = [path for crawl in unpublished(settings, source.name) for path in crawl["staged"].values()]
    with lake_or_empty(settings) as lake:
        retried, rechecked = due_again(lake, source.name, as_of), due_for_recheck(lake, source, as_of)
        pages = known_pages(lake, [*urls, *(url for url, _ in (*retried, *rechecked))], pending)
        erased = erased_ids(lake)
    known: dict[str, Known] = {url: page.known for url, page in pages.items()}
    chosen: dict[str, tuple[Found | None, datetime | None]] = {}
    counts = {"listed": 0, "new": 0, "modified": 0, "known": 0, "no_url": 0, "refused": 0, "retried": 0,
              "rechecked": 0}  # fmt: skip
    for listing in listings:
        for entry in listing.refused:
            log.warning("%s: entry %d of %s is left out: %s", source.name, entry.position, listing.url, entry.reason)
        changes = changed(listing.items, known, canonical=canonical_url, listed_at=listing.fetched_at)
        for item in (*changes.new, *changes.modified):
            chosen.setdefault(str(canonical_url(item.url)), (item, _listed_at(item)))
        counts["listed"] += len(listing.items)
        counts["new"] += len(changes.new)
        counts["modified"] += len(changes.modified)
        counts["known"] += changes.unchanged + changes.repeated
        counts["no_url"] += changes.without_url
        counts["refused"] += len(listing.refused)
    for why, again in (("retried", retried), ("rechecked", rechecked)):
        for url, listed_at in again:
            if url not in chosen:
                chosen[url] = (None, listed_at)
                counts[why] += 1
    taken_down = [url for url in chosen if page_id(url) in erased]
    for url in taken_down:
        del chosen[url]
    counts["erased"] = len(taken_down)
    newest_first = sorted(chosen.items(), key=lambda one: one[1][1] or LONG_AGO, reverse=True)
    return [_wanted(url, item, at, pages.get(url)) for url, (item, at) in newest_first], counts


def _listed_at(item: Found) -> datetime | None:
    told = item.date_modified or item.date_published
    return told.at.astimezone(UTC) if told else None


def _wanted(page_url: str, item: Found | None, listed_at: datetime | None, page: KnownPage | None) -> Wanted:
    at = listed_at.isoformat() if listed_at else None
    guid = item.guid if item and item.is_permalink else None
    url = item.url if item else page_url
    if page is None:
        return Wanted(url, page_url, at, guid)
    earlier = None
    if page.earlier:
        record_id, record_url, fetched_at, payload_digest = page.earlier
        earlier = (record_id, record_url, fetched_at.isoformat(), payload_digest)
    return Wanted(url, page_url, at, guid, page.etag, page.last_modified, earlier, page.failures)
