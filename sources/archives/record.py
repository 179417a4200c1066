"""One record of an archive, and word of a place that holds none that can be read."""

from dataclasses import dataclass
from datetime import datetime

LARGEST_BLOCK = 32 << 20
"""Bytes of one record that are held at most: pages are far smaller, and what is larger is a film."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands in the archive. `kind` is WARC's word for it, in lower case."""

    kind: str
    position: int
    url: str
    block: bytes
    """HTTP head and body of a response; the content of others. At most LARGEST_BLOCK bytes, and one more where cut."""
    content_type: str = ""
    record_id: str | None = None
    at: datetime | None = None
    payload_digest: str = ""
    block_digest: str = ""
    refers_to: str = ""
    is_cut: bool = False
    """The archive lacks a part of the block."""
    is_doubtful: bool = False
    """It was unpacked from a damaged place: bytes may be wrong."""
    was_truncated: bool = False
    """Whoever fetched it kept a part only, and said so (WARC-Truncated, a segment)."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place that is no record, or not a whole one."""

    position: int
    reason: str
    told: str
