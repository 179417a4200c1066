"""What a load takes, reckoned from measured constants: the table of docs/scaling.md.

Every quantity of an hourly run is `a run's share + events x an event's share`; a quantity of articles is a share of
each. Prices are assumptions that anyone may set: BENCH_PRICE_CORE_HOUR, BENCH_PRICE_GB_MONTH, BENCH_PRICE_REQUESTS.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

RUNS_A_DAY = 24
BUSY = 0.5
"""Share of a core's time that is planned for: peaks, retries and late files take the rest."""
PEAK = 2.0
"""The busiest hour, in times of the mean one."""
KEPT_DAYS = 395
"""Days that events are kept, as their contract says."""
REQUESTS_A_RUN = 150
"""Requests to the object store of one publish and one ranking, as counted by benchmarks/latency.py."""

CORE_HOUR = float(os.environ.get("BENCH_PRICE_CORE_HOUR", "0.04"))
GB_MONTH = float(os.environ.get("BENCH_PRICE_GB_MONTH", "0.023"))
MILLION_REQUESTS = float(os.environ.get("BENCH_PRICE_REQUESTS", "3.0"))
LOADS = {"10 M views a day": 1e7, "1 B views a day": 1e9, "100 B views a day": 1e11}
ARTICLES = 1e6


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity that grows with the events of a run."""

    run: float
    event: float

    def at(self, events: float) -> float:
        """Return it for a run of so many events."""
        return self.run + self.event * events


def fitted(small: tuple[float, float], large: tuple[float, float]) -> Line:
    """Return the line through two (events, quantity)."""
    (few, low), (many, high) = small, large
    event = max(0.0, (high - low) / (many - few))
    return Line(max(0.0, low - event * few), event)


def rows(run: Mapping[str, Line], article: Mapping[str, float]) -> Iterator[str]:
    """Yield the lines of the table.

    `run` has lines of seconds, core_seconds, bytes and files; `article` core_seconds and bytes of each.
    """
    names = ("cores", "busiest hour, s", "GB a day", "TB kept", "files a day", "$ a month")
    yield f"{'load':<20}" + "".join(f"{name:>17}" for name in names)
    for name, events in LOADS.items():
        hour = events / RUNS_A_DAY
        day = {kind: RUNS_A_DAY * line.at(hour) for kind, line in run.items()}
        yield _row(name, day, run["seconds"].at(PEAK * hour))
    day = {kind: ARTICLES * share for kind, share in article.items()} | {"files": 10.0 * RUNS_A_DAY}
    yield _row(f"{ARTICLES / 1e6:.0f} M articles a day", day, float("nan"))


def _row(name: str, day: Mapping[str, float], busiest: float) -> str:
    cores, kept = day["core_seconds"] / 86400 / BUSY, day["bytes"] * KEPT_DAYS
    requests = RUNS_A_DAY * REQUESTS_A_RUN + day["files"]
    money = cores * 730 * CORE_HOUR + kept / 1e9 * GB_MONTH + requests * 30 / 1e6 * MILLION_REQUESTS
    numbers = (f"{cores:,.2f}", f"{busiest:,.0f}", f"{day['bytes'] / 1e9:,.2f}", f"{kept / 1e12:,.2f}",
               f"{day['files']:,.0f}", f"{money:,.0f}")  # fmt: skip
    return f"{name:<20}" + "".join(f"{number:>17}" for number in numbers)
