"""What each line of the logs ought to count as, worked out from how it was made."""

import functools
import ipaddress
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from samples.agents import BOTS
from samples.hit import Hit, Line, instant
from samples.period import ZONE
from samples.plan import Article

OUTCOMES = ("invalid", "not_page", "duplicate", "bot_declared", "bot_behaviour", "double_click", "view")
DOUBLE_CLICK_SECONDS = 30
_BOTS = frozenset(BOTS)


@dataclass
class Request:
    """One line of one file and what it counts as."""

    file: str
    number: int
    line: Line
    outcome: str = "view"

    def record(self) -> Mapping[str, Any]:
        """Return it as it stands in requests.jsonl."""
        hit = self.line.hit
        return {
            "file": self.file,
            "line": self.number,
            "outcome": self.outcome,
            "outcome_reason": hit.behaviour if hit and self.outcome == "bot_behaviour" else None,
            "at": instant(hit.at).isoformat() if hit else None,
            "page": hit.page if hit and self.outcome != "not_page" else None,
            "article": bool(hit and hit.article and self.outcome != "not_page"),
        }


@functools.lru_cache(maxsize=65_536)
def network(address: str) -> str:
    """Return the /24 or /48 that an address lies in."""
    length = 48 if ":" in address else 24
    return str(ipaddress.ip_network(f"{address}/{length}", strict=False))


def visitor(hit: Hit) -> tuple[date, str, str]:
    """Return who counts as one visitor: network and user agent, on one day of the site's zone."""
    return instant(hit.at).astimezone(ZONE).date(), network(hit.address), hit.agent


def _first_outcomes(logs: Mapping[str, Sequence[Line]]) -> Iterator[Request]:
    """Yield all lines, in order of file names, judged but for double clicks."""
    known: set[tuple[bytes, int]] = set()
    for file in sorted(logs):
        before: Counter[bytes] = Counter()
        for number, line in enumerate(logs[file], 1):
            hit, event = line.hit, (line.raw, before[line.raw])
            before[line.raw] += 1
            request = Request(file, number, line)
            if hit is None:
                request.outcome = "invalid"
            elif hit.page is None or hit.method != "GET" or hit.status not in {200, 304}:
                request.outcome = "not_page"
            elif event in known:
                request.outcome = "duplicate"
            elif hit.agent in _BOTS:
                request.outcome = "bot_declared"
            elif hit.behaviour:
                request.outcome = "bot_behaviour"
            known.add(event)
            yield request


def judged(logs: Mapping[str, Sequence[Line]]) -> list[Request]:
    """Return all lines with what they count as."""
    requests = list(_first_outcomes(logs))
    chains: dict[tuple[object, ...], list[tuple[int, str, int, Request]]] = {}
    for request in requests:
        if request.outcome == "view" and request.line.hit:
            hit = request.line.hit
            chains.setdefault((*visitor(hit), hit.page), []).append((hit.at, request.file, request.number, request))
    for chain in chains.values():
        chain.sort(key=lambda each: each[:3])
        for this, following in pairwise(chain):
            if following[0] - this[0] <= DOUBLE_CLICK_SECONDS:
                this[3].outcome = "double_click"
    return requests


def totals(requests: Sequence[Request]) -> Mapping[str, Any]:
    """Return the counts per outcome, of all lines and of each file."""
    files: dict[str, Counter[str]] = {}
    for request in requests:
        files.setdefault(request.file, Counter())[request.outcome] += 1
    return {
        "lines": len(requests),
        "outcomes": _counts(sum(files.values(), Counter())),
        "files": {file: {"lines": counts.total(), "outcomes": _counts(counts)} for file, counts in files.items()},
    }


def _counts(counts: Counter[str]) -> dict[str, int]:
    return {outcome: counts[outcome] for outcome in OUTCOMES}


def article_record(article: Article) -> Mapping[str, Any]:
    """Return an article as it stands in articles.jsonl."""
    return {
        "url": article.url,
        "headline": article.text.headline,
        "alternative_headline": article.text.deck,
        "author": [{"name": name, "role": role} for name, role in article.author],
        "date_published": article.published.isoformat(),
        "date_modified": article.modified.isoformat(),
        "article_section": article.edition.sections[article.section][1],
        "in_language": article.language,
        "translation_url": article.translation,
        "paragraphs": list(article.text.paragraphs),
        "correction": article.text.correction if article.corrected else None,
        "source": article.source,
    }
