"""The byline that readers see: a line near the headline, or a reporter named in the text."""

import re

from transforms.article.class_words import BYLINE, NOISE
from transforms.article.line_value import is_paragraph
from transforms.article.lines import Block, Lines
from transforms.article.names import INNER_PREFIX, PREFIXED, ROLE, Person, as_name, people_in, unique
from transforms.article.page import text_of
from transforms.article.reporter_lines import reporters

ABOVE = 4
BELOW = 16
"""Lines around the headline."""

APART = 2
"""Lines from one line of a byline to the next."""

MAX_BYLINE = 160
TEXT = 320
"""Widths: of a byline at most, of a paragraph that is no lead at least."""

MAX_PEOPLE = 6
MAX_LINES = 8
"""An element with more is a list, not a byline."""

PROFILE = re.compile(
    r"/(?:author|autor|auteur|autore|autori|autoren|people|profile?|person|by|staff|writer|contributor|columnist|"
    r"journalist|reporter|redaktion|firma|team|user|persona|bio|signature)e?s?[/?=-]",
    re.IGNORECASE,
)
"""In the address of a page about an author."""


def visible_authors(lines: Lines, headline_at: int, last: int) -> list[Person]:
    """Return the people in the byline of the text whose headline and last line are at these places."""
    for marked in (True, False):
        people = _near(lines, headline_at, marked=marked)
        if people and len(people) <= MAX_PEOPLE:
            return people
    return reporters(lines, headline_at, last)


def _near(lines: Lines, headline_at: int, *, marked: bool) -> list[Person]:
    """Return the people in the lines around the headline that are `marked` as a byline, or else that read like one."""
    people: list[Person] = []
    at = paragraphs = 0
    has_prefix = False
    for place in range(max(0, headline_at - ABOVE), min(len(lines.blocks), headline_at + BELOW)):
        block = lines.blocks[place]
        paragraphs += place > headline_at and block.size > TEXT and is_paragraph(block)
        if paragraphs > 1 or (people and place - at > APART):
            break
        if place == headline_at or block.size > MAX_BYLINE or is_paragraph(block):
            continue
        found = _people(block, lines, marked=marked)
        prefixed = PREFIXED.match(block.text) is not None
        if found and (prefixed or not has_prefix):  # below "By A Person" stands the name of a paper
            people += found
            has_prefix = has_prefix or prefixed
            at = place
    return unique(people)


def _people(block: Block, lines: Lines, *, marked: bool) -> list[Person]:
    """Return the people in `block`, if its classes or its first words say that it is a byline."""
    if marked:
        if not (block.parts | _parts(block, lines)) & BYLINE:
            return []
    elif not (PREFIXED.match(block.text) or INNER_PREFIX.search(block.text) or _has_role(block.text)):
        return []
    links = lines.elements[block.up].node.css("a[href]")
    linked = [as_name(text_of(link)) for link in links if PROFILE.search(link.attributes["href"] or "")]
    people = people_in(block.text)
    roles = {person["name"]: person["role"] for person in people}
    names = [name for name in linked if name]
    if set(names) <= set(roles):
        return people
    return unique([{"name": name, "role": roles.get(name)} for name in names])


def _has_role(text: str) -> bool:
    """Tell whether `text` is "NAME, ROLE"."""
    name, _, role = text.partition(",")
    return bool(role and as_name(name) and ROLE.search(role))


def _parts(block: Block, lines: Lines) -> int:
    """Return what the small elements around `block` say that it is."""
    parts = 0
    place = block.up
    for _ in range(3):
        element = lines.elements[place]
        if place <= 0 or element.end - element.start > MAX_LINES:
            break
        parts |= element.parts
        place = element.up
    return 0 if parts & NOISE and not parts & BYLINE else parts
