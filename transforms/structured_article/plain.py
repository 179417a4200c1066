"""Values of JSON made plain: keys of one case, characters that can be stored, HTML as paragraphs."""

import re
from typing import Any

import lxml.etree
import lxml.html

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL, and halves of a surrogate pair."""

TAG = re.compile(
    r"<(?:p|br|div|section|article|h\d|html|ul|span|em|strong|a|sup|figure|nitf|block)\b[^>]*>", re.IGNORECASE
)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
NOT_TEXT = (
    "script",
    "style",
    "figure",
    "figcaption",
    "aside",
    "iframe",
    "noscript",
    "h1",
    "head",
    "body.head",
    "body.end",
)
BLOCKS = ("p", "li", "blockquote", "h2", "h3", "h4", "h5", "h6", "pre", "hl2")
MAX_DEPTH = 60
"""Levels of JSON: articles have fewer than ten."""


def lower_keys(value: Any) -> Any:
    """Return `value` with every key in lower case: ninjs 3 writes versionCreated for ninjs 2's versioncreated."""
    if isinstance(value, dict):
        return {str(key).lower(): lower_keys(item) for key, item in value.items()}
    return [lower_keys(item) for item in value] if isinstance(value, list) else value


def without_bad_characters(value: Any, depth: int = 0) -> Any:
    """Return `value` with what no table can hold replaced, and without what lies too deep to be an article's."""
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, str):
        return UNSTORABLE.sub(lambda found: "" if found[0] == "\0" else "\ufffd", value)
    if isinstance(value, dict):
        return {str(key): without_bad_characters(item, depth + 1) for key, item in value.items()}
    return [without_bad_characters(item, depth + 1) for item in value] if isinstance(value, list) else value


def paragraphs(text: str, *, is_html: bool = False) -> str | None:
    """Return `text` as paragraphs that blank lines part; None if nothing is left. Plain text with tags is HTML too."""
    parts = _html_paragraphs(text) if is_html or TAG.search(text) else _plain_paragraphs(text)
    kept = [" ".join(part.split()) for part in parts]
    return "\n\n".join(part for part in kept if part) or None


def _plain_paragraphs(text: str) -> list[str]:
    """Part at blank lines, where there are some; else each line is a paragraph."""
    blocks = re.split(r"(?:\r\n|\r|\n)[ \t\u3000]*(?:\r\n|\r|\n)\s*", text.strip())
    return blocks if len(blocks) > 1 else text.splitlines()


def _html_paragraphs(text: str) -> list[str]:
    try:
        root = lxml.html.fragment_fromstring(XML_DECLARATION.sub("", text), create_parent="div")
    except (lxml.etree.LxmlError, ValueError):
        return _plain_paragraphs(re.sub(r"<[^>]*>", " ", text))
    for element in [one for one in root.iter() if one.tag in NOT_TEXT]:
        element.drop_tree()
    for line_end in [one for one in root.iter() if one.tag == "br"]:
        line_end.tail = "\n" + (line_end.tail or "")
    blocks = [one for one in root.iter(*BLOCKS) if not any(True for _ in one.iterdescendants(*BLOCKS))]
    if not any(block.tag == "p" for block in blocks):
        # Line ends are HTML's white space; two of those that br made part paragraphs.
        return re.split(r"\n[ \t]*\n", _text(root)) if any(True for _ in root.iter("br")) else [_text(root)]
    return [_text(block) for block in blocks]


def _text(element: Any) -> str:
    return str(element.text_content())
