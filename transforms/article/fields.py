"""The fields of an article that a page declares, each from the place that is most to be trusted."""

import re
from typing import Any

from transforms.article import json_ld
from transforms.article.anchors import Anchors
from transforms.article.class_words import DECK
from transforms.article.line_value import HALF, HEADINGS
from transforms.article.page import Page

MIN_DECK = 20
MAX_DECK = 500
ABOVE = 2
BELOW = 12
"""Lines around the headline among which the deck is sought."""

MAX_SECTION = 40
SECTIONS_TO_SKIP = frozenset({"home", "homepage", "article", "articles", "news article"})
SECTION_NAMES = (
    "article:section", "section", "parsely-section", "articlesection", "og:article:section", "cxenseparse:category"
)  # fmt: skip


def deck_of(page: Page, anchors: Anchors) -> str | None:
    """Return the deck, never the headline: what is marked so, else the page's description where it stands apart."""
    deck = json_ld.text_of(page.node.get("alternativeHeadline")) or next(iter(page.told("alternativeHeadline")), None)
    deck = deck or _classed(page, anchors.headline_at)
    shown = anchors.description_at
    if not deck and shown is not None:
        # The description of a page without a deck is the beginning of its text.
        deck = page.lines.blocks[shown].text if _stands_apart(page, shown) else None
    return None if not deck or deck == anchors.headline or len(deck) > MAX_DECK else deck


def _classed(page: Page, place: int) -> str | None:
    """Return the line near the headline whose class says that it is the deck."""
    lines = page.lines
    for block in lines.blocks[max(0, place - ABOVE) : place + BELOW]:
        element = lines.elements[block.up]
        around = lines.elements[element.up].parts if element.up > 0 and element.end - element.start == 1 else 0
        if (
            (element.parts | around) & DECK
            and len(block.text) >= MIN_DECK
            and block.linked < HALF
            and block.tag != "h1"
        ):
            return block.text
    return None


def _stands_apart(page: Page, place: int) -> bool:
    """Tell whether the line at `place` is no neighbour of paragraphs: in an element of its own, or a heading."""
    lines = page.lines
    block = lines.blocks[place]
    following = lines.blocks[place + 1] if place + 1 < len(lines.blocks) else None
    if block.tag in HEADINGS or following is None:
        return block.tag in HEADINGS
    return lines.elements[block.up].up != lines.elements[following.up].up


def section_of(page: Page, headline: str | None) -> str | None:
    """Return the first section that the page names, else the last of its breadcrumbs before the headline."""
    declared = [json_ld.text_of(item) for item in json_ld.items(page.node.get("articleSection"))]
    marked = page.told("articleSection")
    shorter = (name for name in (*marked[:1], *reversed(_breadcrumbs(page))) if len(name) <= MAX_SECTION)
    for name in (*declared, page.first(*SECTION_NAMES), *shorter):
        if name and name.casefold() not in SECTIONS_TO_SKIP and name != headline:
            return name
    return None


def _breadcrumbs(page: Page) -> list[str]:
    """Return the names in JSON-LD's breadcrumbs, without the site and without the page itself."""
    for node in page.nodes:
        if "BreadcrumbList" in json_ld.types(node):
            steps = [step for step in json_ld.items(node.get("itemListElement")) if isinstance(step, dict)]
            names = [json_ld.text_of(step.get("name")) or json_ld.text_of(step.get("item")) for step in steps]
            return [name for name in names[1:] if name]
    return []


def keywords_of(page: Page) -> list[str]:
    """Return the tags, each once, in order: JSON-LD's, else article:tag, else the keywords element."""
    groups: list[list[Any]] = [
        json_ld.items(page.node.get("keywords")), page.values.get("article:tag", []), page.told("keywords"),
        page.values.get("news_keywords", []), page.values.get("keywords", []),
    ]  # fmt: skip
    for group in groups:
        texts = [json_ld.text_of(item) or "" for item in group]
        tags = [tag.strip() for text in texts for tag in re.split(r"[,;、，]", text) if tag.strip()]
        if tags:
            return list(dict.fromkeys(tags))
    return []
