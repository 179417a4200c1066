"""A folder of HTML pages with an index: index.jsonl, one JSON object a line."""

import gzip
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sources.errors import SourceError
from sources.page import Page, Unreadable

GZIP_MAGIC = b"\x1f\x8b"
PATTERNS = ("html/{}.html.gz", "html/{}.html", "{}.html", "{}.html.gz")


def read(folder: Path) -> Iterator[Page | Unreadable]:
    """Yield the pages that `folder`/index.jsonl names, or why one could not be read."""
    index = folder / "index.jsonl"
    if not index.is_file():
        raise SourceError(f"{index} is missing: give a folder that holds index.jsonl with url and file on each line")
    with index.open("rb") as lines:
        for position, raw in enumerate(lines, start=1):
            line = raw.decode("utf-8", errors="replace").strip()
            if line:
                yield _entry(folder, position, line)


def _entry(folder: Path, position: int, line: str) -> Page | Unreadable:
    try:
        entry = json.loads(line)
        url, name = entry["url"], _name(folder, entry)
        declared = entry.get("fetched_at")
        fetched_at = datetime.fromisoformat(declared) if declared else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Unreadable(position, line, "index_line_invalid")
    if not isinstance(url, str) or not url:
        return Unreadable(position, line, "index_line_invalid")
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        return Unreadable(position, line, "file_outside_folder")
    if not path.is_file():
        return Unreadable(position, line, "file_missing")
    try:
        content = unpacked(path.read_bytes())
    except (EOFError, OSError, zlib.error):
        return Unreadable(position, line, "file_truncated")
    if not content:
        return Unreadable(position, line, "file_empty")
    at = fetched_at or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Page(url, content, position, name, at if at.tzinfo else at.replace(tzinfo=UTC))


def _name(folder: Path, entry: dict[str, Any]) -> str:
    """Return the file that `entry` names, or the first that its id stands for; KeyError if it has neither."""
    if entry.get("file"):
        return str(entry["file"])
    names = [pattern.format(entry["id"]) for pattern in PATTERNS]
    return next((name for name in names if (folder / name).is_file()), names[0])


def unpacked(content: bytes) -> bytes:
    """Return `content`, decompressed where it starts as gzip does."""
    return gzip.decompress(content) if content.startswith(GZIP_MAGIC) else content
