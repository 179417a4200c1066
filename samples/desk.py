"""What readers pick: articles by popularity and age, fronts, the people who read."""

import bisect
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from samples.agents import PEOPLE
from samples.plan import Article

BUCKET = 600
HALF_LIFE = 14 * 3600


@dataclass(frozen=True)
class Visitor:
    """A person's browser on one day; `prefix` is a /24 or a /48."""

    prefix: str
    host: int
    agent: str
    language: str

    @property
    def address(self) -> str:
        """The IP address."""
        return f"{self.prefix}::{self.host:x}" if ":" in self.prefix else f"{self.prefix}.{self.host}"


def draw_visitor(rng: Random) -> Visitor:
    """Draw a visitor from address ranges that are nobody's: private IPv4, documentation IPv6."""
    if rng.random() < 0.3:
        prefix, host = f"2001:db8:{rng.randrange(1, 65_536):x}", rng.randrange(1, 65_536)
    else:
        prefix, host = f"10.{rng.randrange(256)}.{rng.randrange(256)}", rng.randrange(1, 255)
    return Visitor(prefix, host, rng.choice(PEOPLE), "en" if rng.random() < 0.62 else "es")


@dataclass
class Desk:
    """The published articles and how likely each of them is picked, by ten minutes."""

    articles: list[Article]
    _weights: dict[tuple[str, int], tuple[list[Article], list[float]]] = field(default_factory=dict)

    def _at(self, language: str, bucket: int) -> tuple[list[Article], list[float]]:
        """Return the articles out before a bucket of ten minutes began, and their weights added up."""
        known = self._weights.get((language, bucket))
        if known is None:
            now = bucket * BUCKET
            out = [each for each in self.articles if each.language == language and each.published.timestamp() < now]
            ages = (now - each.published.timestamp() for each in out)
            shares = (each.popularity * 0.5 ** (age / HALF_LIFE) for each, age in zip(out, ages, strict=True))
            known = self._weights[language, bucket] = (out, list(accumulate(shares)))
        return known

    def pick(self, rng: Random, language: str, at: int) -> Article | None:
        """Pick an article that is published at `at`; None if there is none yet."""
        out, sums = self._at(language, at // BUCKET)
        return out[bisect.bisect_right(sums, rng.random() * sums[-1], hi=len(out) - 1)] if out else None

    def any(self, rng: Random, at: int) -> Article | None:
        """Pick any published article of either edition, whatever its popularity, as bots do."""
        out, _ = self._at(rng.choice(("en", "es")), at // BUCKET)
        return rng.choice(out) if out else None
