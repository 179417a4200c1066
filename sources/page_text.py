"""Plain texts of pages: one .txt file, or a folder of them; each holds one page, or several that lines part."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from resiliparse.parse.encoding import bytes_to_str, detect_encoding, map_encoding_to_html5

from sources.errors import SourceError
from sources.page import Page, Unreadable

LARGEST_TEXT = 256 << 20
"""Bytes of one file: a text is read whole."""

SEPARATOR = re.compile(r"^[ \t]*([-=*#_~+])\1{4,}[ \t]*$")
"""A line of one character five times or more. So is a rule within an article: see `_parts`."""

HEAD_LINES = 12
HEAD_LABEL = re.compile(
    r"^[\s*#]*(?:url|link|source url|address|title|headline|enlace|título|titular|lien|titre|adresse|titel|überschrift"
    r"|schlagzeile|リンク|アドレス|タイトル|見出し|주소|링크|제목|链接|网址|标题|الرابط|العنوان)\s*[:\uff1a]\s*\S",
    re.IGNORECASE,
)
"""What the head of a page begins with, where its lines are labelled."""

URL_LABEL = re.compile(
    r"^[\s*#]*(?:url|link|source url|address|enlace|lien|adresse|リンク|アドレス|주소|링크|链接|网址|الرابط)"
    r"\s*[:\uff1a]\s*(?P<url>https?://\S+)\s*$",
    re.IGNORECASE,
)


def read(location: Path, base_url: str) -> Iterator[Page | Unreadable]:
    """Yield the texts at `location` as UTF-8.

    A page's URL is the one that its labelled head tells, else index.jsonl's, else `base_url` and the file's stem, with
    the page's number behind it from the second page of a file on.
    """
    if not location.exists():
        raise SourceError(f"{location} is missing: give a .txt file or a folder of them")
    folder = location.parent if location.is_file() else location
    paths = [location] if location.is_file() else sorted(path for path in location.glob("*.txt") if path.is_file())
    urls = _urls(folder / "index.jsonl")
    position = 0
    for path in paths:
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if path.stat().st_size > LARGEST_TEXT:
            position += 1
            yield Unreadable(position, path.name, "file_too_large")
            continue
        parts = _parts(_utf8(path.read_bytes()))
        for number, part in enumerate(parts, start=1):
            position += 1
            if not part.strip():
                yield Unreadable(position, path.name, "file_empty")
                continue
            stem = path.stem if number == 1 else f"{path.stem}-{number}"
            indexed = urls.get(path.name) if number == 1 else None
            url = _labelled_url(part) or indexed or f"{base_url.rstrip('/')}/{stem}"
            yield Page(url, part.encode(), position, path.name, at, kind="text")


def _parts(text: str) -> list[str]:
    """Return the pages of one file: parts between form feeds, or between lines of one character.

    Such a line may be a rule within an article: it parts pages only where labelled heads stand above and below it.
    """
    if "\f" in text.strip("\f \r\n\t"):
        return [part for part in text.split("\f") if part.strip()]
    lines = text.splitlines(keepends=True)
    cuts = [
        at for at, line in enumerate(lines) if SEPARATOR.match(line) and _begins_head(lines[at + 1 : at + HEAD_LINES])
    ]
    if not cuts or not (_begins_head(lines) or not "".join(lines[: cuts[0]]).strip()):
        return [text]
    bounds = zip([-1, *cuts], [*cuts, len(lines)], strict=True)
    return [part for begin, end in bounds if (part := "".join(lines[begin + 1 : end])).strip()]


def _head(part: str) -> list[str]:
    return part.lstrip().splitlines()[:HEAD_LINES]


def _begins_head(lines: list[str]) -> bool:
    """Tell whether the first line that is not empty has a label that pages begin with."""
    first = next((line for line in lines if line.strip()), "")
    return HEAD_LABEL.match(first) is not None


def _labelled_url(part: str) -> str | None:
    return next((match["url"] for line in _head(part) if (match := URL_LABEL.match(line))), None)


def _utf8(content: bytes) -> str:
    try:
        return content.decode("utf-8").replace("\0", "")
    except UnicodeDecodeError:
        # The detector's own way to HTML's names takes CP949, which is what Korean text is told as, for UTF-8.
        name = detect_encoding(content, html5_compatible=False) or "utf-8"
        name = map_encoding_to_html5(name, fallback_utf8=False) or name
        return str(bytes_to_str(content, name, errors="replace")).replace("\0", "")


def _urls(index: Path) -> dict[str, str]:
    """Return file name -> URL of the index's lines that can be read; no index, no names."""
    found: dict[str, str] = {}
    for line in index.read_text("utf-8", errors="replace").splitlines() if index.is_file() else ():
        try:
            entry = json.loads(line)
            found[str(entry["file"])] = str(entry["url"])
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    return found
