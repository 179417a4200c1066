"""Which element holds the article's text."""

from collections.abc import Sequence
from itertools import accumulate

from transforms.article.anchors import Anchors
from transforms.article.body_marks import Sums
from transforms.article.class_words import BODY
from transforms.article.lines import Element, Lines

BEFORE_HEADLINE = 0.2
PARAGRAPH = 120
FEW_LINKS = 0.3
SOME_TEXT = 120
KEEP = 0.95
HINT = 1.25


def body_root(lines: Lines, sums: Sums, out: bytearray, anchors: Anchors) -> int:
    """Return the place of the element that holds the text."""
    values = [0.0 if gone else value for value, gone in zip(sums.values, out, strict=True)]
    for place in range(min(anchors.headline_at, len(values))):
        values[place] = min(values[place], values[place] * BEFORE_HEADLINE)
    totals = [0.0, *accumulate(values)]
    within = _article_around(lines, values, anchors.headline_at)
    scores = []
    for element in lines.elements:
        if not within[0] <= element.start <= element.end <= within[1]:
            scores.append(float("-inf"))
            continue
        score = totals[element.end] - totals[element.start] if element.end > element.start else float("-inf")
        scores.append(score * HINT if element.parts & BODY and score > 0 else score)
    best = max(range(len(scores)), key=lambda place: (scores[place], place))
    # A smaller element that holds nearly all of it is the better one.
    end = lines.elements[best].end
    for place in range(best + 1, len(scores)):
        element = lines.elements[place]
        if element.start >= end:
            break
        if scores[place] >= KEEP * scores[best] and element.end <= lines.elements[best].end:
            best = place
    return best


def _article_around(lines: Lines, values: Sequence[float], headline_at: int) -> tuple[int, int]:
    """Return the range of the article element around the headline, if there is text in it; else that of the page."""
    whole = (0, len(values))
    if not values or lines.blocks[headline_at].tag != "h1":
        return whole
    place = lines.blocks[headline_at].up
    while place > 0:
        element = lines.elements[place]
        if element.tag in {"article", "main"}:
            good = sum(max(value, 0.0) for value in values[element.start : element.end])
            if good >= SOME_TEXT:
                return element.start, element.end
        place = element.up
    return whole


def body_lines(lines: Lines, sums: Sums, out: bytearray, root: int) -> list[int]:
    """Return the places of the lines of the element at `root`, and of its like: the same text in several boxes."""
    element = lines.elements[root]
    names = element.node.attributes.get("class")
    # One paragraph is no text: what follows it may be lists and links, which speak against the element around them.
    is_paragraph = element.tag == "p"
    beside = [
        other
        for other in (lines.elements if names or is_paragraph else ())
        if other.up == element.up and other.tag == element.tag and other.end > other.start
    ]
    like = [
        other
        for other in beside
        if other is element
        or is_paragraph
        or (other.node.attributes.get("class") == names and _is_text(other, lines, sums))
    ]
    ranges = [(other.start, other.end) for other in like or (element,)]
    return [place for start, end in ranges for place in range(start, end) if not out[place]]


def _is_text(element: Element, lines: Lines, sums: Sums) -> bool:
    """Tell whether most of what is in `element` is paragraphs, be they cut off by a paywall."""
    blocks = lines.blocks[element.start : element.end]
    good = sum(block.size for block in blocks if block.size >= PARAGRAPH and block.linked < FEW_LINKS)
    return good * 2 > sums.width[element.end] - sums.width[element.start]
