"""JSON-LD as pages really write it: with comments, CDATA, entities, trailing commas and semicolons."""

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

Node = dict[str, Any]

WRAPPING = re.compile(r"<!--|-->|(?://\s*|/\*\s*)?<!\[CDATA\[(?:\s*\*/)?|(?://\s*|/\*\s*)?\]\]>(?:\s*\*/)?")
TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
STRING_OR_COMMENT = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z))|/\*.*?(?:\*/|\Z)|//[^\n]*', re.DOTALL)
"""Strings are matched too, because a URL holds two slashes that begin no comment. One without an end goes to the text's
end, so that no text is read over and over."""

BETWEEN_VALUES = " \t\r\n;,\ufeff"

ARTICLE_TYPES = frozenset({"BlogPosting", "LiveBlogPosting", "Report", "SocialMediaPosting"})
TELLING_KEYS = ("headline", "datePublished", "author", "articleBody", "dateModified", "image")
MAX_DEPTH = 6
"""Deeper nodes are comments and breadcrumbs, and a hostile page may nest without end."""


def load(text: str) -> list[Any]:
    """Return the JSON values that one script element holds; none where it can't be repaired."""
    for repair in REPAIRS:
        values = _values(repair(text))
        if values:
            return values
    return []


def _unwrapped(text: str) -> str:
    return WRAPPING.sub("", text)


def _uncommented(text: str) -> str:
    return STRING_OR_COMMENT.sub(lambda match: match[1] or "", _unwrapped(text))


REPAIRS: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    _unwrapped,
    _uncommented,
    lambda text: TRAILING_COMMA.sub("", _uncommented(text)),
    lambda text: html.unescape(_unwrapped(text)),
)
"""The mildest first."""


def _values(text: str) -> list[Any]:
    """Return the values that stand one after the other in `text`, or none if any is broken."""
    # strict=False: raw line ends inside strings are the most common fault of all.
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    rest = text.strip(BETWEEN_VALUES)
    while rest:
        try:
            value, end = decoder.raw_decode(rest)
        except (ValueError, RecursionError):
            return []
        values.append(value)
        rest = rest[end:].strip(BETWEEN_VALUES)
    return values


def nodes(scripts: list[str]) -> list[Node]:
    """Return every object in `scripts` that has a type, outer before inner, in the page's order."""
    return [node for script in scripts for value in load(script) for node in _walk(value, 0)]


def _walk(value: Any, depth: int) -> Iterator[Node]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key, item in value.items():
            if key in {"@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "author", "publisher"}:
                yield from _walk(item, depth + 1)


def types(node: Node) -> list[str]:
    """Return the types of `node` without their namespace."""
    named = node.get("@type")
    return [str(name).rsplit("/", 1)[-1] for name in (named if isinstance(named, list) else [named]) if name]


def is_article(node: Node) -> bool:
    """Tell whether `node` is an article of any kind."""
    return any(name.endswith("Article") or name in ARTICLE_TYPES for name in types(node))


def article_node(found: list[Node], url: str) -> Node:
    """Return the node that describes the article at `url`, with its references resolved; empty if there is none.

    Of several articles the one that names this page wins, then the one that tells most: lists of teasers
    carry a headline and little else.
    """
    page = url.split("#", maxsplit=1)[0].rstrip("/")

    def rank(node: Node) -> tuple[bool, int]:
        named = {str(node.get(key) or "").rstrip("/") for key in ("url", "@id")}
        main = node.get("mainEntityOfPage")
        named.add(str(main.get("@id") if isinstance(main, dict) else main).rstrip("/"))
        return page in named, sum(bool(node.get(key)) for key in TELLING_KEYS)

    articles = [node for node in found if is_article(node)]
    if not articles:
        return {}
    best = max(articles, key=rank)  # the first of equals
    by_id = {node["@id"]: node for node in found if isinstance(node.get("@id"), str) and len(node) > 2}  # noqa: PLR2004
    return {key: _resolved(value, by_id) for key, value in best.items()}


def _resolved(value: Any, by_id: dict[str, Node]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, by_id) for item in value]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
        return by_id.get(str(value.get("@id")), value)
    return value


def text_of(value: Any) -> str | None:
    """Return the text of a value that may be a string, a list, or a node with a name; None if there is none.

    Entities are decoded and white space becomes single spaces.
    """
    if isinstance(value, list):
        value = next((item for item in value if item), None)
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("headline")
        return text_of(value)
    if value is None or isinstance(value, bool):
        return None
    return " ".join(html.unescape(str(value)).split()) or None


def items(value: Any) -> list[Any]:
    """Return `value` as a list: a list as it is, nothing as an empty one, anything else as its one item."""
    if isinstance(value, list):
        return value
    return [] if value in (None, "", {}) else [value]
