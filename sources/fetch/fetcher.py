"""The one client that all fetching goes through."""

import logging
import random
import ssl
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable
from types import TracebackType
from typing import Self

import httpcore2

from sources.fetch import address
from sources.fetch.attempts import NOT_MODIFIED, WANTED, Attempts, GaveUp, Keep, Walk
from sources.fetch.clock import Clock, SystemClock
from sources.fetch.crowd import Crowd
from sources.fetch.encoding import TooMuchError, UndecodableError, decoded
from sources.fetch.exchange import Exchange, Failure, Hop, Request, Trouble
from sources.fetch.pace import Pace
from sources.fetch.robots import Robots, Verdict
from sources.fetch.rules import FetchRules
from sources.fetch.urls import cleaned, one_line
from sources.fetch.wire import Wire

logger = logging.getLogger(__name__)
REDIRECTS = frozenset({301, 302, 303, 307, 308})


def _forget(_: Hop) -> None:
    """Keep nothing."""


class Fetcher:
    """Fetches pages politely; an async context manager.

    `keep` is given every response as it comes, robots.txt, redirects and failed attempts too: WarcFile.write.
    """

    def __init__(  # noqa: PLR0913 - the outside world, so that tests can bring their own
        self,
        rules: FetchRules,
        keep: Keep = _forget,
        *,
        clock: Clock | None = None,
        chance: Callable[[], float] = random.random,
        resolve: address.Resolve = address.resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        clock = clock or SystemClock()
        backend = address.PublicBackend(rules.private_hosts, resolve)
        self._rules = rules
        self._wire = Wire(rules, backend, tls or httpcore2.default_ssl_context())
        self._pace = Pace(rules, clock, chance)
        self._attempts = Attempts(rules, self._wire, self._pace, clock, keep)
        self._robots = Robots(rules, clock, self._fetch_robots)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._wire.aclose()

    async def fetch(self, request: Request) -> Exchange | Failure:
        """Return what a URL brings, or why it brings nothing. Takes its turn at the site; raises what `keep` does."""
        result = await self._follow(request, self._rules.max_redirects, self._robots.verdict)
        if isinstance(result, Failure):
            logger.warning("not fetched: %s reason=%s %s", result.url, result.reason, result.detail)
        else:
            logger.info("fetched: %s status=%d bytes=%d", result.url, result.final.status, len(result.content))
        return result

    async def fetch_all(
        self,
        requests: Iterable[Request] | AsyncIterable[Request],
        on_result: Callable[[Exchange | Failure], Awaitable[None]],
    ) -> None:
        """Fetch them all, many sites at once, and hand on each result as it comes, one at a time.

        What `on_result` raises ends the run. Requests of one site are made in their order.
        """
        await Crowd(self.fetch, on_result, self._pace.taken, self._rules).run(requests)

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that the robots.txt of a URL's origin names."""
        return (await self._robots.file(cleaned(url))).sitemaps

    async def _fetch_robots(self, url: str) -> Exchange | Failure:
        # Its text is plain by RFC 9309, but many a server says nothing or something else: parse what comes.
        # One byte over, so that a rule that is cut in two is known for one.
        request = Request(url, content_types=("",), max_body_bytes=self._rules.max_robots_bytes + 1, cut_off=True)

        async def allowed(_: str) -> Verdict:
            return Verdict()

        return await self._follow(request, self._rules.max_robots_redirects, allowed)

    async def _follow(
        self, request: Request, most_redirects: int, verdict_on: Callable[[str], Awaitable[Verdict]]
    ) -> Exchange | Failure:
        """Go from redirect to redirect; each hop is asked of robots.txt, and takes its turn."""
        try:
            walk = Walk(request, cleaned(request.url))
        except ValueError as error:
            return _failure(Walk(request, one_line(request.url)), Trouble("url_invalid", str(error)))
        been: set[str] = set()
        while True:
            been.add(walk.url)
            verdict = await verdict_on(walk.url)
            if verdict.reason:
                return _failure(walk, Trouble(verdict.reason, verdict.detail), verdict.retry_after)
            answer = await self._attempts.until_answered(walk, verdict)
            if isinstance(answer, GaveUp):
                return _failure(walk, answer.trouble, answer.retry_after)
            if answer.status not in REDIRECTS or not answer.header("location"):
                return self._ending(walk, answer)
            trouble = step(walk, answer.header("location"), been, most_redirects)
            if trouble:
                return _failure(walk, trouble)

    def _ending(self, walk: Walk, answer: Hop) -> Exchange | Failure:
        """Return what the last answer brings."""
        request, hops = walk.request, (*walk.hops[:-1], answer)
        if answer.status == NOT_MODIFIED and request.is_conditional:
            return Exchange(request=request, hops=hops, content=b"", not_modified=True)
        if answer.status == NOT_MODIFIED:
            return _failure(walk, Trouble("not_modified_unasked", "304 to a request without conditions"))
        if answer.status not in WANTED:
            return _failure(walk, Trouble(f"status_{answer.status}", answer.reason_phrase))
        encoding = ",".join(value for name, value in answer.headers if name.lower() == "content-encoding")
        try:
            content = decoded(answer.body, encoding, self._rules.max_content_bytes)
        except TooMuchError as error:
            return _failure(walk, Trouble("too_large_decompressed", str(error)))
        except UndecodableError as error:
            return _failure(walk, Trouble("undecodable", f"{encoding}: {error}"))
        return Exchange(request=request, hops=hops, content=content)


def step(walk: Walk, location: str, been: set[str], most_redirects: int) -> Trouble | None:
    """Take the walk to where a redirect leads, or return why it leads nowhere."""
    try:
        target = cleaned(_as_text(location), walk.url)
    except ValueError as error:
        return Trouble("bad_redirect", str(error))
    if target in been:
        return Trouble("redirect_loop", f"leads back to {target}")
    if walk.redirects >= most_redirects:
        return Trouble("too_many_redirects", f"more than {most_redirects}")
    walk.note = "from https to http" if walk.url.startswith("https:") and target.startswith("http:") else ""
    if walk.note:
        logger.warning("redirect %s: %s -> %s", walk.note, walk.url, target)
    walk.url, walk.via, walk.redirects = target, walk.url, walk.redirects + 1
    return None


def _failure(walk: Walk, trouble: Trouble, retry_after: float | None = None) -> Failure:
    return Failure(
        request=walk.request,
        url=walk.url,
        reason=trouble.reason,
        detail=one_line(trouble.detail),
        hops=tuple(walk.hops),
        retry_after=retry_after,
    )


def _as_text(location: str) -> str:
    """Return a Location as its bytes mean it: UTF-8 where they are."""
    raw = location.encode("latin-1")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return location
