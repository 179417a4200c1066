"""How much a line speaks for an article's text around it."""

import re

from transforms.article.class_words import BYLINE, CAPTION
from transforms.article.lines import Block

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SENTENCE = re.compile(r"[.!?。！？…।؟۔]")
SENTENCE_END = re.compile(r"[.!?。！？…।؟۔:：;\"”’»」』)）\]]$")

HALF = 0.5
"""Of a line: what is more of a link is one."""

SHORT, PARAGRAPH, FULL, LONG, VERY_LONG = 50, 60, 80, 200, 300
"""Widths."""

LINK, LINKED_HEADING, LABEL, TEASER = 0.15, 30.0, 10.0, 20.0
"""How much they speak against a text, a link by its width up to that of a paragraph."""

NO_SENTENCE = 0.1


def ends_cut_off(text: str) -> bool:
    """Tell whether `text` stops in the middle, as teasers do and what stands above a paywall."""
    return text.endswith(("...", "…"))


def value(block: Block) -> float:
    """Return how much `block` speaks for an article's text around it; below zero: against."""
    size = block.size
    if block.parts & (CAPTION | BYLINE):
        return 0.0
    if block.linked > HALF:
        return -LINKED_HEADING if block.tag in HEADINGS else -LINK * min(size, PARAGRAPH)
    if ends_cut_off(block.text):
        return -TEASER if size < VERY_LONG else 0.0
    if size < SHORT:
        return -LABEL
    if not SENTENCE.search(block.text):
        return NO_SENTENCE * size
    return size * (1 - block.linked) if size >= FULL else HALF * size


def is_paragraph(block: Block) -> bool:
    """Tell whether `block` is beyond doubt a paragraph of a text."""
    if block.linked >= HALF or block.size < PARAGRAPH:
        return False
    # A long line with two ends of sentences in it is text, whatever stands last.
    return bool(SENTENCE_END.search(block.text)) or (block.size >= LONG and len(SENTENCE.findall(block.text)) > 1)
