"""The records of an ARC file (Internet Archive, versions 1 and 2), WARC's forerunner."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

from sources.archives.record import LARGEST_BLOCK, Damage, Record
from sources.archives.runs import Run

LINE_V1 = re.compile(
    rb"(?P<url>[a-z][a-z0-9+.-]{0,20}:.*) (?P<ip>\S+) (?P<at>\d{12,18}) (?P<type>\S+) (?P<length>-?\w+)\s*$",
    re.IGNORECASE,
)
LINE_V2 = re.compile(
    rb"(?P<url>[a-z][a-z0-9+.-]{0,20}:.*) (?P<ip>\S+) (?P<at>\d{12,18}) (?P<type>\S+) (?P<status>\d{3}|-) (?P<sum>\S+)"
    rb" (?P<location>\S+) (?P<offset>\d+) (?P<file>\S+) (?P<length>-?\w+)\s*$",
    re.IGNORECASE,
)
DESCRIPTION = "filedesc:"


def arc_records(run: Run) -> Iterator[Record | Damage]:
    """Yield the records of `run`; after a place that is none, reading goes on at the next."""
    while run.peek(1):
        position = run.position
        line = run.read_line()
        if not line.strip():
            continue
        head = LINE_V2.match(line) or LINE_V1.match(line)
        if not head or not head["length"].isdigit():
            yield Damage(position, "archive_damaged", f"no record with a length begins here, but {line[:60]!r}")
            _to_next_record(run)
            continue
        length = int(head["length"])
        block = run.read(min(length, LARGEST_BLOCK + 1))
        missing = length - len(block) - run.skip(length - len(block))
        url = head["url"].decode("utf-8", "replace").strip()
        kind = "warcinfo" if url.startswith(DESCRIPTION) else "response"
        content_type = head["type"].decode("ascii", "replace")
        yield Record(
            kind,
            position,
            url,
            block,
            content_type,
            at=_instant(head["at"]),
            is_cut=bool(missing),
            is_doubtful=run.is_doubtful,
        )
        if missing and not run.break_:
            reason = "record_length_wrong" if run.is_checked else "archive_truncated"
            yield Damage(position, reason, f"record of {url}: {missing} of its {length} bytes are not there")


def _to_next_record(run: Run) -> None:
    while (line := run.read_line()) and not (LINE_V2.match(line) or LINE_V1.match(line)):
        pass
    run.unread(line)


def _instant(digits: bytes) -> datetime | None:
    """Return the time of 14 digits; of 12, without the seconds."""
    with suppress(ValueError):
        return datetime.strptime(digits[:14].decode().ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return None
