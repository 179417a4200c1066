"""RSS and Atom by feedparser: its parsers and its knowledge of the formats, driven so that memory stays bounded.

`feedparser.parse` itself would keep every entry as a dict, take an entity bomb that stands on one line, and take a
picture's caption for the article's text; see docs/decisions/0013-discovery.md.
"""

import html
import html.entities
import io
import xml.sax
import xml.sax.handler
import xml.sax.xmlreader
from collections.abc import Mapping
from datetime import tzinfo

from feedparser.api import LooseFeedParser, StrictFeedParser

from sources.discovery.feed_elements import Elements, TooMuch
from sources.discovery.limits import MAX_DEPTH, MAX_MALFORMED_BYTES

HTML_ENTITIES = {name: chr(code) for name, code in html.entities.name2codepoint.items() if code > 0x7F}  # noqa: PLR2004
"""Feeds use them without declaring them. Declared, a good XML parser reads what would else be malformed."""
ENTRY = frozenset({"item", "entry"})
AFTER_TITLE = frozenset({"link", "guid", "id", "pubdate", "published", "updated", "description", "summary"})
"""Elements that never stand in a title, though HTML has one of that name."""


class Strict(Elements, StrictFeedParser):  # type: ignore[misc]
    """Reads well-formed feeds: XML by expat."""

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """Take the start of any element."""
        if self.depth > MAX_DEPTH:
            raise xml.sax.SAXException(f"elements are nested more than {MAX_DEPTH} deep")
        super().unknown_starttag(tag, attrs)


class Loose(Elements, LooseFeedParser):  # type: ignore[misc]
    """Reads the others as far as it can: tags as in SGML.

    To feedparser all that follows an unclosed title or text is part of it. Here an entry ends whatever is open.
    """

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """Take the start of any element."""
        if self.incontent and tag in AFTER_TITLE and self.elementstack and self.elementstack[-1][0] == "title":
            super().unknown_endtag("title")
        if tag in ENTRY:
            self._close()
        super().unknown_starttag(tag, attrs)

    def unknown_endtag(self, tag: str) -> None:
        """Take the end of any element."""
        if tag in ENTRY:
            self._close()
        super().unknown_endtag(tag)

    def _close(self) -> None:
        """Forget the elements that are open within an entry."""
        while self.elementstack and self.elementstack[-1][0] != "item":
            self.elementstack.pop()
        self.incontent = 0
        self.contentparams.clear()


def read(text: str, entities: Mapping[str, str], url: str, zone: tzinfo) -> tuple[Elements, str | None]:
    """Return the parser that has read `text`, which has no document type left, and what is wrong with the feed."""
    strict = Strict(url, None, "utf-8")
    strict.begin(zone)
    try:
        _parse(text, {**HTML_ENTITIES, **entities}, strict)
    except TooMuch as error:
        return strict, str(error)
    except xml.sax.SAXException as error:
        problem = f"it is malformed: {_words(error)}"
    else:
        return strict, None
    if len(text) > MAX_MALFORMED_BYTES:
        return strict, f"{problem}; what follows that place was not read, the feed being so large"
    loose = Loose(url, None, "utf-8", {name: html.escape(value) for name, value in entities.items()})
    loose.begin(zone)
    try:
        loose.feed(text)
    except TooMuch as error:
        problem = str(error)
    return (loose if len(loose.found) >= len(strict.found) else strict), problem


def _parse(text: str, entities: Mapping[str, str], handler: Strict) -> None:
    parser = xml.sax.make_parser()  # noqa: S317 - the document type is ours, so there is nothing to blow up
    parser.setFeature(xml.sax.handler.feature_namespaces, True)
    parser.setFeature(xml.sax.handler.feature_external_ges, False)
    parser.setContentHandler(handler)
    parser.setErrorHandler(handler)
    # Written twice as a number, a character stays one: "&" can't begin an entity, nor "<" an element.
    declared = "".join(
        f'<!ENTITY {name} "{"".join(f"&#38;#{ord(letter)};" for letter in value)}">' for name, value in entities.items()
    )
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO(f"<!DOCTYPE feed [{declared}]>{text}".encode()))
    parser.parse(source)


def _words(error: xml.sax.SAXException) -> str:
    if isinstance(error, xml.sax.SAXParseException):
        return f"{error.getMessage()}, line {error.getLineNumber()}"
    return str(error)
