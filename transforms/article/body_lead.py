"""The lead: paragraphs of full sentences between the headline and the element with the rest of the text."""

from collections.abc import Sequence

from transforms.article.anchors import Anchors
from transforms.article.body_filter import FEW_LINKS, is_notice
from transforms.article.line_value import HEADINGS, is_paragraph
from transforms.article.lines import Block, Lines

LEAD_TAGS = frozenset({"p", "h2", "h3", "div", "section"})
MAX_LEADS = 2
MAX_LEAD = 700
"""Width."""

NEAR = 20
"""Lines below the headline."""


def lead_lines(lines: Lines, first: int, out: Sequence[int], anchors: Anchors) -> list[Block]:
    """Return the lead above the line at `first`; lines that are ruled `out` are none of it."""
    at = anchors.headline_at
    if lines.blocks[at].tag not in HEADINGS:
        return []
    told = [lines.blocks[place] for place in range(at + 1, min(first, at + NEAR)) if not out[place]]
    leads = [block for block in told if _is_lead(block, anchors)]
    return leads if len(leads) <= MAX_LEADS else []


def _is_lead(block: Block, anchors: Anchors) -> bool:
    if block.tag not in LEAD_TAGS or block.parts or block.linked >= FEW_LINKS or block.size >= MAX_LEAD:
        return False
    return is_paragraph(block) and not is_notice(block, anchors, at_edge=True)
