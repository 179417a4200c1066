"""The lines of a page and the elements around them, read in one walk."""

import re
from dataclasses import dataclass, field
from typing import Any

from transforms.article.class_words import NOISE, part_of

UNSEEN = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video", "map",
    "button", "select", "option", "input", "textarea", "dialog", "nav", "footer", "picture", "math", "head", "title",
    "link", "meta", "datalist", "menu", "progress", "img",
})  # fmt: skip
"""Elements without text that belongs to what is around them."""

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend",
    "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
"""Elements that begin and end a line."""

PICTURES = frozenset({"img", "picture", "video"})
PLAIN = frozenset({"b", "strong", "em", "i", "u", "sub", "sup"})
"""Elements that are set within a sentence, and whose classes say nothing."""

TEXT = "-text"
MAX_DEPTH = 250
"""Elements in one another: deeper, a page is broken or hostile, and its text is taken as it comes."""

WIDE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
"""Letters of which a word has one or two."""

EMPTY_LINE = re.compile(r"\n\s*\n")


def width(text: str) -> int:
    """Return the length of `text`; what is written in letters that stand for syllables or words counts twice."""
    return len(text) * 2 if not text.isascii() and WIDE.search(text) else len(text)


@dataclass(slots=True)
class Element:
    """One element around lines. Its lines are those from `start` up to `end`."""

    tag: str
    node: Any
    parts: int
    """What its attributes say that it is, see `transforms.article.class_words`."""
    up: int
    """Place of the element around it."""
    start: int
    end: int = 0
    images: int = 0
    """How many images are in it."""


@dataclass(slots=True)
class Block:
    """One line of text."""

    tag: str
    text: str
    linked: float
    """Share of the characters that are inside links."""
    parts: int
    """What the inline elements in it say that it is."""
    up: int
    """Place of the element that it stands in."""
    size: int
    """Its width."""


@dataclass(slots=True)
class Lines:
    """Everything that a page shows as text, and, while it is read, where the walk is."""

    blocks: list[Block] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    tag: str = "body"
    up: int = 0
    depth: int = 0
    images: int = 0
    parts: int = 0
    linked: int = 0
    in_link: bool = False
    is_too_deep: bool = False
    """Whether the page went deeper than `MAX_DEPTH`."""

    def read(self, node: Any) -> None:
        """Read what is below `node`."""
        if self.depth >= MAX_DEPTH:
            self.is_too_deep = True
            self.pieces.append(node.text(separator=" ").replace("\n", " "))
            return
        self.depth += 1
        child = node.first_child
        while child is not None:
            name = child.tag
            if name == TEXT:
                self._add(child.text_content)
            elif name in BLOCKS:
                self._read_block(child, name)
            elif name == "br":
                self.pieces.append("\n")
            elif name in UNSEEN:
                self.images += name in PICTURES
            else:
                self._read_inline(child, name)
            child = child.next
        self.depth -= 1

    def _add(self, text: str) -> None:
        if not text.isspace():
            self.pieces.append(text.replace("\n", " "))
            if self.in_link:
                self.linked += len(text.strip())
        elif self.pieces:
            self.pieces.append(" ")

    def _read_inline(self, node: Any, name: str) -> None:
        outer, self.in_link = self.in_link, self.in_link or name == "a"
        told = 0 if name in PLAIN else part_of(node)
        before = len(self.pieces)
        self.read(node)
        if told & NOISE:
            del self.pieces[before:]
        if len(self.pieces) > before:
            self.parts |= told & ~NOISE  # an icon without text says nothing of the line that comes next
        self.in_link = outer

    def _read_block(self, node: Any, name: str) -> None:
        self.flush()
        outer = self.tag, self.up
        images = self.images
        element = Element(name, node, part_of(node), self.up, len(self.blocks))
        self.tag, self.up = name, len(self.elements)
        self.elements.append(element)
        self.read(node)
        self.flush()
        element.end, element.images = len(self.blocks), self.images - images
        self.tag, self.up = outer

    def flush(self) -> None:
        """End a line. Two line breaks in a row end one too."""
        if not self.pieces:
            return
        raw = "".join(self.pieces)
        self.pieces.clear()
        whole = len(raw.strip())
        for text in EMPTY_LINE.split(raw) if "\n" in raw else (raw,):
            line = " ".join(text.split())
            if line:
                self.blocks.append(Block(self.tag, line, self.linked / whole, self.parts, self.up, width(line)))
        self.linked = self.parts = 0


def lines_of(body: Any) -> Lines:
    """Return the lines of the page."""
    lines = Lines()
    lines.elements.append(Element("body", body, 0, -1, 0))
    lines.read(body)
    lines.flush()
    lines.elements[0].end = len(lines.blocks)
    return lines
