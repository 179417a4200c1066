"""Fetch the pages that were found, into WARC files; note of each what the next fetch must know."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dags.steps.crawl_rules import fetch_rules, may_pass, trusted
from dags.steps.crawls import keep, unpublished
from dags.steps.discovery import Wanted, read_wanted
from settings import Settings
from sources.fetch import Earlier, Exchange, Failure, Fetcher, Request, WarcFile
from transforms.url import canonical_url, page_id

log = logging.getLogger("newslake.fetch")

PROGRESS_EVERY = 50
MOST_FAILURES = 6
"""Fetches in a row that fail, after which a page is left alone until it is listed anew."""


def fetch(settings: Settings, found: dict[str, Any], run_id: str, as_of: datetime) -> list[dict[str, Any]]:
    """Fetch what `discover` found; return every crawl of the source that is not published yet, this one last.

    A crawl is {source, cursors, warc (paths), counts, aliases (path), note (path), staged, verdicts}. Its note stays
    beside the WARC files until it is published, so that what a site was asked for once is not asked for again.
    """
    name = found["source"]
    folder = settings.warc_path / name
    _remove_parts(folder)
    wanted = read_wanted(Path(found["requests"]))
    if wanted or found["cursors"]:
        crawl = _Crawl(settings, name, as_of)
        asyncio.run(crawl.run(wanted))
        keep(
            settings, found, run_id, rows=crawl.rows, aliases=crawl.aliases, warc=crawl.warc, counts=crawl.counts,
            is_whole=crawl.is_whole,
        )  # fmt: skip
    return unpublished(settings, name)


class _Crawl:
    """The fetching of one source's pages in one run."""

    def __init__(self, settings: Settings, source: str, as_of: datetime) -> None:
        self.settings, self.source, self.as_of = settings, source, as_of
        self.rows: list[dict[str, Any]] = []
        self.aliases: list[dict[str, str]] = []
        self.counts: Counter[str] = Counter()
        self.warc: list[Path] = []
        self._wanted: dict[str, Wanted] = {}
        self._until = time.monotonic() + 60 * settings.fetch.minutes
        self._is_whole = True

    async def run(self, wanted: list[Wanted]) -> None:
        """Fetch them all, or as many as the time allows."""
        if not wanted:
            return
        self._wanted = {one.url: one for one in wanted}
        folder = self.settings.warc_path / self.source
        with WarcFile(folder, self.source, self.as_of) as warc:
            async with Fetcher(fetch_rules(self.settings), warc.write, tls=trusted(self.settings)) as fetcher:
                await fetcher.fetch_all(self._requests(), self._take)
        self.warc = warc.files

    @property
    def is_whole(self) -> bool:
        """Whether every page was asked for. What was not is found again: the listings' cursors stay where they were."""
        return self._is_whole

    def _requests(self) -> Iterator[Request]:
        for wanted in self._wanted.values():
            if time.monotonic() > self._until:
                self._is_whole = False
                log.info("%s: the time is up ([fetch] minutes); the rest is fetched by the next run", self.source)
                return
            earlier = None
            if wanted.earlier:
                record_id, url, fetched_at, payload_digest = wanted.earlier
                earlier = Earlier(record_id, url, datetime.fromisoformat(fetched_at), payload_digest)
            yield Request(wanted.url, wanted.etag, wanted.last_modified, self.source, earlier)

    async def _take(self, result: Exchange | Failure) -> None:
        wanted = self._wanted[result.request.url]
        row = _failed(wanted, result, datetime.now(UTC)) if isinstance(result, Failure) else _fetched(wanted, result)
        self.rows.append(
            {**row, "page_url": wanted.page_url, "page_id": page_id(wanted.page_url), "source": self.source}
        )
        if isinstance(result, Exchange):
            self.aliases.extend(_aliases(wanted, result))
        self.counts[row["fetch_outcome"]] += 1
        if len(self.rows) % PROGRESS_EVERY == 0:
            log.info("%s: %d of %d pages asked for", self.source, len(self.rows), len(self._wanted))


def _fetched(wanted: Wanted, result: Exchange) -> dict[str, Any]:
    earlier = result.earlier
    return {
        "fetched_at": result.final.fetched_at,
        "fetch_outcome": "not_modified" if result.not_modified or result.final.repeats_earlier else "fetched",
        "fetch_reason": None, "final_url": result.url, "etag": result.etag or None,
        "last_modified": result.last_modified or None, "payload_digest": earlier.payload_digest if earlier else None,
        "payload_record_id": earlier.record_id if earlier else None, "payload_url": earlier.url if earlier else None,
        "payload_fetched_at": earlier.fetched_at if earlier else None, "listed_at": _instant(wanted.listed_at),
        "failures": 0, "retry_at": None,
    }  # fmt: skip


def _failed(wanted: Wanted, result: Failure, at: datetime) -> dict[str, Any]:
    record_id, url, fetched_at, payload_digest = wanted.earlier or (None, None, None, None)
    failures = wanted.failures + 1
    passes = may_pass(result.reason)
    rest = timedelta(seconds=result.retry_after or 0, hours=2 ** (failures - 1) - 0.5)
    return {
        "fetched_at": at, "fetch_outcome": "failed", "fetch_reason": result.reason, "final_url": result.url,
        "etag": wanted.etag or None, "last_modified": wanted.last_modified or None, "payload_digest": payload_digest,
        "payload_record_id": record_id, "payload_url": url, "payload_fetched_at": _instant(fetched_at),
        "listed_at": _instant(wanted.listed_at), "failures": failures,
        "retry_at": at + rest if passes and failures < MOST_FAILURES else None,
    }  # fmt: skip


def _aliases(wanted: Wanted, result: Exchange) -> Iterator[dict[str, str]]:
    """Yield the other URLs of the page: those that led to it, and its identifier in the feed."""
    final = canonical_url(result.url)
    others = {canonical_url(hop.url): "redirect" for hop in result.hops[:-1]}
    if wanted.guid:
        others.setdefault(canonical_url(wanted.guid), "guid")
    for url, kind in others.items():
        if url and final and url != final:
            yield {"final_url": final, "url": url, "url_kind": kind}


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _remove_parts(folder: Path) -> None:
    """Remove what a killed run left half written: one run at a time fetches a source."""
    for part in folder.rglob("*.part"):
        part.unlink()
