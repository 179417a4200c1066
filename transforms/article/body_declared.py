"""The text of an article as its page declares it, and what it tells about the lines that the page shows."""

import html
import re
from collections.abc import Sequence

from transforms.article.body_filter import MANY_LINES
from transforms.article.lines import Block
from transforms.article.page import Page

TAG = re.compile(r"<[^>]+>")
BREAK = re.compile(r"</p>|<br\s*/?>", re.IGNORECASE)
NO_LETTER = re.compile(r"[\W_]+")

WHOLE = 0.8
"""Share of the text that the declared one has for it to be the whole, not a summary or a part before a paywall."""

LONGER = 4
"""How many times as long a declared text is another one: it would be searched for each line in vain."""

END = 30
"""Characters at either end of a line by which it is found, even if a word between them was changed since."""

MIN_PARAGRAPH = 30
"""Width below which a line is no paragraph."""

RUNNING = frozenset({"p", "div", "section", "article"})
"""Elements of running text. Headings, lists, tables and quotations are missing from many a declared text."""


def declared_text(page: Page) -> str:
    """Return JSON-LD's articleBody as text; some publishers put HTML there."""
    texts = (node.get("articleBody") for node in (page.node, *page.nodes))
    declared = max((text for text in texts if isinstance(text, str)), key=len, default="")
    lines = TAG.sub("", BREAK.sub("\n", html.unescape(declared))).split("\n")
    return "\n\n".join(filter(None, map(str.strip, lines)))


def without_strays(kept: Sequence[Block], declared: str) -> list[Block]:
    """Return the lines of the text without paragraphs that the `declared` text has not, where it has nearly all."""
    size = sum(block.size for block in kept)
    if len(kept) > MANY_LINES or len(declared) > LONGER * size:
        return list(kept)
    whole = _letters(declared)
    told = [_is_told(block.text, whole) for block in kept]
    if not size or sum(block.size for block, is_told in zip(kept, told, strict=True) if is_told) < WHOLE * size:
        return list(kept)
    # Most declared texts lack the deck: what stands above the first line that is told stays.
    first = told.index(True)
    return [
        block
        for place, block in enumerate(kept)
        if told[place] or place < first or block.tag not in RUNNING or block.size < MIN_PARAGRAPH
    ]


def _is_told(line: str, whole: str) -> bool:
    """Tell whether the letters at one end of `line` are in those of the `whole` text."""
    return _letters(line[:END]) in whole or _letters(line[-END:]) in whole


def _letters(text: str) -> str:
    return NO_LETTER.sub("", text)
