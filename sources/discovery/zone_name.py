"""Time zones as feeds name them: +0900, GMT+9, KST, Asia/Seoul."""

import functools
import re
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MINUTES = 60
DAY = 24 * MINUTES
OFFSET = re.compile(r"[A-Z]{0,5}\s*([+-])\s*(\d{1,2})(?::?(\d\d))?(?::?00)?$", re.IGNORECASE)
IANA = re.compile(r"[A-Za-z_]+/[A-Za-z_/+-]+$")
COMMENT = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
ZONES = """
Z 0, UT 0, UTC 0, GMT 0, EDT -4, EST -5, CDT -5, CST -6, MDT -6, MST -7, PDT -7, PST -8,
WET 0, WEST 1, BST 1, CET 1, MEZ 1, CEST 2, MESZ 2, EET 2, EEST 3, MSK 3, TRT 3, SAST 2, EAT 3,
IRST 3.5, PKT 5, IST 5.5, NPT 5.75, WIB 7, ICT 7, WITA 8, WIT 9, HKT 8, SGT 8, PHT 8, KST 9, JST 9,
AWST 8, ACST 9.5, ACDT 10.5, AEST 10, AEDT 11, NZST 12, NZDT 13,
BRT -3, ART -3, NST -3.5, ADT -3, AST -4, AKDT -8, AKST -9, HST -10
"""
"""Hours east of UTC. The first line is RFC 5322's; the others mean one zone in nearly all feeds."""
HOURS = {name: float(hours) for name, hours in (zone.split() for zone in ZONES.split(","))}


def offset_minutes(name: str | None, local: datetime, source_zone: tzinfo) -> int | None:
    """Return the offset that `name` means at `local`, in minutes east of UTC; None if it is unknown or missing.

    `GMT+9` is nine hours east, as people write it (POSIX means west). Of several zones that share an
    abbreviation, the source's own is meant: CST is +08:00 where the source's zone is Asia/Shanghai.
    """
    bare = COMMENT.sub("", name or "").strip() or (name or "").strip().strip("()[]")
    if not bare:
        return None
    match = OFFSET.match(bare)
    if match:
        minutes = int(match[2]) * MINUTES + int(match[3] or 0)
        # Python knows no offset of a day or more.
        return (-minutes if match[1] == "-" else minutes) if minutes < DAY else None
    upper = bare.upper()
    zone = source_zone if source_zone.tzname(local) == upper else _iana(bare)
    if zone:
        return int((zone.utcoffset(local) or timedelta()).total_seconds()) // MINUTES
    return int(HOURS[upper] * MINUTES) if upper in HOURS else None


@functools.lru_cache(maxsize=64)
def _iana(name: str) -> tzinfo | None:
    if not IANA.match(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
