"""Points in time as feeds and sitemaps write them, with the offset and the precision they give."""

import functools
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal

from sources.discovery.month_name import month_number
from sources.discovery.zone_name import offset_minutes

Precision = Literal["year", "month", "day", "minute", "second"]


@dataclass(frozen=True, slots=True)
class Instant:
    """One point in time, aware and in the publisher's own zone, so that its calendar day is the publisher's."""

    at: datetime
    offset_minutes: int | None
    """Minutes east of UTC; None where none was given and the source's zone was taken."""
    precision: Precision


WEEKDAY = r"(?:[^\W\d_]+\b\.?,?\s*,?\s*)?"
CLOCK = (
    r"(?:(?:[T,\s]|\bat\b)*(?P<before>[AaPp][Mm]|오전|오후|午前|午後|上午|下午)?\s*(?P<hour>\d{1,2})[:시時时]\s*(?P<minute>\d{1,2})[분分]?"
    r"(?::?\s*(?P<second>\d{1,2})초?(?:[.,]\d+)?)?\s*(?P<after>[AaPp]\.?[Mm]\b\.?)?)?"
)
ZONE = r"\s*(?P<zone>\S.*)?"
MONTH = r"(?P<name>[^\W\d_]+)\.?"
YEAR = r"(?P<year>\d{4}|\d{2})"
FORMS = tuple(
    re.compile(form + r"\s*$")
    for form in (
        # 2022-07-28T04:35:05+09:00, 2022.07.28 04:35, 2022년 7월 28일 오후 1:31, Fri, 2006/09/15 08:19:53 EDT
        rf"{WEEKDAY}(?P<year>\d{{4}})\s*[-./년年]\s*(?P<month>\d{{1,2}})\s*[-./월月]\s*(?P<day>\d{{1,2}})\.?[일日]?{CLOCK}{ZONE}",
        # 2022. július 28. 10:00
        rf"(?P<year>\d{{4}})[\s.-]+{MONTH}[\s.-]+(?P<day>\d{{1,2}})\.?{CLOCK}{ZONE}",
        # Thu, 28 Jul 2022 4:35:5 GMT+9
        rf"{WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s/-]*(?:de\s+)?{MONTH},?[\s/-]*(?:de\s+)?{YEAR}{CLOCK}{ZONE}",
        # July 28, 2022 4:35 PM EDT
        rf"{WEEKDAY}{MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){CLOCK}{ZONE}",
        # Thu Jul 28 04:35:05 KST 2022
        rf"{WEEKDAY}{MONTH}\s+(?P<day>\d{{1,2}}){CLOCK}\s*(?P<zone>[A-Z]{{2,5}}|[+-]\d\d:?\d\d)?\s+(?P<year>\d{{4}})",
        # 20220728T043505Z, 20220728043505
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?" + ZONE,
        # 28.07.2022 04:35: with points the day always comes first
        rf"{WEEKDAY}(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}){CLOCK}{ZONE}",
        r"(?P<year>\d{4})(?:-(?P<month>\d\d))?",
    )
)
SLASHES = re.compile(rf"(?P<first>\d{{1,2}})[/-](?P<other>\d{{1,2}})[/-](?P<year>\d{{4}}){CLOCK}{ZONE}\s*$")
UNIX_SECONDS = re.compile(r"\d{9,10}(?:\d{3})?$")
MILLISECONDS = 13
MONTHS_IN_YEAR = 12
LONGEST = 80
"""Characters of the longest text that is taken for a time; the forms above stay cheap on these."""
AFTERNOON = frozenset({"pm", "오후", "午後", "下午"})
NOON = 12
MIDNIGHT = 24
LAST_SECOND = 59
NO_TIME = frozenset({date(1, 1, 1), date(1970, 1, 1), date(1900, 1, 1)})
"""Midnights that programs write for "unknown"."""


def instant(text: str | None, zone: tzinfo = UTC) -> Instant | None:
    """Return the point in time that `text` names; one without a zone is taken in `zone`. None if it names none.

    A date such as 03/04/2022 is None: nothing tells its day from its month.
    """
    return _read(" ".join(text.split()), zone) if text and len(text) <= LONGEST else None


@functools.lru_cache(maxsize=4096)
def _read(text: str, zone: tzinfo) -> Instant | None:
    if UNIX_SECONDS.match(text):
        return _unix(text)
    for form in FORMS:
        match = form.match(text)
        if match and (told := _told(match.groupdict(), zone)):
            return told
    match = SLASHES.match(text)
    return _slashes(match.groupdict(), zone) if match else None


def _unix(digits: str) -> Instant:
    seconds = int(digits) / (1000 if len(digits) >= MILLISECONDS - 1 else 1)
    return Instant(datetime.fromtimestamp(seconds, UTC), 0, "second")


def _slashes(part: dict[str, str | None], zone: tzinfo) -> Instant | None:
    first, other = int(part["first"] or 0), int(part["other"] or 0)
    if first <= MONTHS_IN_YEAR and other <= MONTHS_IN_YEAR and first != other:
        return None
    day, month = (first, other) if first > MONTHS_IN_YEAR else (other, first)
    return _told({**part, "day": str(day), "month": str(month)}, zone)


def _told(part: dict[str, str | None], zone: tzinfo) -> Instant | None:
    name = part.get("name")
    month = month_number(name) if name else int(part.get("month") or 1)
    if month is None:
        return None
    try:
        day = date(_year(part["year"] or ""), month, int(part.get("day") or 1))
        clock, days = _clock(part)
        naive = datetime.combine(day, clock) + timedelta(days=days)
        offset = offset_minutes(part.get("zone"), naive, zone)
        at = naive.replace(tzinfo=zone if offset is None else timezone(timedelta(minutes=offset)))
        at.astimezone(UTC)  # the first and last day of the calendar have no UTC instant in every zone
    except (ValueError, OverflowError):
        return None
    if day in NO_TIME and clock == time():
        return None
    return Instant(at, offset, _precision(part))


def _year(digits: str) -> int:
    """Return the year; one of two digits is read as RFC 5322 says."""
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004
        return year
    return year + (2000 if year < 50 else 1900)  # noqa: PLR2004


def _clock(part: dict[str, str | None]) -> tuple[time, int]:
    """Return the time of day, and 1 where it is 24:00, which is the next day's start."""
    hour, minute, second = (int(part.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (part.get("before") or part.get("after") or "").lower().replace(".", "")
    if half and hour <= NOON:
        hour = hour % NOON + (NOON if half in AFTERNOON else 0)
    if hour == MIDNIGHT and not minute and not second:
        return time(), 1
    return time(hour, minute, min(second, LAST_SECOND)), 0  # a leap second has no datetime


def _precision(part: dict[str, str | None]) -> Precision:
    if part.get("hour") is not None:
        return "minute" if part.get("second") is None else "second"
    if part.get("day") is not None:
        return "day"
    return "year" if part.get("month") is None else "month"
