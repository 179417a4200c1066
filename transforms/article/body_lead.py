"""The lead: full sentences and decks between the headline and the rest of the text."""

from collections.abc import Sequence

from transforms.article.anchors import Anchors
from transforms.article.body_filter import COLONS, FEW_LINKS, is_notice
from transforms.article.class_words import DECK
from transforms.article.line_value import HEADINGS, ends_cut_off, is_paragraph
from transforms.article.lines import Block, Lines

LEAD_TAGS = frozenset({"p", "h2", "h3", "div", "section"})
MAX_LEADS = 2
MAX_LEAD = 700
"""Width."""

NEAR = 20
"""Lines below the headline."""

MIN_DECK = 60
WIDE_DECK = 100
"""Widths from which on a deck that ends without a full stop is a sentence all the same, not a kicker or a label: where
it is marked or stands below the headline, and where it stands right above the text."""

NEXT = 2
"""Lines below the headline among which a deck stands that nothing marks."""


def lead_lines(lines: Lines, places: Sequence[int], first: int, out: Sequence[int], anchors: Anchors) -> list[Block]:
    """Return the lead above the line at `first` of the text's `places`; lines that are ruled `out` are none of it."""
    at = anchors.headline_at
    if lines.blocks[at].tag not in HEADINGS:
        return []
    above = [place for place in range(at + 1, min(first, at + NEAR)) if not out[place]]
    leads = {block.text: block for place in above if _is_lead(block := lines.blocks[place], place, lines, anchors)}
    if len(leads) > MAX_LEADS:
        leads = {}
    inner = [lines.blocks[place] for place in places if at < place < first]
    leads |= {block.text: block for block in inner[-1:] if _is_inner_deck(block, anchors)}
    return list(leads.values())


def _is_lead(block: Block, place: int, lines: Lines, anchors: Anchors) -> bool:
    if not _may_be_lead(block, anchors):
        return False
    element = lines.elements[block.up]
    marked = (element.parts | lines.elements[max(element.up, 0)].parts) & DECK
    if block.tag in HEADINGS:  # others say the headline once more, or what is in the text
        return bool(marked) and _may_be_deck(block)
    if is_paragraph(block):
        return True
    near = place == anchors.description_at or place <= anchors.headline_at + NEXT
    return (bool(marked) or near) and _may_be_deck(block)


def _is_inner_deck(block: Block, anchors: Anchors) -> bool:
    """Tell whether `block`, right above the text and in its element, is a deck that nothing marks."""
    if block.tag in HEADINGS or block.size < WIDE_DECK:
        return False
    return _may_be_lead(block, anchors) and _may_be_deck(block)


def _may_be_lead(block: Block, anchors: Anchors) -> bool:
    if block.tag not in LEAD_TAGS or block.parts or block.linked >= FEW_LINKS or block.size >= MAX_LEAD:
        return False
    return not is_notice(block, anchors, at_edge=True)


def _may_be_deck(block: Block) -> bool:
    """Tell whether `block` may be a deck: many end without a full stop."""
    return block.size >= MIN_DECK and not block.text.endswith(COLONS) and not ends_cut_off(block.text)
