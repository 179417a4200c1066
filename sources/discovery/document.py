"""A document as it came: decompressed, decoded and made safe to parse, or refused with what it is and the remedy."""

import html
import re
import zlib
from dataclasses import dataclass

from sources.discovery.charset import decoded
from sources.discovery.limits import MAX_BYTES
from sources.errors import SourceError

GZIP_MAGIC = b"\x1f\x8b"
DECLARATION = re.compile(r"<\?xml[^>]*>")
ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
DOCTYPE = re.compile(r"<!DOCTYPE(?P<outer>[^\[>]*)(?P<subset>\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
BEFORE_DOCTYPE = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
ENTITY = re.compile(r"<!ENTITY\s+(?P<name>[\w.-]+)\s+(?P<quote>[\"'])(?P<value>.*?)(?P=quote)\s*>", re.DOTALL)
HARMLESS = re.compile(r"(?:&#\w{1,8};|[^&%<])*")
CHUNK = 64 * 1024
PROLOG = 64 * 1024
"""Characters in which a document type must end. RSS 0.91's own, if written out, would need them all."""
NATURES = (
    (re.compile(r"<(?:\w+:)?urlset\b"), "a sitemap"),
    (re.compile(r"<(?:\w+:)?sitemapindex\b"), "a sitemap index"),
    (re.compile(r"<opml\b"), "an OPML list of feeds"),
    (re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel|item|entry)\b"), "a feed"),
    (re.compile(r"<(?:html|head|body|div|script|meta|title)\b"), "an HTML page"),
)
MAX_ENTITIES = 300
"""HTML has 253."""
MAX_GROWTH = 4 * 1024 * 1024
"""Characters by which a document may grow when its entities are put in."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document's text, and what had to be left out of it."""

    text: str
    problem: str | None


def opened(content: bytes, url: str, content_type: str | None, wanted: str) -> Document:
    """Return the text of `content`, the first 50 MB of it. `wanted` names in errors what should be there."""
    problem: str | None = None
    if content.startswith(GZIP_MAGIC):
        content, problem = _unpacked(content, url)
    if len(content) > MAX_BYTES:
        content, problem = content[:MAX_BYTES], f"only the first {MAX_BYTES >> 20} MB were read"
    if not content.strip(b"\0\t\r\n "):
        raise SourceError(f"{url} is empty: there is no {wanted} at this address any more, or the server failed")
    text = decoded(content, content_type)
    clean = ILLEGAL.sub("", text)
    if len(clean) < len(text):
        problem = problem or f"{len(text) - len(clean)} characters that XML forbids were left out"
    return Document(clean.lstrip("\ufeff \t\r\n"), problem)


def _unpacked(content: bytes, url: str) -> tuple[bytes, str | None]:
    """Return what `content` holds, little more than the limit at most, and what is wrong with it."""
    whole = bytearray()
    member, begun = zlib.decompressobj(wbits=31), False
    try:
        for start in range(0, len(content), CHUNK):
            piece, begun = content[start : start + CHUNK], True
            while piece and len(whole) <= MAX_BYTES:
                whole += member.decompress(piece, MAX_BYTES + 1 - len(whole))
                piece = member.unconsumed_tail
                if member.eof:  # another member may follow, or zeros
                    piece = member.unused_data.lstrip(b"\0")
                    member, begun = zlib.decompressobj(wbits=31), bool(piece)
    except zlib.error as error:
        if not whole:
            raise SourceError(f"{url} starts as gzip does and can't be decompressed: {error}") from error
        return bytes(whole), f"the gzip data is damaged: {error}"
    return bytes(whole), "the gzip data is truncated" if begun and len(whole) <= MAX_BYTES else None


def without_doctype(text: str, url: str) -> tuple[str, dict[str, str]]:
    """Return `text` without its XML declaration and document type, and the entities defined there, as characters.

    An entity that is a few words is let through. One that names a file or an address is left out, and never read.
    Entities made of entities, and such as are used to make a small document large, refuse the whole document.
    """
    declaration = DECLARATION.match(text)
    text = text[declaration.end() :] if declaration else text
    start = _after_comments(text)
    if text[start : start + 9].upper() != "<!DOCTYPE":
        return text, {}
    match = DOCTYPE.match(text[: start + PROLOG], start)
    if not match:
        raise SourceError(f"{url} has a document type that does not end: it is not read for safety")
    subset = match["subset"] or ""
    told = list(ENTITY.finditer(subset))
    values = {entity["name"]: html.unescape(entity["value"]) for entity in told}
    growth = sum(len(entity["value"]) * text.count(f"&{entity['name']};") for entity in told[:MAX_ENTITIES])
    sound = all(HARMLESS.fullmatch(entity["value"]) for entity in told) and len(told) <= MAX_ENTITIES
    if not sound or growth > MAX_GROWTH:
        raise SourceError(
            f"{url} defines XML entities made of other entities, or too many of them: it is not read for safety; "
            "ask the publisher for a document without them"
        )
    return text[: match.start()] + text[match.end() :], values


def nature(text: str) -> str:
    """Return in words what `text` is, for a message that refuses it."""
    place = _after_comments(text)
    doctype = DOCTYPE.match(text[: place + PROLOG], place)
    if doctype:
        place = doctype.end() + _after_comments(text[doctype.end() :])
    start = text[place : place + 2048].lower()
    if not start:
        return "empty but for comments"
    if start.startswith(("{", "[")):
        return "JSON"
    if start.startswith("<html"):
        return "an HTML page"
    for pattern, name in NATURES:
        if pattern.search(start):
            return name
    if doctype and doctype["outer"].lower().split()[:1] == ["html"]:
        return "an HTML page"
    return "XML of another kind" if start.startswith("<") else "plain text"


def _after_comments(text: str) -> int:
    """Return where the document type or the outermost element begins."""
    match = BEFORE_DOCTYPE.match(text)
    return match.end() if match else 0
