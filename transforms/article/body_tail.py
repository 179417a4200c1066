"""Where an article's text ends: at the heading of the lists below it, or at a paywall."""

from collections.abc import Sequence

from transforms.article.heading_words import RELATED, TAIL
from transforms.article.line_text import plain
from transforms.article.line_value import FULL, HEADINGS, is_paragraph
from transforms.article.lines import Block, Lines
from transforms.article.paywall import WALLS
from transforms.article.phrases import phrases

TAILS = phrases(RELATED, TAIL)
BOXES = phrases(RELATED)
TEXT_BEFORE_TAIL = 0.6
"""Share of the text before which nothing ends it."""

BELOW_WALL = 2
"""Paragraphs that may stand below a paywall: offers, a note on the author."""


def before_tail(told: Sequence[Block], lines: Lines) -> list[Block]:
    """Return the lines above the text's end, without headings of other stories."""
    total = sum(block.size for block in told if is_paragraph(block))
    done, end = 0, len(told)
    for place, block in enumerate(told):
        if done >= TEXT_BEFORE_TAIL * total and _ends_text(told, place, lines):
            end = place
            break
        if is_paragraph(block):
            done += block.size
    return [block for block in told[:end] if plain(block.text) not in TAILS]


def _ends_text(told: Sequence[Block], place: int, lines: Lines) -> bool:
    """Tell whether the line at `place` stands where the text ends."""
    block = told[place]
    if block.size < FULL and any(wall in block.text.lower() for wall in WALLS):
        return sum(map(is_paragraph, told[place + 1 :])) <= BELOW_WALL  # else the words mean another thing
    return not is_paragraph(block) and plain(block.text) in TAILS and not _goes_on(told, place, lines)


def _goes_on(told: Sequence[Block], place: int, lines: Lines) -> bool:
    """Tell whether the heading at `place` is that of a box in the text: paragraphs like those above it follow."""
    if plain(told[place].text) not in BOXES:
        return False
    above = {_kind(block, lines) for block in told[:place] if is_paragraph(block)}
    return any(is_paragraph(block) and _kind(block, lines) in above for block in told[place + 1 :])


def _kind(block: Block, lines: Lines) -> tuple[int, str, str | None]:
    """Return what the paragraphs of one text have in common: the element around their own, its tag and class."""
    home = lines.elements[max(home_of(block, lines), 0)]
    return home.up, home.tag, home.node.attributes.get("class")


def home_of(block: Block, lines: Lines) -> int:
    """Return the element that the paragraphs around `block` have in common with it."""
    place = block.up
    if block.tag in {"p", "li"} or block.tag in HEADINGS:
        place = lines.elements[place].up
    return lines.elements[place].up if block.tag == "li" and place >= 0 else place
