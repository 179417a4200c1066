"""One step of a fetch: attempts at a URL until it answers, or until it is enough."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ada_url import URL

from sources.fetch.clock import Clock
from sources.fetch.exchange import Headers, Hop, Request, Trouble, digest, header
from sources.fetch.pace import OF_THE_SITE, Pace, RestingError, retry_after_seconds
from sources.fetch.robots import Verdict
from sources.fetch.rules import FetchRules
from sources.fetch.urls import site_of
from sources.fetch.wire import Answer, Plan, Wire

Keep = Callable[[Hop], None]
ENCODINGS = "gzip, br, zstd, deflate"
NOT_MODIFIED = 304
TOO_MANY_REQUESTS = 429
COMES_BACK = frozenset({502, 503, 504})
"""Statuses after which another attempt makes sense."""
WANTED = frozenset({200, 203})


@dataclass(slots=True)
class Walk:
    """Where a fetch stands: the URL it is at, and what lies behind it."""

    request: Request
    url: str
    via: str = ""
    note: str = ""
    redirects: int = 0
    failures: int = 0
    hops: list[Hop] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GaveUp:
    """The trouble that ended the attempts."""

    trouble: Trouble
    retry_after: float | None = None


class Attempts:
    """Makes attempts in turn, has every response kept, and lets the site rest after trouble."""

    def __init__(self, rules: FetchRules, wire: Wire, pace: Pace, clock: Clock, keep: Keep) -> None:
        self._rules = rules
        self._wire = wire
        self._pace = pace
        self._clock = clock
        self._keep = keep

    async def until_answered(self, walk: Walk, verdict: Verdict) -> Hop | GaveUp:
        """Return the answer of the walk's URL; every response is added to its hops, without its body."""
        site, headers = site_of(walk.url), request_headers(self._rules, walk.request, walk.url)
        last: GaveUp | None = None
        while True:
            try:
                async with self._pace.turn(site, verdict.crawl_delay):
                    at = self._clock.now()
                    answer, trouble = await self._wire.get(
                        walk.url, headers, lambda answer: judge(self._rules, walk.request, answer)
                    )
                    hop = _hop(walk, answer, headers, at, verdict) if answer.status else None
                    if hop:
                        self._keep(hop)
                        walk.hops.append(hop.without_body())
                    trouble = trouble or (status_trouble(hop) if hop else None)
                    rest = self._settle(site, walk, trouble, hop)
            except RestingError as resting:
                # Where it rests because of this very URL, that is the reason.
                return last or GaveUp(Trouble("host_resting", str(resting)), resting.seconds)
            if hop and not trouble:
                return hop
            trouble = trouble or Trouble("connection_error", "nothing came")
            walk.failures += 1
            last = GaveUp(trouble, rest)
            if not trouble.passing or walk.failures >= self._rules.max_attempts:
                return last

    def _settle(self, site: str, walk: Walk, trouble: Trouble | None, hop: Hop | None) -> float | None:
        """Tell the pace how it went; return the seconds that the site rests for it."""
        if trouble is None or trouble.reason not in OF_THE_SITE:
            self._pace.went_well(site)
            return None
        asked = retry_after_seconds(hop.header("retry-after"), hop.fetched_at) if hop else None
        rest = self._pace.rest_after(trouble.reason, walk.failures, asked)
        return self._pace.went_badly(site, rest, answered=hop is not None and hop.status in WANTED)


def request_headers(rules: FetchRules, request: Request, url: str) -> Headers:
    """Return all that we say of ourselves: no cookies, no credentials."""
    types = [name for name in request.content_types or rules.content_types if name]
    headers = [
        ("Host", str(URL(url).host)),
        ("User-Agent", rules.user_agent),
        ("Accept", ", ".join([*types, "*/*;q=0.1"])),
        ("Accept-Encoding", ENCODINGS),
    ]
    if request.etag:
        headers.append(("If-None-Match", request.etag))
    if request.last_modified:
        headers.append(("If-Modified-Since", request.last_modified))
    return tuple(headers)


def judge(rules: FetchRules, request: Request, answer: Answer) -> Plan | Trouble:
    """Look at a response's headers, and say how much of its body to take."""
    if answer.status not in WANTED:
        return Plan(rules.max_aside_bytes, quiet=True)
    wanted = request.content_types or rules.content_types
    given = header(answer.headers, "content-type").partition(";")[0].strip().lower()
    # An unknown type is the parser's to find out; "" among the wanted ones takes all.
    if given and "" not in wanted and given not in wanted:
        return Trouble("wrong_content_type", given)
    return Plan(request.max_body_bytes or rules.max_body_bytes, quiet=request.cut_off)


def status_trouble(hop: Hop) -> Trouble | None:
    """Return what is wrong with a status, where a later attempt may find another one."""
    if hop.status == TOO_MANY_REQUESTS:
        return Trouble("rate_limited", f"429 {hop.header('retry-after')}".strip(), passing=True)
    if hop.status in COMES_BACK:
        return Trouble(f"status_{hop.status}", hop.reason_phrase, passing=True)
    return None


def _hop(walk: Walk, answer: Answer, headers: Headers, at: datetime, verdict: Verdict) -> Hop:
    body = bytes(answer.body)
    return Hop(
        url=walk.url,
        request_headers=headers,
        status=answer.status,
        reason_phrase=answer.reason_phrase,
        http_version=answer.http_version,
        headers=answer.headers,
        body=body,
        truncated=answer.truncated,
        address=answer.address,
        tls_version=answer.tls_version,
        fetched_at=at,
        seconds=answer.seconds,
        record_id=uuid.uuid4().urn,
        payload_digest=digest(body),
        source=walk.request.source,
        via=walk.via,
        number=walk.redirects,
        attempt=walk.failures + 1,
        robots_rule=verdict.rule,
        note=walk.note,
        earlier=walk.request.earlier,
    )
