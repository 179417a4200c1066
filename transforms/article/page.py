"""One parse of a page, and what the rooms beside this one read from it."""

from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from transforms.article import json_ld
from transforms.article.lines import Lines, lines_of, width
from transforms.article.text_words import WORD

MIN_DESCRIPTION = 60
MAX_DESCRIPTION = 600
SHOWN = 0.7
"""Share of the description's words that its line has."""

BELOW = 12
"""Lines below the headline among which a deck stands."""

HALF = 0.5


@dataclass(frozen=True, slots=True)
class Page:
    """The declarations and the visible lines of one page."""

    tree: Any
    url: str
    text: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)
    """Name, property or itemprop of a meta element in lower case -> its contents, in the page's order."""
    node: json_ld.Node = field(default_factory=dict)
    """The JSON-LD node of the article; empty where there is none."""
    nodes: list[json_ld.Node] = field(default_factory=list)
    marked: dict[str, list[Any]] = field(default_factory=dict)
    """itemprop -> its elements in the body, in the page's order."""
    lines: Lines = field(default_factory=Lines)

    def first(self, *names: str) -> str | None:
        """Return the first content of the first of `names` that has one."""
        return next((value for name in names for value in self.values.get(name, ()) if value), None)

    def attribute(self, selector: str, name: str) -> str | None:
        """Return the attribute `name` of the first element at `selector` that has any."""
        found = (element.attributes.get(name) for element in self.tree.css(selector))
        return next((" ".join(value.split()) for value in found if value and value.strip()), None)

    def texts(self, selector: str) -> list[str]:
        """Return the text of every element at `selector` that has any."""
        return [text for element in self.tree.css(selector) if (text := text_of(element))]

    def told(self, name: str) -> list[str]:
        """Return what the elements marked as `name` say: by an attribute, else by their text."""
        found: list[str] = []
        for element in self.marked.get(name, ()):
            held = element.attributes
            text = held.get("datetime") or held.get("content") or text_of(element)
            if text.strip():
                found.append(" ".join(text.split()))
        return found


def shown_description(page: Page, headline_at: int) -> int | None:
    """Return the place of the line below the headline that says what the page declares as its description."""
    declared = page.first("og:description", "description") or json_ld.text_of(page.node.get("description"))
    if not declared or width(declared) < MIN_DESCRIPTION:
        return None
    wanted = {*WORD.findall(declared.casefold())}
    best, at = SHOWN, None
    for place, block in enumerate(page.lines.blocks[headline_at + 1 : headline_at + BELOW], headline_at + 1):
        if block.size >= MIN_DESCRIPTION and block.linked < HALF:
            share = len(wanted.intersection(WORD.findall(block.text[:MAX_DESCRIPTION].casefold()))) / len(wanted)
            if share > best:
                best, at = share, place
    return at


def text_of(element: Any) -> str:
    """Return the text of `element`, its white space single."""
    return " ".join(element.text(separator=" ").split())


def read_page(text: str, url: str, remove: str | None = None) -> Page | None:
    """Return the page in `text`, fetched from `url`, without what is at `remove`; None where it is empty."""
    tree = LexborHTMLParser(text)
    if tree.body is None:
        return None
    if remove:
        for element in tree.css(remove):
            element.decompose()
    values: dict[str, list[str]] = {}
    for element in tree.css("meta[content]"):
        held = element.attributes
        content = " ".join((held["content"] or "").split())
        if content:
            for attribute in ("property", "name", "itemprop"):
                if name := held.get(attribute):
                    values.setdefault(name.strip().lower(), []).append(content)
    scripts = [script.text() or "" for script in tree.css('script[type*="ld+json" i]')]
    nodes = json_ld.nodes(scripts)
    marked: dict[str, list[Any]] = {}
    for element in tree.body.css("[itemprop]"):
        for name in (element.attributes["itemprop"] or "").split():
            marked.setdefault(name, []).append(element)
    return Page(tree, url, text, values, json_ld.article_node(nodes, url), nodes, marked, lines_of(tree.body))
