"""What a site needs that no general rule gives: CSS selectors per host, kept as data in a TOML file.

    ["courier.example"]
    headline = "h2.title"
    author = ".credits b"
    article_body = "#story"
    remove = ".promo, .quiz"

A host stands for its subdomains too. Docs: docs/article-fields.md.
"""

import tomllib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from transforms.article.names import Person, people_in
from transforms.article.page import Page, text_of

Selectors = Mapping[str, str]
Overrides = Mapping[str, Selectors]

FIELDS = frozenset(
    {"headline", "alternative_headline", "author", "date_published", "date_modified", "article_body", "remove"}
)


def read_overrides(text: str) -> dict[str, dict[str, str]]:
    """Return the overrides in the TOML document `text`; a ValueError names what can't be used."""
    document: dict[str, Any] = tomllib.loads(text)
    empty = LexborHTMLParser("<p></p>")
    for host, selectors in document.items():
        if not isinstance(selectors, dict):
            raise ValueError(f"{host!r} is no table of selectors")  # noqa: TRY004
        for field, selector in selectors.items():
            if field not in FIELDS:
                raise ValueError(f"{host}: there is no field {field!r}; there are {', '.join(sorted(FIELDS))}")
            try:
                empty.css(selector)
            except (SelectolaxError, TypeError) as error:
                raise ValueError(f"{host}: {field} has no CSS selector: {selector!r}") from error
    return document


def selectors_for(overrides: Overrides | None, url: str) -> Selectors:
    """Return the selectors for the host of `url`: its own, else those of the nearest host above it."""
    host = (urlsplit(url).hostname or "").lower()
    while overrides and host:
        if host in overrides:
            return overrides[host]
        host = host.partition(".")[2]
    return {}


def chosen_text(page: Page, selectors: Selectors, field: str) -> str | None:
    """Return the text at the selector for `field`, a time element's own value first; None where there is none."""
    if field not in selectors:
        return None
    for element in page.tree.css(selectors[field]):
        text = element.attributes.get("datetime") or element.attributes.get("content") or text_of(element)
        if text.strip():
            return " ".join(text.split())
    return None


def chosen_people(page: Page, selectors: Selectors) -> list[Person]:
    """Return the people at the selector for `author`."""
    texts = page.texts(selectors["author"]) if "author" in selectors else []
    return [person for text in texts for person in (people_in(text) or [{"name": text, "role": None}])]
