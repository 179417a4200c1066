"""What a source of pages yields: a page, word of one that could not be read, or of a record that is no page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it came. `position` is its place in the batch: a number from 1, or a byte of an archive."""

    url: str
    content: bytes
    position: int
    file_name: str
    fetched_at: datetime | None
    content_type: str | None = None
    """As the server or the archive told it, with its charset; None where nothing told it."""
    warc_record_id: str | None = None
    kind: Literal["html", "text", "json"] = "html"
    """What `content` is: HTML, the plain text of a page in UTF-8, or one JSON object of an article."""
    notes: tuple[str, ...] = ()
    """What is doubtful about the content though it was read, in snake case: `digest_wrong`, `content_cut`…"""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One entry that could not be read: the entry itself, and why, in snake case."""

    position: int
    record: str
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """One record of an archive that holds no article page and need not be looked at again. `outcome`: what it is."""

    position: int
    outcome: str
