"""What an archive is read as: pieces of bytes, and breaks."""

import re
from typing import NamedTuple

READ_BYTES = 256 << 10
"""Unpacked at a time, so that memory stays flat whatever a file claims."""

RECORD_BEGIN = re.compile(
    rb"WARC/[01]\.\d|[a-z][a-z0-9+.-]{1,20}:[^\r\n]* \d{12,18} \S+ (?:[^\r\n]* )?-?\w+\r?\n", re.IGNORECASE
)
"""A WARC record's first line, or an ARC record's: URL, address, date, media type, length."""


class Piece(NamedTuple):
    """Some bytes of the archive; `position` is the byte of the file where their member begins."""

    data: bytes
    position: int
    begins_member: bool = False
    is_checked: bool = False
    """Its compression tells when it is not whole; a plain file does not."""
    is_doubtful: bool = False
    """It comes from just before a damaged place: bytes may be wrong."""


class Break(NamedTuple):
    """A place where the file breaks off, or can't be unpacked."""

    position: int
    reason: str
    told: str
