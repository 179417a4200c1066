"""Which lines the elements around them rule out."""

from itertools import accumulate

from transforms.article.class_words import BODY, BYLINE, CAPTION, DECK, FAINT, LINKS, NOISE, TIME, WALL
from transforms.article.line_value import LONG, value
from transforms.article.lines import Element, Lines

LARGE = {NOISE: 0.4, LINKS: 0.3, FAINT: 0.1}
"""Share of the page's text from which on an element is no noise: the words in its class mean another thing."""

LARGE_BODY = 0.15
"""The same for an element that calls itself the text as well."""

MANY_LINKS = 0.4
FIGURES = frozenset({"figure", "figcaption"})
TELLING = FIGURES | {"article", "aside"}
FIGURE_WIDTH = 800
LIMITS = ((CAPTION, 800), (BYLINE, 500), (TIME, 160))
"""What the class says -> the width up to which it is believed."""

FEW_LINES = 3
FEW_WIDTH = 350
FEW_SHARE = 0.2
"""How much may stand with an image for it to be a caption or a teaser, also as a share of the page's text."""


class Sums:
    """Sums over ranges of lines: of what speaks for a text, of widths, of the widths of links."""

    def __init__(self, lines: Lines) -> None:
        blocks = lines.blocks
        self.values = [value(block) for block in blocks]
        self.good = [0.0, *accumulate(max(one, 0.0) for one in self.values)]
        self.width = [0.0, *accumulate(float(block.size) for block in blocks)]
        self.linked = [0.0, *accumulate(block.size * block.linked for block in blocks)]


def ruled_out(lines: Lines, sums: Sums, headline_at: int) -> bytearray:
    """Return a byte for each line of the page: 1 where it is no part of the article's text."""
    out = bytearray(len(lines.blocks))
    whole = sums.good[-1] or 1.0
    for element in lines.elements:
        start, end = element.start, element.end
        tells = element.parts or element.images or element.tag in TELLING
        if end <= start or start <= headline_at < end or not tells:
            continue
        share = (sums.good[end] - sums.good[start]) / whole
        if (
            _is_noise(element, sums, share)
            or (element.parts & WALL and not _has_paragraph(element, sums))
            or _is_small(element, sums)
            or _is_below_image(element, sums, share)
            or _is_key_points(element, sums)
            or _is_next_article(element, lines, headline_at)
        ):
            out[start:end] = b"\1" * (end - start)
    return out


def _is_noise(element: Element, sums: Sums, share: float) -> bool:
    part = element.parts | (LINKS if element.tag == "aside" else 0)
    if part & NOISE and share < (LARGE_BODY if part & BODY else LARGE[NOISE]):
        return True
    if part & LINKS and share < LARGE[LINKS]:
        linked = sums.linked[element.end] - sums.linked[element.start]
        if linked > MANY_LINKS * (sums.width[element.end] - sums.width[element.start]):
            return True
    return bool(part & FAINT) and share < LARGE[FAINT]


def _has_paragraph(element: Element, sums: Sums) -> bool:
    """Tell whether a paragraph of a text is in `element`, longer than what asks readers to pay."""
    return any(value >= LONG for value in sums.values[element.start : element.end])


def _is_small(element: Element, sums: Sums) -> bool:
    """Tell whether `element` is a caption, a byline or a date line, and no more text than such may have."""
    size = sums.width[element.end] - sums.width[element.start]
    if element.tag in FIGURES and size < FIGURE_WIDTH:
        return True
    return any(element.parts & part and size < limit for part, limit in LIMITS)


def _is_below_image(element: Element, sums: Sums, share: float) -> bool:
    """Tell whether `element` is an image with a line or two below it: a caption, or the teaser of another story."""
    if not element.images or element.tag == "p" or element.end - element.start > FEW_LINES:
        return False
    return sums.width[element.end] - sums.width[element.start] < FEW_WIDTH and share < FEW_SHARE


def _is_key_points(element: Element, sums: Sums) -> bool:
    """Tell whether `element` is a deck of several lines: the text in short, not its beginning."""
    several = element.end - element.start > 1
    return bool(element.parts & DECK) and several and sums.width[element.end] - sums.width[element.start] < FIGURE_WIDTH


def _is_next_article(element: Element, lines: Lines, headline_at: int) -> bool:
    """Tell whether `element` is an article below this one, on a page that goes on without end."""
    shown = lines.blocks[headline_at]
    if element.tag != "article" or shown.tag != "h1" or element.start < headline_at:
        return False
    headings = (block.text for block in lines.blocks[element.start : element.end] if block.tag == "h1")
    return any(text != shown.text for text in headings)
