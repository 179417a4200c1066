"""Articles as JSON: one object a line (NDJSON), or one JSON document that is an object or a list of them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sources.errors import SourceError
from sources.page import Page, Unreadable
from sources.text_lines import Line, text_lines

LARGEST_DOCUMENT = 64 << 20
"""Bytes. A document that is not written line by line is read whole."""

HEAD = 500
"""Characters of an unusable line that are shown."""

PADDING = b"\0 \t\r\x1e"
"""Around a value: the last begins each one in application/json-seq (RFC 7464)."""

ADDRESSES = ("url", "mainEntityOfPage", "@id", "uri")
IDENTIFIERS = ("uri", "@id", "identifier", "id", "guid")


def read(path: Path, base_url: str = "") -> Iterator[Page | Unreadable]:
    """Yield the article objects of `path`, plain or compressed, each as a page of kind `json`.

    An object without a web address gets `base_url` and its identifier, in the manner of page texts.
    """
    if not path.is_file():
        raise SourceError(f"{path} is no file: give a file of JSON objects, one a line")
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    count = 0
    for position, content, reason in _objects(path):
        count += 1
        value, why = (None, reason) if reason else parsed(content)
        url = _address(value, base_url) if isinstance(value, dict) else None
        if url:
            yield Page(url, content, position, path.name, at, content_type="application/json", kind="json")
        else:
            yield Unreadable(position, content[:HEAD].decode("utf-8", "replace"), why or "no_url")
    if not count:
        yield Unreadable(1, path.name, "file_empty")


def parsed(content: bytes) -> tuple[Any, str | None]:
    """Return the value that `content` is, or why it is no JSON object."""
    try:
        value = json.loads(content.decode("utf-8", "replace"), strict=False)
    except RecursionError:
        return None, "json_too_deep"
    except ValueError:
        return None, "not_json"
    return value, None if isinstance(value, dict) else "not_an_object"


def _objects(path: Path) -> Iterator[tuple[int, bytes, str | None]]:
    """Yield position (line or place in the list), text and what is wrong with it."""
    lines = (line for line in text_lines(path) if line.content.strip(PADDING) or not line.is_whole)
    first = next(lines, None)
    if first is None:
        return
    bare = first.content.strip(PADDING)
    if first.is_whole and bare[:1] in {b"{", b"["} and parsed(bare)[1] in {"not_json", "not_an_object"}:
        whole = _document(path)
        if whole is not None:
            for number, value in enumerate(whole, 1):
                yield number, json.dumps(value, ensure_ascii=True).encode(), None
            return
    yield _line(first)
    for line in lines:
        yield _line(line)


def _line(line: Line) -> tuple[int, bytes, str | None]:
    content = line.content.strip(PADDING)
    if line.is_whole:
        return line.number, content, None
    return line.number, content, "line_too_long" if len(line.content) > HEAD * HEAD else "file_damaged"


def _document(path: Path) -> list[Any] | None:
    """Return the members of the JSON document that `path` is; None where it is none."""
    parts: list[bytes] = []
    size = 0
    for line in text_lines(path):
        parts.append(line.content)
        size += len(line.content)
        if size > LARGEST_DOCUMENT or not line.is_whole:
            return None
    value, why = parsed(b"\n".join(parts))
    if why in {"not_json", "json_too_deep"}:
        return None
    return value if isinstance(value, list) else [value]


def _address(value: dict[str, Any], base_url: str) -> str | None:
    """Return the web address of an article object, or one that is made of its identifier."""
    graph = value.get("@graph")
    nodes = (
        [value, *(node for node in islice(graph, 100) if isinstance(node, dict))]
        if isinstance(graph, list)
        else [value]
    )
    nodes.sort(key=lambda node: "rticle" not in str(node.get("@type", "")))
    for node in nodes:
        for key in ADDRESSES:
            named = node.get(key)
            named = named.get("@id") or named.get("url") if isinstance(named, dict) else named
            if isinstance(named, str) and named.strip().lower().startswith(("http://", "https://")):
                return named.strip()
    identifiers = (node[key] for node in nodes for key in IDENTIFIERS if isinstance(node.get(key), str | int))
    identifier = next((str(one).strip() for one in identifiers if str(one).strip()), None)
    return f"{base_url.rstrip('/')}/{quote(identifier, safe=':')}" if identifier and base_url else None
