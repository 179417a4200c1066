"""Many sites at once: a queue and a worker for each, within bounded memory."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable

from sources.fetch.exchange import Exchange, Failure, Request
from sources.fetch.rules import FetchRules
from sources.fetch.urls import cleaned, site_of

Result = Exchange | Failure


class Crowd:
    """Runs requests site by site and hands on their results one at a time.

    At most `max_waiting` requests are held, and about twice `max_at_once` results: while more of them wait to be
    handed on, `taken` is cleared and no exchange starts.
    """

    def __init__(
        self,
        fetch: Callable[[Request], Awaitable[Result]],
        on_result: Callable[[Result], Awaitable[None]],
        taken: asyncio.Event,
        rules: FetchRules,
    ) -> None:
        self._fetch = fetch
        self._on_result = on_result
        self._taken = taken
        self._rules = rules
        self._room = asyncio.Semaphore(rules.max_waiting)
        self._handing = asyncio.Lock()
        self._unhanded = 0
        self._queues: dict[str, deque[Request]] = {}
        self._workers: Counter[str] = Counter()

    async def run(self, requests: Iterable[Request] | AsyncIterable[Request]) -> None:
        """Fetch all of them."""
        async with asyncio.TaskGroup() as group:
            async for request in _each(requests):
                await self._room.acquire()
                site = _site(request)
                self._queues.setdefault(site, deque()).append(request)
                if self._workers[site] < self._rules.max_at_once_per_site:
                    self._workers[site] += 1
                    group.create_task(self._work(site))

    async def _work(self, site: str) -> None:
        queue = self._queues[site]
        while queue:
            result = await self._fetch(queue.popleft())
            await self._hand_on(result)
            self._room.release()
        self._workers[site] -= 1
        if not self._workers[site]:
            del self._workers[site], self._queues[site]

    async def _hand_on(self, result: Result) -> None:
        self._unhanded += 1
        if self._unhanded >= self._rules.max_at_once:
            self._taken.clear()
        try:
            async with self._handing:
                await self._on_result(result)
        finally:
            self._unhanded -= 1
            if self._unhanded < self._rules.max_at_once:
                self._taken.set()


def _site(request: Request) -> str:
    """Return the site of a request; one whose URL is none waits for nobody."""
    try:
        return site_of(cleaned(request.url))
    except ValueError:
        return ""


async def _each(requests: Iterable[Request] | AsyncIterable[Request]) -> AsyncIterator[Request]:
    if isinstance(requests, AsyncIterable):
        async for request in requests:
            yield request
    else:
        for request in requests:
            yield request
            await asyncio.sleep(0)
