"""Politeness: when a site may be asked again, and when it is left alone."""

import asyncio
import math
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from sources.fetch.clock import Clock
from sources.fetch.rules import FetchRules

OF_THE_SITE = frozenset(
    {
        "connection_error",
        "dns_error",
        "rate_limited",
        "slow",
        "status_502",
        "status_503",
        "status_504",
        "timed_out",
        "tls_error",
    }
)
"""Reasons that say something of a site, not of one page."""


class RestingError(Exception):
    """A site is left alone for longer than we wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the site is left alone for another {seconds:.0f} s")
        self.seconds = seconds


class _Site:
    """What is known of one site in this run."""

    def __init__(self, at_once: int) -> None:
        self.places = asyncio.Semaphore(at_once)
        self.door = asyncio.Lock()
        self.started = -math.inf
        self.rests_until = 0.0
        self.troubles = 0


class Pace:
    """Lets requests start: one site's apart by its delay, and only so many of all sites at once."""

    def __init__(self, rules: FetchRules, clock: Clock, chance: Callable[[], float]) -> None:
        self._rules = rules
        self._clock = clock
        self._chance = chance
        self._room = asyncio.Semaphore(rules.max_at_once)
        self._sites: defaultdict[str, _Site] = defaultdict(lambda: _Site(rules.max_at_once_per_site))
        self.taken = asyncio.Event()
        """Cleared while results wait to be handed on: nothing new is started then."""
        self.taken.set()

    @asynccontextmanager
    async def turn(self, name: str, crawl_delay: float | None) -> AsyncIterator[None]:
        """Wait for the turn to ask the site, and hold its place meanwhile; RestingError where it won't come soon."""
        site = self._sites[name]
        async with site.places:
            async with site.door:
                await self._wait(site, self.delay(crawl_delay))
                await self._enter()
                site.started = self._clock.monotonic()
            try:
                yield
            finally:
                self._room.release()

    def delay(self, crawl_delay: float | None) -> float:
        """Return the seconds that must lie between two starts."""
        asked = min(crawl_delay or 0.0, self._rules.longest_crawl_delay_seconds)
        return max(self._rules.delay_seconds, asked) * (1 + self._rules.delay_jitter * self._chance())

    def went_well(self, name: str) -> None:
        """Take note that the site answers; a page that fails by itself tells that too."""
        self._sites[name].troubles = 0

    def went_badly(self, name: str, rest: float, *, answered: bool) -> float:
        """Let the site rest so many seconds, longer if it looks dead; return how many.

        A response that broke off is trouble, but a site that `answered` is not dead.
        """
        site = self._sites[name]
        # The count stays: one more trouble after the rest of a dead site, and it rests again.
        site.troubles += not answered
        if site.troubles >= self._rules.troubles_before_rest:
            rest = max(rest, self._rules.rest_of_dead_site_seconds)
        site.rests_until = max(site.rests_until, self._clock.monotonic() + rest)
        return rest

    def rest_after(self, reason: str, failures: int, retry_after: float | None) -> float:
        """Return the seconds to wait after a page's trouble: its failures before double them, the site may ask more."""
        rest = self._rules.backoff_seconds * 2.0**failures * (1 + self._chance())
        if reason == "rate_limited":
            rest = max(rest, self._rules.rest_after_429_seconds)
        if retry_after is not None:
            rest = max(rest, min(retry_after, self._rules.longest_retry_after_seconds))
        return rest

    async def _enter(self) -> None:
        while True:
            await self.taken.wait()
            await self._room.acquire()
            if self.taken.is_set():
                return
            # Results began to wait while we stood in the queue.
            self._room.release()

    async def _wait(self, site: _Site, delay: float) -> None:
        while True:
            now = self._clock.monotonic()
            if site.rests_until - now > self._rules.longest_wait_seconds:
                raise RestingError(site.rests_until - now)
            seconds = max(site.started + delay, site.rests_until) - now
            if seconds <= 0:
                return
            await self._clock.sleep(seconds)


def retry_after_seconds(value: str, now: datetime) -> float | None:
    """Return what a Retry-After says, seconds or an HTTP date; None where it says nothing readable."""
    value = value.strip()
    if value.isascii() and value.isdecimal():
        return float(value) if len(value) < 10 else math.inf  # noqa: PLR2004 - 30 years; int() of a long one is costly
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())
