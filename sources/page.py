"""What a source of pages yields: a page, or word of one that could not be read."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it came. `position` is its place in the batch, from 1."""

    url: str
    content: bytes
    position: int
    file_name: str
    fetched_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One entry that could not be read: the entry itself, and why, in snake case."""

    position: int
    record: str
    reason: str
