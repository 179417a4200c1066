"""What the class, id and role of an element say that it is, in the words that the web's templates use."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from transforms.article import template_words

NOISE = 1
"""No part of the article's text."""
LINKS = 2
"""No part of it where most of what is in it is links."""
FAINT = 4
"""No part of it where it holds little: the word stands in a state or a variant, as in has-sidebar."""
CAPTION = 8
BYLINE = 16
TIME = 32
BODY = 64
DECK = 128
WALL = 256
"""The text behind a paywall as often as the wall: a class such as paywall-content does not tell which."""

TABLES = (
    (NOISE, template_words.NOISE), (LINKS, template_words.LINKS), (CAPTION, template_words.CAPTION),
    (BYLINE, template_words.BYLINE), (TIME, template_words.TIME), (BODY, template_words.BODY),
    (DECK, template_words.DECK),
)  # fmt: skip
PARTS: dict[str, int] = {}
for _part, _table in TABLES:
    for _word in template_words.words_of(_table):
        PARTS[_word] = PARTS.get(_word, 0) | _part

STATES = ("has-", "is-", "js-", "no-", "with-", "qa-", "not-", "without-")
POST = re.compile(r"\bpost-\d|post hentry|\btype-post\b")
TERMS = ("category-", "tag-", "author-", "format-", "topic-", "section-")
"""Before what a blog's post is about, in its own class."""

NOT_PLAIN = frozenset(":[]!/@()&>*#%.,")
"""In the names of utility classes: print:hidden, [&>p]:mt-2."""

NO_LETTERS = str.maketrans(dict.fromkeys("-_0123456789", " "))
WORD = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")
TEXT_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p"})
"""Their ids are often made of their text."""

RARE = frozenset({"style", "hidden", "role", "aria-hidden", "itemprop"})
MAX_ID = 40
ROLES = frozenset({"navigation", "complementary", "banner", "contentinfo", "search", "dialog", "menu"})


def part_of(node: Any) -> int:
    """Return the parts that the attributes of `node` say."""
    held = node.attributes
    if not held:
        return 0
    names = held.get("class")
    found = parts_of(names) if names else 0
    name = held.get("id")
    if name and len(name) < MAX_ID and node.tag not in TEXT_TAGS:
        found |= parts_of(name)
    return found if RARE.isdisjoint(held) else found | _rare(held)


def _rare(held: Mapping[str, str | None]) -> int:
    """Return the parts that attributes say which few elements have."""
    style = held.get("style") or ""
    is_hidden = "hidden" in held or ("none" in style and "display" in style)
    found = NOISE if is_hidden or held.get("role") in ROLES or held.get("aria-hidden") == "true" else 0
    marked = held.get("itemprop")
    if marked == "articleBody":
        found |= BODY
    elif marked in {"author", "creator"}:
        found |= BYLINE
    return found


@lru_cache(maxsize=16384)
def parts_of(names: str) -> int:
    """Return the parts that `names`, a class or an id, say."""
    found = 0
    is_post = "post" in names and POST.search(names) is not None
    for name in names.split():
        if not (is_post and name.startswith(TERMS)):
            found |= _parts_of_name(name)
    return found


@lru_cache(maxsize=16384)
def _parts_of_name(name: str) -> int:
    if not NOT_PLAIN.isdisjoint(name):
        return 0
    stem, _, variant = name.partition("--")
    words = _words(stem)
    if name.startswith(STATES):
        return _faint(words)
    found = PARTS.get("".join(words), 0) | (NOISE if words[:1] == ["ad"] else 0)
    before = ""
    for word in words:
        found |= PARTS.get(word, 0)
        if word in template_words.BODY_BEHIND and before in template_words.BODY_BEFORE:
            found |= BODY
        before = word
    found |= _faint(_words(variant)) if variant else 0
    return found & ~NOISE | WALL if "paywall" in words else found


def _faint(words: list[str]) -> int:
    return FAINT if any(PARTS.get(word, 0) & NOISE for word in words) else 0


def _words(name: str) -> list[str]:
    """Return the words of `name`, in lower case: those of entry-title, entry_title and entryTitle are the same."""
    if name.islower():
        return name.translate(NO_LETTERS).split()
    return [word.lower() for word in WORD.findall(name)]
