"""What to fetch of the articles that a feed or sitemap lists."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sources.discovery.found import Found

NOW = timedelta(minutes=10)
"""A date this near to the listing's own time may be the time at which the listing was made."""
ENOUGH = 5
"""Dates in a listing from which on they can be judged as a whole."""
MOST = 0.9


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of an article that has been fetched before."""

    fetched_at: datetime
    listed_at: datetime | None = None
    """The date that the listing gave it then, `date_modified` or else `date_published`; None if it gave none."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What to fetch, and what not."""

    new: tuple[Found, ...]
    modified: tuple[Found, ...]
    unchanged: int
    repeated: int
    """Entries whose article stands in the listing before."""
    without_url: int
    """Entries for which there is no canonical URL."""
    dates_are_of_listing: bool
    """Whether the dates tell when the listing was made, and so nothing of the articles."""


def changed(
    found: Iterable[Found],
    known: Mapping[str, Known],
    *,
    canonical: Callable[[str], str | None],
    listed_at: datetime,
) -> Changes:
    """Return which articles of a listing that was fetched at `listed_at` are new or changed.

    `known` has canonical URLs as keys. A known article is fetched again if its date is later than the one it was
    listed with when it was fetched: so a date in the future, or one in a wrong zone, counts once. Where no such
    date is kept, it must be later than the fetch and not in the future. Where the dates are those of the listing
    itself, none counts.
    """
    entries = list(found)
    of_listing = dates_are_of_listing(entries, listed_at)
    new: list[Found] = []
    modified: list[Found] = []
    seen: set[str] = set()
    counts: Counter[str] = Counter()
    for entry in entries:
        url = canonical(entry.url)
        if url is None:
            counts["without_url"] += 1
        elif url in seen:
            counts["repeated"] += 1
        elif url not in known:
            new.append(entry)
        elif not of_listing and _is_newer(_date(entry), known[url], listed_at):
            modified.append(entry)
        else:
            counts["unchanged"] += 1
        if url is not None:
            seen.add(url)
    return Changes(
        tuple(new), tuple(modified), counts["unchanged"], counts["repeated"], counts["without_url"], of_listing
    )


def dates_are_of_listing(entries: Iterable[Found], listed_at: datetime) -> bool:
    """Return whether the dates of a listing only tell when it was made.

    So it is where there are five dates at least, and nine in ten are one and the same, or within ten minutes of
    `listed_at`. A burst of real news may look like that too: what it changed is noticed when those minutes are over.
    """
    dates = [date for entry in entries if (date := _date(entry))]
    if len(dates) < ENOUGH:
        return False
    most_common = Counter(dates).most_common(1)[0][1]
    near = sum(1 for date in dates if abs(date - listed_at) <= NOW)
    return max(most_common, near) >= MOST * len(dates)


def _date(entry: Found) -> datetime | None:
    told = entry.date_modified or entry.date_published
    return told.at if told else None


def _is_newer(date: datetime | None, known: Known, listed_at: datetime) -> bool:
    if date is None:
        return False
    if known.listed_at is not None:
        return date > known.listed_at
    return known.fetched_at < date <= listed_at
