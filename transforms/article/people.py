"""Authors: who wrote, and as what."""

import re
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from transforms.article import json_ld
from transforms.article.names import Person, names_in, unique
from transforms.article.page import Page, text_of
from transforms.article.visible_byline import visible_authors

META_NAMES = (
    "author", "article:author", "parsely-author", "byl", "dc.creator", "dcterms.creator", "sailthru.author",
    "article:author_name", "cxenseparse:author", "dc:creator", "dcsext.author",
)  # fmt: skip
MARKED_SELECTOR = 'a[rel~="author"]'
PREFIX = re.compile(r"^\s*(?:written\s+by|by|von|par|por|di|door|av|af)\b[:\s]+", re.IGNORECASE)
SEPARATOR = re.compile(r"\s*[;|]\s*|\s*,\s+(?:and|und|et|y)\s+|\s+(?:and|und|et|y|&)\s+", re.IGNORECASE)
NOT_A_NAME = re.compile(
    r"https?://|www\.|@\w|^\d+$|^(?:admin|administrator|editor|redaktion|webmaster|unknown|null|none)$", re.IGNORECASE
)
EMAIL = re.compile(r"[<(\[]?[\w.+-]+@[\w-]+\.[\w.-]+[>)\]]?")
MAX_NAME = 80
MAX_CONTENT = 1000
MAX_WORDS = 4
MAX_MARKED = 6
"""More linked names than that are the page's list of authors, not its byline."""


def authors_of(page: Page, headline: int, last: int) -> list[Person]:
    """Return the authors: those declared, unless readers see more of them; the publisher only where nobody else is."""
    own = _own_names(page)
    items = [item for item in json_ld.items(page.node.get("author")) if not _is_site(item, page)]
    declared = [person for item in items for person in _people(item)]
    visible = visible_authors(page.lines, headline, last)
    people = [person for person in declared if _key(person["name"]) not in own]
    if people:
        roles = {_key(person["name"]): person["role"] for person in (*visible, *people) if person["role"]}
        keys = {_key(person["name"]) for person in people}
        more = {_key(person["name"]) for person in visible} > keys
        return [{**person, "role": roles.get(_key(person["name"]))} for person in unique(visible if more else people)]
    for found in (_in_meta(page), _marked(page), visible):
        others = [person for person in found if _key(person["name"]) not in own]
        if others:
            return unique(others)
    return unique(declared or visible)


def _in_meta(page: Page) -> list[Person]:
    contents = next((page.values[name] for name in META_NAMES if _names(page.values.get(name, []))), [])
    return [{"name": name, "role": None} for name in _names(contents)]


def _marked(page: Page) -> list[Person]:
    texts = [text_of(name) for author in page.marked.get("author", ()) for name in author.css('[itemprop~="name"]')]
    texts += page.texts(MARKED_SELECTOR)
    names = dict.fromkeys(name for text in texts for name in (names_in(text) or _short(text)))
    return [{"name": name, "role": None} for name in names] if len(names) <= MAX_MARKED else []


def _short(text: str) -> list[str]:
    return _names([text]) if len(text.split()) <= MAX_WORDS else []


def _own_names(page: Page) -> set[str]:
    """Return the names of the publisher and its site, in lower case."""
    host = (urlsplit(page.url).hostname or "").removeprefix("www.").casefold()
    names = {json_ld.text_of(page.node.get("publisher")), page.first("og:site_name"), host, host.split(".")[0]}
    return {_key(name) for name in names if name}


def _key(name: str | None) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", (name or "").casefold())))


def _is_site(item: Any, page: Page) -> bool:
    """Tell whether `item` is declared to be an organisation, and bears the name of the page's own host."""
    if not isinstance(item, dict) or not any(kind.endswith("Organization") for kind in json_ld.types(item)):
        return False
    label = _key((urlsplit(page.url).hostname or "").removeprefix("www.").split(".")[0])
    return len(label) > 1 and _key(json_ld.text_of(item.get("name"))).startswith(label)


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
    return [name for content in contents for part in split_names(content[:MAX_CONTENT]) if (name := clean_name(part))]


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
