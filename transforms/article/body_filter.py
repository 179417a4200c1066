"""Which lines of the element that holds the text are the text."""

import re
from collections.abc import Sequence
from datetime import UTC

from transforms.article import page_lines
from transforms.article.anchors import Anchors
from transforms.article.body_tail import before_tail, home_of
from transforms.article.byline_text import byline
from transforms.article.class_words import CAPTION
from transforms.article.line_text import bare, plain
from transforms.article.line_value import HEADINGS, SENTENCE, SENTENCE_END, ends_cut_off, is_paragraph
from transforms.article.lines import Block, Lines
from transforms.article.notice_words import ASIDE
from transforms.article.phrases import phrases

ASIDES = phrases(ASIDE)
LOOSE = frozenset({"div", "section", "td", "th", "dt", "dd", "body", "article", "form", "center", "header"})
"""Elements that hold labels as often as text."""

LABEL = 60
"""Width: below it a line of a loose element that is no sentence is a label."""

REPEATED = 80
"""Width from which on a line that stands there twice is a copy, not an answer such as "Yes"."""

NOTICE = 240
BYLINE = 160
"""Widths up to which a line may be the publisher's own, or a byline or date line."""

FEW_LINKS = 0.3
MANY_LINKS = 0.6
ALL_LINK = 0.95
"""Shares of a line that are links."""

LINKED_SENTENCE = 100
LINKED_TEXT = 250
"""Widths: from the first on a line with a long link may be a sentence, from the second on it is text."""

TEASER = 330
TEASER_LINES = 4
COLONS = (":", "：")
CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|(?<![\w.,+])\+?\d[\d ()-]{6,}\d(?![\d%])")
"""An e-mail address or a telephone number; of two a line is the publisher's own."""

CAPTION_WIDTH = 800
"""Up to it a line of a loose element is a caption where an element within it says so."""

FIRST_PARAGRAPH = 60
EDGE = 3
"""Lines from the first and the last sure paragraph among which bylines and date lines stand."""

MANY_LINES = 500
"""Lines from which on no line is looked for in all others: the time for it grows with the square of their number."""

COPY = 600
"""Width from which on a line that is a quarter of all is looked at for being the rest once more."""


def text_lines(lines: Lines, places: Sequence[int], anchors: Anchors) -> list[Block]:
    """Return those of the lines at `places` that are the article's text."""
    told = [block for place in places if _may_be_text(block := lines.blocks[place], lines, anchors)]
    told = before_tail(told, lines)
    sure = [place for place, block in enumerate(told) if is_paragraph(block)]
    if not sure:
        return told
    homes = {home_of(told[place], lines) for place in sure}
    own = {told[place].up for place in sure if told[place].tag in LOOSE}
    kept: list[Block] = []
    seen: set[str] = set()
    for place, block in enumerate(told):
        before, behind = place < sure[0], place > sure[-1]
        if (before or behind) and block.up not in own and not _belongs(block, lines, homes, before=before):
            continue
        if (
            block.tag in HEADINGS
            and block.linked > MANY_LINKS
            and block.up not in homes
            and home_of(block, lines) not in homes
        ):
            continue
        at_edge = place < sure[0] + EDGE or place > sure[-1] - EDGE
        if (
            block.text in seen
            or (is_label(block) and block.up not in homes | own)
            or is_notice(block, anchors, at_edge=at_edge)
        ):
            continue
        if block.size > REPEATED:
            seen.add(block.text)
        kept.append(block)
    total = sum(block.size for block in kept)
    kept = [block for block in kept if block.size < max(COPY, total / 4) or not _is_copy(block, kept)]
    if len(kept) < MANY_LINES:
        whole = "\n".join(block.text for block in kept)
        kept = [block for block in kept if not _is_pull_quote(block, whole)]
    while kept and (kept[-1].tag in HEADINGS or kept[-1].text.endswith(COLONS)):
        kept.pop()  # what they announce is not there
    return kept


def _may_be_text(block: Block, lines: Lines, anchors: Anchors) -> bool:
    if block.tag == "h1" or block.text == anchors.headline or _is_link(block):
        return False
    if block.parts & CAPTION and block.tag != "p" and block.size < CAPTION_WIDTH:
        return False
    if block.tag not in HEADINGS and all(word.startswith("#") for word in block.text.split()):
        return False  # tags
    name = plain(block.text)
    return bool(name) and name not in ASIDES and not _is_teaser(block, lines)


def _is_link(block: Block) -> bool:
    """Tell whether `block` is a link to elsewhere: no heading, and no sentence with a long link in it."""
    if block.linked <= MANY_LINKS or block.size >= LINKED_TEXT or block.tag in HEADINGS:
        return False
    return not _is_linked_sentence(block)


def _is_linked_sentence(block: Block) -> bool:
    """Tell whether `block` is a sentence with a long link in it."""
    is_sentence = block.tag == "p" and block.linked < ALL_LINK and SENTENCE_END.search(block.text)
    return bool(is_sentence) and block.size > LINKED_SENTENCE


def _is_teaser(block: Block, lines: Lines) -> bool:
    """Tell whether `block` is the beginning of another story: cut off, in an element of a few lines."""
    up = lines.elements[block.up].up
    if up < 0 or block.size > TEASER or not ends_cut_off(block.text):
        return False
    return lines.elements[up].end - lines.elements[up].start <= TEASER_LINES


def _belongs(block: Block, lines: Lines, homes: set[int], *, before: bool) -> bool:
    """Tell whether `block`, above the first or below the last sure paragraph, is text as well."""
    few = FEW_LINKS if before or block.size < FIRST_PARAGRAPH else MANY_LINKS
    if (block.linked >= few and not _is_linked_sentence(block)) or home_of(block, lines) not in homes:
        return False
    if block.tag not in {"p", "li"}:  # lines of one element, parted by line breaks
        return bool(SENTENCE_END.search(block.text) and SENTENCE.search(block.text))
    return block.size >= FIRST_PARAGRAPH if before else not block.text.startswith("©")


def is_label(block: Block) -> bool:
    """Tell whether `block` is a word or two on their own."""
    return block.tag in LOOSE and block.size < LABEL and not SENTENCE_END.search(block.text)


def is_notice(block: Block, anchors: Anchors, *, at_edge: bool) -> bool:
    """Tell whether `block` is the publisher's own or, `at_edge` of the text, a date line or a byline."""
    if page_lines.is_boilerplate(block.text):
        return True
    if block.size < (NOTICE if at_edge else BYLINE) and anchors.notice.search(block.text.lower()):
        return True
    if not at_edge:
        return False
    if block.size < NOTICE and not SENTENCE_END.search(block.text) and len(CONTACT.findall(block.text)) > 1:
        return True
    return block.size < BYLINE and bool(page_lines.date_line(block.text, UTC) or byline(block.text))


def _is_pull_quote(block: Block, whole: str) -> bool:
    """Tell whether `block` is a sentence that is set large beside the paragraph that it stands in."""
    if block.size <= REPEATED or block.tag not in {"p", "blockquote"}:
        return False
    return whole.count(bare(block.text)) > 1


def _is_copy(block: Block, kept: Sequence[Block]) -> bool:
    """Tell whether `block` says again, in one line, what other lines say."""
    again = sum(
        other.size for other in kept if other is not block and other.size > REPEATED and other.text in block.text
    )
    return again * 2 > block.size
