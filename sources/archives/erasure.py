"""Records taken out of a WARC file as crawls write them, a gzip member each: in their place stands word of it.

The word is as long as what it stands for, so that every other member is the same and at the same byte: records
are known by where they begin.
"""

import gzip
import os
import uuid
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sources.archives.http_response import TooLargeError, content, response
from sources.archives.members import members
from sources.archives.pages import LARGEST_PAGE
from sources.archives.pieces import Break
from sources.archives.record import Record
from sources.archives.runs import runs
from sources.archives.warc_records import warc_records
from sources.fetch.warc_records import record

READ_BYTES = 1 << 16
HEAD_BYTES = 10
COMMENT = 0x10
"""Flag of a gzip member whose head holds a comment, of any length."""

IsErased = Callable[[Record, bytes], bool]
"""Says of a record, given its content with encodings undone, whether it goes."""


def take_out(path: Path, is_erased: IsErased, at: datetime) -> int:
    """Write the archive at `path` again without the records that go, and others of their URLs; return how many."""
    urls = {found.url for found, held in records(path) if is_erased(found, held)}
    places = [found.position for found, _ in records(path) if found.url in urls] if urls else []
    if not places:
        return 0
    unfinished = path.with_name(f"{path.name}.part")
    with path.open("rb") as old, unfinished.open("wb") as new:
        for place in places:
            _copy(old, new, place - old.tell())
            size = _member_size(old)
            new.write(placeholder(size, at))
            old.seek(place + size)
        _copy(old, new, path.stat().st_size - old.tell())
        new.flush()
        os.fsync(new.fileno())
    unfinished.replace(path)
    return len(places)


def records(path: Path) -> Iterator[tuple[Record, bytes]]:
    """Yield every record of the archive at `path` that can be read, with its content."""
    for run in runs(members(path)):
        for found in () if isinstance(run, Break) else warc_records(run):
            if isinstance(found, Record):
                yield found, _content(found)


def placeholder(size: int, at: datetime) -> bytes:
    """Return a gzip member of `size` bytes: a record that says that one was erased, nothing where that is too long."""
    said = record("metadata", uuid.uuid4().urn, at, "application/warc-fields", [], b"note: a record was erased\r\n")
    for member in (said, gzip.compress(b"", mtime=0)):
        padding = size - len(member) - 1
        if padding >= 0:
            head = member[:3] + bytes([member[3] | COMMENT]) + member[4:HEAD_BYTES]
            return head + b" " * padding + b"\0" + member[HEAD_BYTES:]
    raise ValueError(f"no gzip member of {size} bytes can hold a comment")


def _content(found: Record) -> bytes:
    try:
        return content(response(found.block), LARGEST_PAGE)[0]
    except TooLargeError:
        return found.block


def _member_size(file: BinaryIO) -> int:
    """Return how many bytes the gzip member that begins here has."""
    member, read = zlib.decompressobj(wbits=31), 0
    while not member.eof:
        packed = file.read(READ_BYTES)
        if not packed:
            break
        read += len(packed)
        while packed and not member.eof:
            member.decompress(packed, READ_BYTES)
            packed = member.unconsumed_tail
    return read - len(member.unused_data)


def _copy(old: BinaryIO, new: BinaryIO, size: int) -> None:
    while size > 0 and (data := old.read(min(size, READ_BYTES))):
        new.write(data)
        size -= len(data)
