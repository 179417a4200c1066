"""Find the files of a source, and what of a file is new."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sources.errors import SourceError
from sources.page_view.lines import LONGEST_LINE, is_compressed

BLOCK_BYTES = 8 << 20


def find_files(location: Path) -> list[Path]:
    """Return the files at `location`, a file or a folder (read recursively), in the order of their names.

    Hidden files are left alone. SourceError where there is no such place or nothing in it.
    """
    if location.is_file():
        return [location]
    if not location.is_dir():
        raise SourceError(f"{location}: there is no such file or folder; correct `location` of the page_view_source")
    files = [path for path in sorted(location.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    if not files:
        raise SourceError(f"{location}: the folder holds no log file; correct `location` or remove the source")
    return files


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: its digest as a whole, and how much of it was read before."""

    digest: str
    """SHA-256 of its bytes, hex."""
    size: int
    """Bytes that the digest was made of: a file that grows meanwhile holds more."""
    known: str | None
    """The digest of its longest beginning that is known; None where none is."""
    known_size: int
    """Bytes of that beginning."""


def known_prefix(path: Path, known: Iterable[tuple[int, str]]) -> Content:
    """Return what `path` holds, given the (size, digest) of contents that were read before.

    A log that was appended to begins with a known content, whatever it is called by now; one that was rotated or
    truncated does not. A compressed file is known as a whole or not at all.
    """
    digests = dict(sorted(known))
    whole = hashlib.sha256()
    found, found_size, read = None, 0, 0
    total = path.stat().st_size
    boundaries = [size for size in digests if 0 < size < total] if not is_compressed(path) else []
    with path.open("rb") as file:
        for boundary in [*boundaries, total]:
            while read < boundary and (block := file.read(min(BLOCK_BYTES, boundary - read))):
                whole.update(block)
                read += len(block)
            if boundary < total and whole.hexdigest() == digests[boundary]:
                found, found_size = digests[boundary], boundary
    digest = whole.hexdigest()
    if digests.get(read) == digest:
        found, found_size = digest, read
    return Content(digest, read, found, found_size)


def unfinished_line(path: Path, size: int) -> int:
    """Return how many bytes of the first `size` of `path` are a last line without its end; 0 where it has one."""
    with path.open("rb") as file:
        start = max(0, size - LONGEST_LINE)
        file.seek(start)
        end = file.read(size - start)
    return len(end) - (end.rfind(b"\n") + 1)
