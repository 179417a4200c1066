"""Points in time as publishers write them: with or without a time of day, with or without a zone."""

import email.utils
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Literal

from transforms.article.months import MONTH_PATTERN, MONTHS
from transforms.article.zone_abbreviations import ZONE_ABBREVIATIONS

Precision = Literal["day", "minute", "second"]


@dataclass(frozen=True, slots=True)
class PageTime:
    """One point in time: aware, in the publisher's own zone, so that its calendar day is the publisher's."""

    at: datetime
    offset_minutes: int | None
    """Minutes east of UTC; None where the publisher gave no zone."""
    precision: Precision


DATE = (
    r"(?:(?P<year>(?:19|20)\d\d)\s*[-./年년]\s*(?P<month>\d{1,2})\s*[-./月월]\s*(?P<day>\d{1,2})(?!\d)\.?\s*[日일]?"
    rf"|(?<!\d)(?P<day_2>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|ης)?\s*(?:de\s+|d['’])?(?P<name_2>{MONTH_PATTERN})\.?,?\s*(?:de[l]?\s+)?(?P<year_2>(?:19|20|25)\d\d)"
    rf"|(?:(?<!\w)|(?-i:(?<=[a-z])(?=[A-Z])))(?P<name_3>{MONTH_PATTERN})\.?\s+(?P<day_3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year_3>(?:19|20)\d\d)"
    r"|(?<!\d)(?P<day_4>\d{1,2})(?:\.\s?|/|-|\s+tháng\s+)(?P<month_4>\d{1,2})(?:\.\s?|/|-|,?\s+năm\s+)(?P<year_4>(?:19|20|25)\d\d))"
)
CLOCK = (
    r"(?:[T\s,]*(?:\([^\d()]{1,3}\)\s*)?(?:at|um|à|a las|às|alle|·|-|–|\|)?\s*"
    r"(?P<before_noon>[AaPp][Mm]|오전|오후|午前|午後|上午|下午)?\s*"
    r"(?P<hour>\d{1,2})\s*[:.h시時时]\s*(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?\s*[분分]?"
    r"(?:\s*(?P<after_noon>[AaPp])\.?[Mm]\b\.?)?"
    r"(?:\s*(?:Uhr|hrs?|h)\b)?"
    r"(?:\s*\(?(?P<zone>Z\b|(?:UTC|GMT)?\s*[+-]\d\d:?(?:\d\d)?|[A-Z]{2,5}\b))?)?"
)
ISO = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?(?:\d\d)?)?\s*$", re.IGNORECASE
)
"""What most pages declare, read without the long pattern."""

PATTERN = re.compile(DATE + CLOCK, re.IGNORECASE)
AFTERNOON = frozenset({"p", "pm", "오후", "午後", "下午"})
MAX_TEXT = 200
"""Characters of a text that are searched for its first time."""

MONTHS_IN_YEAR = 12
BUDDHIST_FROM = 2400
BUDDHIST_YEARS = 543
NOON = 12
MINUTES_PER_HOUR = 60


def page_time(text: str | None, zone: tzinfo = UTC, *, month_first: bool = False) -> PageTime | None:
    """Return the first point in time in `text`; a time without a zone is taken in `zone`.

    `month_first`: whether 3/4/2025 is in March.
    """
    if not text:
        return None
    text = text[:MAX_TEXT]
    iso = ISO.match(text)
    if iso:
        return _iso(iso, zone)
    found = find_times(text, zone, month_first=month_first)
    return found[0][1] if found else _rfc_2822(text)


def find_times(text: str, zone: tzinfo = UTC, *, month_first: bool = False) -> list[tuple[int, PageTime]]:
    """Return every point in time in `text` with its place, in characters from the start."""
    found = ((match.start(), _read(match, zone, month_first=month_first)) for match in PATTERN.finditer(text))
    return [(place, time) for place, time in found if time]


def _read(match: re.Match[str], zone: tzinfo, *, month_first: bool) -> PageTime | None:
    part = match.groupdict()
    if part["day_4"] and (
        int(part["month_4"] or 0) > MONTHS_IN_YEAR or (month_first and int(part["day_4"]) <= MONTHS_IN_YEAR)
    ):
        part["day_4"], part["month_4"] = part["month_4"], part["day_4"]
    year = part["year"] or part["year_2"] or part["year_3"] or part["year_4"]
    day = part["day"] or part["day_2"] or part["day_3"] or part["day_4"]
    name = part["name_2"] or part["name_3"]
    month = MONTHS[" ".join(name.lower().split())] if name else int(part["month"] or part["month_4"])
    offset = offset_minutes(part["zone"])
    own_zone = zone if offset is None else timezone(timedelta(minutes=offset))
    second = int(part["second"] or 0)
    try:
        at = datetime(
            _common_era(int(year)), month, int(day), _hour(part), int(part["minute"] or 0), second, tzinfo=own_zone
        )
        at.astimezone(UTC)  # the first and last day of the calendar have no UTC instant in every zone
    except (ValueError, OverflowError):
        return None
    return PageTime(at, offset, _precision(part))


def _common_era(year: int) -> int:
    """Return `year` of the common era; Thai pages count from the Buddha's time."""
    return year - BUDDHIST_YEARS if year > BUDDHIST_FROM else year


def _hour(part: dict[str, str | None]) -> int:
    hour = int(part["hour"] or 0)
    half = (part["before_noon"] or part["after_noon"] or "").lower()
    if not half or hour > NOON:
        return hour
    return hour % NOON + (NOON if half in AFTERNOON else 0)


def _iso(match: re.Match[str], zone: tzinfo) -> PageTime | None:
    offset = offset_minutes(match[7])
    own_zone = zone if offset is None else timezone(timedelta(minutes=offset))
    try:
        at = datetime(*(int(match[place] or 0) for place in range(1, 7)), tzinfo=own_zone)  # type: ignore[misc, arg-type]
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return PageTime(at, offset, "second" if match[6] else "minute")


def _precision(part: dict[str, str | None]) -> Precision:
    if part["hour"] is None:
        return "day"
    return "minute" if part["second"] is None else "second"


def offset_minutes(zone: str | None) -> int | None:
    """Return the offset that `zone` (`+09:00`, `+09`, `Z`, `KST`) means, in minutes east of UTC; None if unknown."""
    if not zone:
        return None
    bare = zone.strip().upper()
    if bare in ZONE_ABBREVIATIONS:
        return ZONE_ABBREVIATIONS[bare]
    digits = re.search(r"([+-])(\d\d):?(\d\d)?$", bare)
    if not digits:
        return None
    minutes = int(digits[2]) * MINUTES_PER_HOUR + int(digits[3] or 0)
    # Python knows no offset of a day or more.
    return (-minutes if digits[1] == "-" else minutes) if minutes < 24 * MINUTES_PER_HOUR else None


def _rfc_2822(text: str) -> PageTime | None:
    try:
        at = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if at.tzinfo is None:
        return PageTime(at.replace(tzinfo=UTC), None, "second")
    delta = at.utcoffset() or timedelta()
    return PageTime(at, int(delta.total_seconds()) // MINUTES_PER_HOUR, "second")


def time_columns(prefix: str, time: PageTime | None) -> dict[str, object]:
    """Return the three columns of `time`: the instant, its offset and its precision."""
    return {
        prefix: time.at if time else None,
        f"{prefix}_offset_minutes": time.offset_minutes if time else None,
        f"{prefix}_precision": time.precision if time else None,
    }
