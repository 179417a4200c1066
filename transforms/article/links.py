"""The links of a page to other pages: its related stories and its editions in other languages."""

from typing import Any

from transforms.article import json_ld, page_lines
from transforms.article.heading_words import RELATED
from transforms.article.language import primary_subtag
from transforms.article.line_text import plain
from transforms.article.lines import Block
from transforms.article.page import Page
from transforms.article.phrases import phrases
from transforms.url import canonical_url

RELATED_HEADINGS = phrases(RELATED)
NEAR = 12
"""Lines around the headline, and below the text, among which the button to another edition stands."""

MAX_RELATED = 20
MOSTLY = 0.6
"""Share of a line that is a link, from which on it is one."""


def related_of(page: Page, headline: int) -> list[str]:
    """Return the related pages: those declared, then those listed below a heading that says so."""
    own = canonical_url(page.url)
    links = [json_ld.text_of(item) for item in json_ld.items(page.node.get("relatedLink"))]
    blocks = page.lines.blocks
    for place in range(headline, len(blocks)):
        if plain(blocks[place].text) in RELATED_HEADINGS:
            for block in blocks[place + 1 : place + 1 + MAX_RELATED]:
                if block.linked < MOSTLY:
                    break
                links.append(_href(page, block))
            break
    found = dict.fromkeys(url for link in links if link and (url := canonical_url(link, own)))
    return [url for url in found if url != own][:MAX_RELATED]


def _href(page: Page, block: Block) -> str | None:
    """Return where the first link in the element of `block`, or around it, leads."""
    node = page.lines.elements[block.up].node
    link = node.css_first("a[href]")
    while link is None and node is not None:
        if node.tag == "a":
            link = node
        node = node.parent
    return link.attributes.get("href") if link is not None else None


def translation_of(page: Page, language: str | None, headline_at: int, last: int) -> str | None:
    """Return the URL of the translated work: declared, behind a button, or of the one other edition.

    Several other editions say nothing about which of them was translated.
    """
    own = canonical_url(page.url)
    work: Any = page.node.get("translationOfWork")
    address = (work.get("url") or work.get("@id")) if isinstance(work, dict) else work
    if isinstance(address, str):
        return canonical_url(address, own)
    blocks = page.lines.blocks
    below = blocks[max(last, headline_at) : last + NEAR] if last > 0 else []
    for block in (*blocks[max(0, headline_at - NEAR) : headline_at + NEAR], *below):
        if block.linked >= MOSTLY and page_lines.is_edition_line(block.text):
            named = page_lines.edition_language(block.text)
            href = _href(page, block)
            if href and named != language and (url := canonical_url(href, own)) and url != own:
                return url
    others: dict[str, str] = {}
    for link in page.tree.css('link[rel~="alternate" i][hreflang][href]'):
        held = link.attributes
        tag = primary_subtag(held["hreflang"])
        if tag and tag != language and held["href"]:
            others.setdefault(tag, held["href"])
    return canonical_url(next(iter(others.values())), own) if len(others) == 1 else None
