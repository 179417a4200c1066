"""The records of a WARC file (ISO 28500, any version)."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

from sources.archives.record import LARGEST_BLOCK, Damage, Record
from sources.archives.runs import Run

VERSION = re.compile(rb"WARC/[01]\.\d+\s*$")
SWALLOWED = re.compile(rb"\r?\n\r?\nWARC/[01]\.\d+\r?\nWARC-", re.IGNORECASE)
MOST_HEADER_LINES = 1000
LINE_ENDS = b"\r\n"
SHORT_DATES = ("%Y", "%Y-%m")
"""WARC 1.1 allows them."""


def warc_records(run: Run) -> Iterator[Record | Damage]:
    """Yield the records of `run`; after a place that is none, reading goes on at the next."""
    while _to_next_line(run):
        position = run.position
        line = run.read_line()
        if not VERSION.match(line):
            _to_next_record(run)
            reason = "archive_damaged" if line.endswith(b"\n") else "archive_truncated"
            yield Damage(position, reason, f"no record begins here, but {line[:60]!r}")
            continue
        headers = _headers(run)
        length = headers.get("content-length", "").strip()
        if not run.peek(1) and (not length or run.break_):
            yield Damage(position, "archive_truncated", "a record breaks off within its header")
            return
        if not (length.isascii() and length.isdigit()):
            _to_next_record(run)
            yield Damage(position, "record_length_wrong", f"a record of {length or 'no'} bytes; it is passed over")
            continue
        yield from _record(run, position, headers, int(length))


def _record(run: Run, position: int, headers: dict[str, str], length: int) -> Iterator[Record | Damage]:
    block = run.read(min(length, LARGEST_BLOCK + 1))
    skipped = run.skip(length - len(block))
    missing = length - len(block) - skipped
    damage = ""
    if (missing or not _is_followed_by_record(run)) and not skipped:
        block, damage = _with_true_length(run, block, length)
    elif missing:
        damage = "record_length_wrong" if run.is_checked else "archive_truncated"
    is_cut = bool(missing) and damage != "record_length_wrong"
    yield _as_record(run, position, headers, block, is_cut=is_cut)
    if damage and not (missing and run.break_):  # of a break the run's reader tells
        named = (
            f"{headers.get('warc-type')} record {headers.get('warc-record-id')} {headers.get('warc-target-uri', '')}"
        )
        lack = f"{missing} of its {length} bytes are not there" if is_cut else f"its block is not of {length} bytes"
        yield Damage(position, damage, f"{named}: {lack}")


def _with_true_length(run: Run, block: bytes, length: int) -> tuple[bytes, str]:
    """Return the block without the records that it swallowed, which are put back, or with what it left over.

    And the name of what is wrong.
    """
    swallowed = SWALLOWED.search(block)
    if swallowed:
        run.unread(block[swallowed.start() :])
        return block[: swallowed.start()], "record_length_wrong"
    if len(block) < length:
        return block, "record_length_wrong" if run.is_checked and not run.break_ else "archive_truncated"
    lines: list[bytes] = []
    size = len(block)
    while (line := run.read_line()) and not VERSION.match(line):
        size += len(line)
        if size <= LARGEST_BLOCK:
            lines.append(line)
    run.unread(line)
    rest = b"".join(lines)
    return block + rest[: len(rest.rstrip(LINE_ENDS))], "record_length_wrong"


def _as_record(run: Run, position: int, headers: dict[str, str], block: bytes, *, is_cut: bool) -> Record:
    return Record(
        headers.get("warc-type", "").strip().lower(),
        position,
        headers.get("warc-target-uri", "").strip().removeprefix("<").removesuffix(">"),
        block,
        content_type=headers.get("content-type", ""),
        record_id=headers.get("warc-record-id", "").strip("<> ") or None,
        at=_instant(headers.get("warc-date", "")),
        payload_digest=headers.get("warc-payload-digest", ""),
        block_digest=headers.get("warc-block-digest", ""),
        refers_to=headers.get("warc-refers-to", "").strip("<> "),
        is_cut=is_cut,
        is_doubtful=run.is_doubtful,
        was_truncated=bool(headers.get("warc-truncated")) or headers.get("warc-segment-number", "").strip() == "1",
    )


def _headers(run: Run) -> dict[str, str]:
    """Return the named fields up to the blank line, names in lower case; the first of several counts."""
    headers: dict[str, str] = {}
    name = ""
    for _ in range(MOST_HEADER_LINES):
        raw = run.read_line()
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if not line:
            return headers
        if line[0] in " \t" and name:
            headers[name] += f" {line.strip()}"
            continue
        field, colon, value = line.partition(":")
        name = field.strip().lower() if colon else ""
        if name in headers:
            name = ""
        elif name:
            headers[name] = value.strip()
    return headers


def _instant(text: str) -> datetime | None:
    with suppress(ValueError):
        at = datetime.fromisoformat(text.strip())
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    for form in SHORT_DATES:
        with suppress(ValueError):
            return datetime.strptime(text.strip(), form).replace(tzinfo=UTC)
    return None


def _to_next_line(run: Run) -> bool:
    """Pass over empty lines; False at the end of the run."""
    while run.peek(1) and run.peek(1) in LINE_ENDS:
        run.skip(1)
    return bool(run.peek(1))


def _to_next_record(run: Run) -> None:
    while (line := run.read_line()) and not VERSION.match(line):
        pass
    run.unread(line)


def _is_followed_by_record(run: Run) -> bool:
    ahead = run.peek(16).lstrip(LINE_ENDS)
    return ahead.startswith(b"WARC/") or b"WARC/".startswith(ahead)
