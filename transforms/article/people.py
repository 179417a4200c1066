"""Bylines: who wrote, and as what."""

import re
from typing import Any
from urllib.parse import urlsplit

from transforms.article import json_ld
from transforms.article.page_meta import PageMeta

Person = dict[str, str | None]
"""{"name": …, "role": … or None}."""

META_NAMES = (
    "author", "article:author", "parsely-author", "byl", "dc.creator", "dcterms.creator", "sailthru.author",
    "article:author_name", "cxenseparse:author",
)  # fmt: skip
BYLINE_XPATH = (
    "//*[@itemprop='author']//*[@itemprop='name'] | //a[@rel='author'] | //*[@itemprop='author'][not(*)]"
    " | //*[contains(concat(' ', @class, ' '), ' author-name ') or contains(concat(' ', @class, ' '), ' byline-name ')]"
)
PREFIX = re.compile(r"^\s*(?:written\s+by|by|von|par|por|di|door|av|af)\b[:\s]+", re.IGNORECASE)
SEPARATOR = re.compile(r"\s*[;|]\s*|\s*,\s+(?:and|und|et|y)\s+|\s+(?:and|und|et|y|&)\s+", re.IGNORECASE)
NOT_A_NAME = re.compile(r"https?://|www\.|@\w|^\d+$", re.IGNORECASE)
EMAIL = re.compile(r"[<(\[]?[\w.+-]+@[\w-]+\.[\w.-]+[>)\]]?")
MAX_NAME = 80
MAX_BYLINES = 6
"""More linked names than that are the page's list of authors, not its byline."""


def authors_of(meta: PageMeta) -> list[Person]:
    """Return the authors that the page declares, else those of its visible byline, each once, in order."""
    publisher = (json_ld.text_of(meta.node.get("publisher")) or meta.first("og:site_name") or "").casefold()
    declared = [person for item in json_ld.items(meta.node.get("author")) for person in _people(item)]
    if not declared:
        contents = next((meta.values[name] for name in META_NAMES if _names(meta.values.get(name, []))), [])
        declared = [{"name": name, "role": None} for name in _names(contents)]
    if not declared:
        found = [element.text_content() for element in meta.tree.xpath(BYLINE_XPATH)]
        names = _names(found)
        declared = [{"name": name, "role": None} for name in names] if len(set(names)) <= MAX_BYLINES else []
    host = (urlsplit(meta.url).hostname or "").removeprefix("www.").casefold()
    unique: dict[str, Person] = {}
    for person in declared:
        key = str(person["name"]).casefold()
        if key not in {publisher, host, host.split(".")[0]}:
            unique.setdefault(key, person)
    return list(unique.values())


def _people(item: Any) -> list[Person]:
    role = None
    if isinstance(item, dict):
        role = json_ld.text_of(item.get("jobTitle"))
        item = item.get("name")
    return [
        {"name": name, "role": role} for name in _names([json_ld.text_of(one) or "" for one in json_ld.items(item)])
    ]


def _names(contents: list[str]) -> list[str]:
    """Return the names in `contents`, each of which may hold several."""
    return [name for content in contents for part in split_names(content) if (name := clean_name(part))]


def split_names(text: str) -> list[str]:
    """Split "By A, B and C" into its names.

    A comma separates names only where each side has a space: "Doe, Jane" is one person, written in reverse.
    """
    found: list[str] = []
    for part in SEPARATOR.split(PREFIX.sub("", text)):
        pieces = [piece.strip() for piece in part.split(",")]
        found += pieces if all(" " in piece for piece in pieces) else [part]
    return found


def clean_name(text: str) -> str | None:
    """Return `text` as a name: without a "By", an e-mail address or stray punctuation; None if it is none."""
    name = " ".join(EMAIL.sub(" ", PREFIX.sub("", text)).split()).strip(" ,;:|/-–—•·")
    return None if not name or len(name) > MAX_NAME or NOT_A_NAME.search(name) else name
