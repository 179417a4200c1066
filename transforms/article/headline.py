"""The headline: what readers see, told by what the page declares."""

import html
import re

from transforms.article import json_ld
from transforms.article.lines import Block
from transforms.article.page import Page
from transforms.article.text_words import WORD

SITE_IN_TITLE = re.compile(r"\s+(?:[|\-–—•»·:/]|::|\|\|)\s+|\s*[|_｜]\s*")
AROUND_SITE = " |-–—•»_·:/｜"
ALIKE = 0.6
"""Share of the words of a heading that a declared title must have."""

ALL_BUT = 0.9
MOST = 0.7
HALF = 0.5
KICKER = 2.5
"""How many times as long as the headline itself the line may be that has another in front of it."""

MAX_HEADLINE = 300
MIN_WORDS = 3
FEW_WORDS = 4
"""A heading of so few words may be in a title by chance."""

SHOWN = frozenset({"h2", "h3", "div", "p", "td"})
"""Where headlines stand that are no h1."""


def headline_of(page: Page) -> tuple[str | None, int]:
    """Return the headline, and the place of the line that shows it; the place is 0 where none does."""
    declared = _declared(page)
    blocks = page.lines.blocks
    site = (page.first("og:site_name") or "").casefold()
    headings = [
        place
        for place, block in enumerate(blocks)
        if block.tag == "h1" and len(block.text) <= MAX_HEADLINE and block.text.casefold() != site
        if not _is_masthead(block, declared)
        if len(words(block.text)) >= MIN_WORDS or any(title.startswith(block.text) for title in declared[:1])
    ]
    alike = {place: max((likeness(blocks[place].text, title) for title in declared), default=0.0) for place in headings}
    best = max(headings, key=lambda place: alike[place], default=0)
    if not headings or alike[best] < ALIKE:
        shown = _shown(page, declared)
        if shown is not None:
            return _without_kicker(blocks[shown].text, declared), shown
        # A heading that says something else than the declared titles: those are written for search engines.
        telling = [place for place in headings if blocks[place].linked < HALF] or headings
        if len(telling) != 1:
            return (without_site(declared[0], site) if declared else None), 0
        best = telling[0]
    return _without_kicker(blocks[best].text, declared), best


def _is_masthead(block: Block, declared: list[str]) -> bool:
    """Tell whether `block` is a link to the site whose name stands behind the headline in a title."""
    if block.linked < ALL_BUT:
        return False
    parts = (SITE_IN_TITLE.split(title) for title in declared)
    return any(len(found) > 1 and found[-1].casefold() == block.text.casefold() for found in parts)


def _shown(page: Page, declared: list[str]) -> int | None:
    """Return the place of the line, in no h1, that shows one of the titles."""
    for title in declared:
        for place, block in enumerate(page.lines.blocks):
            if block.tag in SHOWN and block.linked < HALF and _shows(block.text, title):
                return place
    return None


def _shows(text: str, title: str) -> bool:
    if text.endswith(title):
        return len(text) < KICKER * len(title)
    return likeness(text, title) >= ALL_BUT and likeness(title, text) >= MOST


def _without_kicker(shown: str, declared: list[str]) -> str:
    """Return `shown` without the line above the headline, which some pages have in the same heading."""
    short = [title for title in declared if shown.endswith(title) and len(shown) <= KICKER * len(title)]
    return max(short, key=len) if short else shown


def _declared(page: Page) -> list[str]:
    """Return the titles that the page declares, those without a site's name first."""
    titles = [
        json_ld.text_of(page.node.get("headline")), page.first("og:title"), page.first("twitter:title"),
        json_ld.text_of(page.node.get("name")), *page.texts("head > title")[:1],
    ]  # fmt: skip
    told = list(dict.fromkeys(html.unescape(title) for title in titles if title))
    # An attribute ends at the first quotation mark that its page forgot to escape.
    return [title for title in told if not any(other.startswith((f'{title} "', f'{title}"')) for other in told)]


def words(text: str) -> list[str]:
    """Return the words of `text`, and of what is written without spaces the letters."""
    return WORD.findall(text.casefold())


def likeness(shown: str, declared: str) -> float:
    """Return how much of `shown` stands in `declared`, from 0 to 1; half of it where it says far less."""
    one, other = words(shown), set(words(declared))
    if not one or not other:
        return 0.0
    common = sum(word in other for word in one) / len(one)
    says_less = len(one) <= FEW_WORDS and len(one) < HALF * len(other)
    return common * HALF if says_less else common


def without_site(title: str, site: str) -> str:
    """Return `title` without the name of the site at its end."""
    parts = SITE_IN_TITLE.split(title)
    last = parts[-1].casefold()
    if len(parts) == 1:
        return title
    if (site and (last in site or site in last)) or len(words(parts[0])) >= MIN_WORDS:
        return title[: title.rindex(parts[-1])].rstrip(AROUND_SITE)
    return max(parts, key=len)
