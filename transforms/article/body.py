"""The text of an article, paragraphs joined by a blank line."""

import html
import re
from typing import Any

from transforms.article.page_meta import PageMeta

SHORT_BODY = 250
"""Characters: below that a second way is tried. Wire items are shorter, but then no way finds more."""

MIN_PARAGRAPH = 40
"""Characters: shorter <p> elements are labels and buttons."""

TAG = re.compile(r"<[^>]+>")
BLANK_LINES = re.compile(r"\s*\n\s*")


def body_of(meta: PageMeta) -> str | None:
    """Return the body of the page: trafilatura's, and where that is short the longest of the other ways."""
    body = _trafilatura(meta.tree)
    if len(body) >= SHORT_BODY:
        return body
    for other in (_declared(meta), _trafilatura(meta.tree, favor_recall=True), _paragraphs(meta.tree)):
        if len(other) >= SHORT_BODY:
            return other
        body = max(body, other, key=len)
    return body or None


def _trafilatura(tree: Any, *, favor_recall: bool = False) -> str:
    # Imported here: it takes a third of a second, which a DAG file can't spare.
    from trafilatura import bare_extraction  # noqa: PLC0415

    document = bare_extraction(
        tree, fast=True, favor_recall=favor_recall, include_comments=False, include_tables=False, with_metadata=False
    )
    return joined((document.text or "") if document else "")


def _declared(meta: PageMeta) -> str:
    """Return JSON-LD's articleBody as text; some publishers put HTML there."""
    declared = meta.node.get("articleBody")
    if not isinstance(declared, str):
        return ""
    breaks = re.sub(r"(?i)</p>|<br\s*/?>", "\n", html.unescape(declared))
    return joined(TAG.sub("", breaks))


def _paragraphs(tree: Any) -> str:
    texts = (" ".join(element.text_content().split()) for element in tree.iter("p"))
    return "\n\n".join(dict.fromkeys(text for text in texts if len(text) >= MIN_PARAGRAPH))


def without_headline(body: str | None, headline: str | None) -> str | None:
    """Return `body` without a first paragraph that only says the headline again."""
    first, _, rest = (body or "").partition("\n\n")
    return (rest if headline and " ".join(first.split()) == headline else body) or None


def joined(text: str) -> str:
    """Return `text` with its lines as paragraphs: one blank line between them."""
    return BLANK_LINES.sub("\n\n", text.strip())
