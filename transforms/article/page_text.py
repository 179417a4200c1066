"""From the plain text of a page to a record of its article.

Such a text has no markup left: a headline, a date line, a deck, captions, paragraphs, bylines, and what the
site puts below. Each line is told by its shape and its place.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from statistics import median

from transforms.article import page_lines
from transforms.article.byline_text import Person, byline
from transforms.article.language import detected
from transforms.article.page_lines import Image
from transforms.article.record import Record, record
from transforms.article.times import PageTime
from transforms.url import canonical_url

HEAD_LINES = 12
"""The date line stands among the first so many lines, or nowhere."""

MAX_DECK = 300
MAX_DECK_LINES = 2
WRAPPED_WIDTH = range(50, 101)
"""Characters: a text that was wrapped has lines of about this length."""

MIN_WRAPPED_LINES = 3


@dataclass(slots=True)
class PageParts:
    """What has been told so far about the lines of one page."""

    headline: str | None = None
    times: dict[str, PageTime] = field(default_factory=dict)
    deck: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    authors: list[Person] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    edition_line: str | None = None


def from_page_text(text: str, url: str, time_zone: tzinfo = UTC) -> Record:
    """Return what the plain `text` of the page at `url` tells about its article.

    Keys as of `transforms.article.html.extract`, and `has_translation_link` and `translation_language`: a
    text holds no links, but the button that leads to another edition is a line of it. Times without a zone
    are taken in `time_zone`.
    """
    parts = _read(_blocks(text), time_zone)
    body = "\n\n".join(parts.body) or None
    canonical = canonical_url(url)
    known = record(
        canonical,
        headline=parts.headline,
        alternative_headline=" ".join(parts.deck),
        author=_unique(parts.authors),
        published=parts.times.get("published"),
        modified=parts.times.get("modified"),
        in_language=detected(body or parts.headline),
        article_body=body,
        image=parts.images,
    )
    edition = parts.edition_line
    return {
        **known,
        "has_translation_link": edition is not None,
        "translation_language": page_lines.edition_language(edition) if edition else None,
    }


def _blocks(text: str) -> list[list[str]]:
    """Return the lines of `text`, white space single, in blocks that blank lines part."""
    lines = [" ".join(line.split()) for line in text.lstrip("\ufeff").splitlines()]
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [_unwrapped(block) for block in blocks if block]


def _unwrapped(block: list[str]) -> list[str]:
    """Return `block` as one line where it is a paragraph wrapped at a fixed width, else as it is."""
    inner = block[:-1]
    if len(block) < MIN_WRAPPED_LINES or sum(map(page_lines.is_sentence, inner)) * 2 > len(inner):
        return block
    even = max(map(len, block)) <= WRAPPED_WIDTH.stop and median(map(len, inner)) in WRAPPED_WIDTH
    return [" ".join(block)] if even and page_lines.is_sentence(block[-1]) else block


def _read(blocks: list[list[str]], zone: tzinfo) -> PageParts:
    parts = PageParts()
    lines = [(number, line) for number, block in enumerate(blocks) for line in block]
    if not lines:
        return parts
    parts.headline = lines[0][1]
    rest = _read_head(parts, lines[1:], zone)
    for place, (_, line) in enumerate(rest):
        if page_lines.is_edition_line(line):
            parts.edition_line = parts.edition_line or line
        elif parts.body and page_lines.is_tail(line):
            # The button may stand below the lists as well.
            below = (later for _, later in rest[place:] if page_lines.is_edition_line(later))
            parts.edition_line = parts.edition_line or next(below, None)
            break
        else:
            _place(parts, line)
    return parts


def _read_head(parts: PageParts, lines: list[tuple[int, str]], zone: tzinfo) -> list[tuple[int, str]]:
    """Read the date lines and the deck into `parts`; return the lines that remain."""
    last = -1
    for place, (_, line) in enumerate(lines[:HEAD_LINES]):
        times = page_lines.date_line(line, zone)
        if times:
            parts.times = {**times, **parts.times}
            last = place
        elif parts.times:
            break
    before, after = lines[: max(last, 0)], lines[last + 1 :]
    above = [(block, line) for block, line in before if not page_lines.date_line(line, zone)]
    if any(len(line) > MAX_DECK for _, line in above):
        return [*above, *after]  # the date line closes a text that began before it
    date_block = lines[last][0] if last >= 0 else None
    return _read_deck(parts, above, date_block) + _read_deck(parts, after, date_block)


def _read_deck(parts: PageParts, lines: list[tuple[int, str]], date_block: int | None) -> list[tuple[int, str]]:
    """Take the deck from the start of `lines` into `parts`; return the lines that remain."""
    remaining = list(lines)
    while remaining and len(parts.deck) < MAX_DECK_LINES:
        block, line = remaining[0]
        if not _is_deck(line, remaining[1:], same_block=block == date_block):
            break
        parts.deck.append(line)
        del remaining[0]
    return remaining


def _is_deck(line: str, following: list[tuple[int, str]], *, same_block: bool) -> bool:
    repeated = bool(following) and following[0][1] == line
    other = page_lines.caption(line) or page_lines.is_edition_line(line) or page_lines.is_tail(line)
    if other or repeated or byline(line) or len(line) > MAX_DECK:
        return False
    if not page_lines.is_sentence(line):
        return True
    # A deck may be a sentence; then only its standing with the date line, apart from the text, tells.
    block_ends = not following or page_lines.caption(following[0][1]) is not None
    return same_block and block_ends and bool(following)


def _place(parts: PageParts, line: str) -> None:
    """Put one line below the head where it belongs."""
    people = byline(line)
    image = page_lines.caption(line)
    if people:
        parts.authors += people
    elif image and (not parts.body or page_lines.has_photo_credit(image)):
        if image not in parts.images:
            parts.images.append(image)
    elif not page_lines.is_boilerplate(line):
        parts.body.append(re.sub(r"\s+", " ", line))


def _unique(people: list[Person]) -> list[Person]:
    """Return each person once; the role may stand in only one of two bylines."""
    by_name: dict[str, Person] = {}
    for person in people:
        held = by_name.setdefault(str(person["name"]), person)
        if not held["role"]:
            by_name[str(person["name"])] = person
    return list(by_name.values())
