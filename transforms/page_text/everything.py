"""Texts of everything on a page, as WET files have: the title first, menus above and below the article."""

import re

from transforms.article.byline_text import byline
from transforms.article.page_lines import caption, is_sentence, is_tail
from transforms.article.times import find_times

SITE = re.compile(r"\s+[|\-\u2013\u2014·•»]\s+|\s*[|\uff5c]\s*")
HEADLINE_WITHIN = 200
"""Lines in which the headline comes again: menus of a site are long."""

MIN_HEADLINE = 8
MIN_MENU = 3
PARAGRAPH = 60
"""Characters of a sentence in the text; those of scripts without spaces say as much in half of them."""

MIN_DECK = 32
"""Characters: words on buttons are shorter."""

DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
MAX_DATE_LINE = 160


def article_part(text: str) -> str | None:
    """Return the part of `text` from the headline to the last paragraph; None where it is no text of everything.

    It is one if its first line, the page's title, begins with the headline, which comes again further below, behind a
    menu. Between headline and text only what tells something stays: dates, bylines, captions, longer lines.
    """
    lines = [" ".join(line.split()) for line in text.lstrip("\ufeff").splitlines()]
    filled = [number for number, line in enumerate(lines) if line]
    if not filled:
        return None
    title = lines[filled[0]]
    again = next((n for n in filled[1:HEADLINE_WITHIN] if _is_headline(lines[n], title)), None)
    if again is None:
        return None
    texts = [number for number in filled if number > again and _is_paragraph(lines[number])]
    menu = [number for number in filled[1:] if number < again]
    if not texts or (len(menu) < MIN_MENU and lines[again] == title):
        return None
    first, last = texts[0], _end(lines, texts, filled)
    head = [line for line in lines[again + 1 : first] if not line or _tells(line)]
    below = [lines[number] for number in filled if number > last]
    names = [line for line in below[:MIN_MENU] if byline(line)]
    return "\n".join([lines[again], "", *head, "", *lines[first : last + 1], "", *names])


def _end(lines: list[str], texts: list[int], filled: list[int]) -> int:
    """Return the last paragraph before the lists below the article."""
    tail = next((number for number in filled if number > texts[0] and is_tail(lines[number])), len(lines))
    return max(number for number in texts if number < tail)


def _is_headline(line: str, title: str) -> bool:
    if len(line) < MIN_HEADLINE and not (DENSE.search(line) and len(line) * 2 >= MIN_HEADLINE):
        return False
    return line == title or any(title[: match.start()] == line for match in SITE.finditer(title))


def _is_paragraph(line: str) -> bool:
    enough = PARAGRAPH // 2 if DENSE.search(line) else PARAGRAPH
    return len(line) >= enough and is_sentence(line)


def _tells(line: str) -> bool:
    enough = MIN_DECK // 2 if DENSE.search(line) else MIN_DECK
    if byline(line) or caption(line) or len(line) >= enough or is_sentence(line):
        return True
    return len(line) <= MAX_DATE_LINE and any(
        time.precision != "day" or len(line) < PARAGRAPH for _, time in find_times(line)
    )
