"""The text of an article, paragraphs joined by a blank line."""

from resiliparse.extract.html2text import extract_plain_text

from transforms.article.anchors import Anchors
from transforms.article.body_declared import declared_text, without_strays
from transforms.article.body_filter import text_lines
from transforms.article.body_lead import lead_lines
from transforms.article.body_marks import Sums, ruled_out
from transforms.article.body_root import body_lines, body_root
from transforms.article.lines import lines_of, width
from transforms.article.page import Page

SHORT = 400
"""Width: below it other ways are tried. Wire items are shorter, but then no way finds more."""

MUCH_LONGER = 2
ENOUGH = 200
"""How many times as wide, and how wide, what another way finds must be."""

DOUBTFUL = 120
"""Width: below it a general reader has its say."""

MIN_PARAGRAPH = 40


def body_of(page: Page, anchors: Anchors) -> str | None:
    """Return the body of the page."""
    declared = declared_text(page)
    if not page.lines.blocks:
        return declared or None
    sums = Sums(page.lines)
    body = _text(page, sums, ruled_out(page.lines, sums, anchors.headline_at), anchors, declared)
    if width(body) < SHORT:
        # Perhaps a class means something else than it says, or the text is nowhere in the page but in its JSON-LD.
        for other in (_text(page, sums, bytearray(len(page.lines.blocks)), anchors, declared), declared):
            if width(other) > max(MUCH_LONGER * width(body), ENOUGH):
                body = other
                break
    if width(body) < DOUBTFUL and not page.lines.is_too_deep:  # whose time grows with the square of the depth
        body = max(body, _plain_text(page.text), key=len)
    return body or None


def _text(page: Page, sums: Sums, out: bytearray, anchors: Anchors, declared: str) -> str:
    lines = page.lines
    places = body_lines(lines, sums, out, body_root(lines, sums, out, anchors))
    kept = text_lines(lines, places, anchors)
    first = next((place for place in places if kept and lines.blocks[place] is kept[0]), 0)
    lead = lead_lines(lines, places, first, out, anchors)
    texts = [block.text for block in (without_strays(kept, declared) if declared else kept)]
    return "\n\n".join([*(block.text for block in lead if block.text not in texts), *texts])


def _plain_text(text: str) -> str:
    """Return the paragraphs that resiliparse finds in the page's markup."""
    told = extract_plain_text(text, main_content=True, alt_texts=False, preserve_formatting=True)
    return "\n\n".join(line for line in map(str.strip, told.splitlines()) if width(line) > MIN_PARAGRAPH)


def body_in(page: Page, selector: str) -> str | None:
    """Return the text in the elements at `selector`, as it stands."""
    lines = [block.text for element in page.tree.css(selector) for block in lines_of(element).blocks]
    return "\n\n".join(lines) or None


def last_line(page: Page, body: str | None) -> int:
    """Return the place of the last line of `body`; -1 where the page shows none of it."""
    end = (body or "").rpartition("\n\n")[2]
    places = (place for place in range(len(page.lines.blocks) - 1, -1, -1) if page.lines.blocks[place].text == end)
    return next(places, -1)
