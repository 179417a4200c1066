"""robots.txt by RFC 9309: read with protego, kept by origin for a time."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from sources.fetch.clock import Clock
from sources.fetch.exchange import Exchange, Failure
from sources.fetch.rules import FetchRules
from sources.fetch.urls import origin_of, target_of

LINE_END = re.compile(rb"[\r\n]")
SAYS_NONE = ("status_1", "status_2", "status_3", "status_4", "bad_redirect", "redirect_loop", "too_many_redirects")
"""Beginnings of reasons that mean there is no robots.txt: all may be fetched (RFC 9309, 2.3.1.2 and 2.3.1.3)."""
CANT_REACH = frozenset(
    {"connection_error", "dns_error", "host_resting", "private_address", "slow", "timed_out", "tls_error"}
)
"""Reasons that the page itself would fail for; after any other one a site's wishes are not known (2.3.1.4)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a URL may be fetched. `rule` is the line that says so, for the records."""

    reason: str = ""
    """"" where it may; else the reason of the failure."""
    detail: str = ""
    rule: str = ""
    crawl_delay: float | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """The wishes of one origin."""

    parsed: Protego | None
    standing: Verdict
    """The verdict on every URL, where there is nothing to read it from."""
    sitemaps: tuple[str, ...]
    until: float

    def verdict(self, url: str, product: str) -> Verdict:
        """Return what the file says of a URL to a crawler of this name."""
        if self.parsed is None:
            return self.standing
        allowed = self.parsed.can_fetch(url, product)
        rule = _deciding(self.parsed, url, product, allowed=allowed)
        delay = self.parsed.crawl_delay(product)
        return Verdict("", "", rule, delay) if allowed else Verdict("robots_disallowed", rule, rule, delay)


class Robots:
    """The robots.txt of every origin, each asked for once."""

    def __init__(self, rules: FetchRules, clock: Clock, read: Callable[[str], Awaitable[Exchange | Failure]]) -> None:
        self._rules = rules
        self._clock = clock
        self._read = read
        self._files: OrderedDict[str, RobotsFile] = OrderedDict()
        self._asking: dict[str, asyncio.Lock] = {}

    async def verdict(self, url: str) -> Verdict:
        """Return whether a clean URL may be fetched."""
        return (await self.file(url)).verdict(url, self._rules.product)

    async def file(self, url: str) -> RobotsFile:
        """Return the robots.txt that speaks for a clean URL."""
        origin = origin_of(url)
        async with self._asking.setdefault(origin, asyncio.Lock()):
            known = self._files.get(origin)
            if known is None or known.until <= self._clock.monotonic():
                known = self._understood(await self._read(f"{origin}/robots.txt"))
            self._files[origin] = known
            self._files.move_to_end(origin)
        while len(self._files) > self._rules.max_robots_kept:
            oldest, _ = self._files.popitem(last=False)
            self._asking.pop(oldest, None)
        return known

    def _understood(self, answer: Exchange | Failure) -> RobotsFile:
        now = self._clock.monotonic()
        if isinstance(answer, Exchange):
            parsed = Protego.parse(robots_text(answer.content, self._rules.max_robots_bytes))
            return RobotsFile(parsed, Verdict(), tuple(parsed.sitemaps), now + self._rules.robots_seconds)
        if answer.reason.startswith(SAYS_NONE):
            return RobotsFile(None, Verdict(rule=f"none: {answer.reason}"), (), now + self._rules.robots_seconds)
        reason = answer.reason if answer.reason in CANT_REACH else "robots_unavailable"
        wait = max(answer.retry_after or 0.0, self._rules.robots_error_seconds)
        detail = f"robots.txt: {answer.reason} {answer.detail}".strip()
        return RobotsFile(None, Verdict(reason, detail, retry_after=wait), (), now + wait)


def robots_text(content: bytes, most_bytes: int) -> str:
    """Return the text of a robots.txt, at most so many bytes of it, with no half line at the end."""
    if len(content) > most_bytes:
        content = content[:most_bytes]
        ends = [match.start() for match in LINE_END.finditer(content)]
        content = content[: ends[-1]] if ends else b""
    return content.decode("utf-8-sig", errors="replace")


def _deciding(parsed: Protego, url: str, product: str, *, allowed: bool) -> str:
    """Return the rule that decides, as "group: field pattern"; "" where none does."""
    # protego decides, and does not say by which rule.
    rule_set = parsed._get_matching_rule_set(product)  # noqa: SLF001
    target = target_of(url)
    if rule_set is None:
        return ""
    for rule in rule_set._rules:  # noqa: SLF001
        if rule.value.match(target) and (rule.field == "allow") == allowed:
            return f"{rule_set.user_agent}: {rule.field} {rule.value._pattern}"  # noqa: SLF001
    return ""
