"""What a load takes, reckoned from measured constants: the table of docs/scaling.md.

A quantity of an hourly run lies on the lines between runs that were measured, and beyond the largest on the last line;
what every event and every article takes is a share of each. Prices are assumptions that anyone may set.
"""

import os
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

RUNS_A_DAY = 24
BUSY = 0.5
"""Share of a core's time that is planned for: peaks, retries and late files take the rest."""
PEAK = 2.0
"""The busiest hour, in times of the mean one."""
CORES = 2
"""Cores of one worker, as measured."""
KEPT_DAYS = 395
"""Days that events are kept, as their contract says."""
REPLACED_DAYS = 8
"""Days that a file stays once another has taken its place: `snapshot_days` and a day."""
REQUESTS_A_RUN = 300
"""Requests to the object store: `make bench PART=backfill_workers` counts 200 for an hour, the rest is its ranking."""

CORE_HOUR = float(os.environ.get("BENCH_PRICE_CORE_HOUR", "0.04"))
GB_MONTH = float(os.environ.get("BENCH_PRICE_GB_MONTH", "0.023"))
MILLION_REQUESTS = float(os.environ.get("BENCH_PRICE_REQUESTS", "3.0"))
LOADS = {"10 M views a day": 1e7, "1 B views a day": 1e9, "100 B views a day": 1e11}
ARTICLES = 1e6


@dataclass(frozen=True, slots=True)
class Curve:
    """A quantity of a run by its events, through (events, quantity) in ascending order, two at least."""

    points: Sequence[tuple[float, float]]
    an_event: float = 0.0
    """What every event takes beside."""

    def at(self, events: float) -> float:
        """Return it for a run of so many events."""
        last = len(self.points) - 1
        right = min(max(bisect_left([few for few, _ in self.points], events), 1), last)
        (few, low), (many, high) = self.points[right - 1], self.points[right]
        return low + (high - low) * (events - few) / (many - few) + self.an_event * events


def rows(run: Mapping[str, Curve], article: Mapping[str, float]) -> Iterator[str]:
    """Yield the lines of the table.

    `run` has core_seconds, bytes written, bytes kept and files of a run; `article` core_seconds and bytes of each.
    """
    names = ("cores", "busiest hour, s", "GB written", "GB kept", "TB in all", "files a day", "$ a month")
    yield f"{'load':<20}" + "".join(f"{name:>17}" for name in names)
    for name, events in LOADS.items():
        hour = events / RUNS_A_DAY
        day = {kind: RUNS_A_DAY * curve.at(hour) for kind, curve in run.items()}
        yield _row(name, day, run["core_seconds"].at(PEAK * hour) / CORES)
    day = {kind: ARTICLES * share for kind, share in article.items()}
    day |= {"kept": day["bytes"], "files": 10.0 * RUNS_A_DAY}
    yield _row(f"{ARTICLES / 1e6:.0f} M articles a day", day, PEAK * day["core_seconds"] / RUNS_A_DAY / CORES)


def _row(name: str, day: Mapping[str, float], busiest: float) -> str:
    cores = day["core_seconds"] / 86400 / BUSY
    kept = day["kept"] * KEPT_DAYS + (day["bytes"] - day["kept"]) * REPLACED_DAYS
    requests = RUNS_A_DAY * REQUESTS_A_RUN + day["files"]
    money = cores * 730 * CORE_HOUR + kept / 1e9 * GB_MONTH + requests * 30 / 1e6 * MILLION_REQUESTS
    numbers = (f"{cores:,.2f}", f"{busiest:,.0f}", f"{day['bytes'] / 1e9:,.2f}", f"{day['kept'] / 1e9:,.2f}",
               f"{kept / 1e12:,.2f}", f"{day['files']:,.0f}", f"{money:,.0f}")  # fmt: skip
    return f"{name:<20}" + "".join(f"{number:>17}" for number in numbers)
