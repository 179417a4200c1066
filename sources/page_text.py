"""Plain texts of pages: one .txt file, or a folder of them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from resiliparse.parse.encoding import bytes_to_str, detect_encoding, map_encoding_to_html5

from sources.errors import SourceError
from sources.page import Page, Unreadable


def read(location: Path, base_url: str) -> Iterator[Page | Unreadable]:
    """Yield the texts at `location` as UTF-8; their URLs are index.jsonl's, else `base_url` and the file's stem."""
    if not location.exists():
        raise SourceError(f"{location} is missing: give a .txt file or a folder of them")
    folder = location.parent if location.is_file() else location
    paths = [location] if location.is_file() else sorted(location.glob("*.txt"))
    urls = _urls(folder / "index.jsonl")
    for position, path in enumerate(paths, start=1):
        content = path.read_bytes()
        if not content.strip():
            yield Unreadable(position, path.name, "file_empty")
            continue
        url = urls.get(path.name) or f"{base_url.rstrip('/')}/{path.stem}"
        yield Page(url, _utf8(content), position, path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC))


def _utf8(content: bytes) -> bytes:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        # The detector's own way to HTML's names takes CP949, which is what Korean text is told as, for UTF-8.
        name = detect_encoding(content, html5_compatible=False) or "utf-8"
        name = map_encoding_to_html5(name, fallback_utf8=False) or name
        return str(bytes_to_str(content, name, errors="replace")).encode()
    return content


def _urls(index: Path) -> dict[str, str]:
    """Return file name -> URL of the index's lines that can be read; no index, no names."""
    found: dict[str, str] = {}
    for line in index.read_text("utf-8", errors="replace").splitlines() if index.is_file() else ():
        try:
            entry = json.loads(line)
            found[str(entry["file"])] = str(entry["url"])
        except (ValueError, KeyError, TypeError):
            continue
    return found
