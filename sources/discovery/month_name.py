"""Names of months in the languages that news is written in, from CLDR."""

import functools
from typing import Literal

from babel.dates import get_month_names

ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LANGUAGES = """
    de fr es it pt nl pl ru uk be bg cs sk sl hr sr bs mk hu ro el sq sv nb da fi is et lv lt ga cy ca eu gl
    tr az kk uz id ms vi th fil sw af fa ar he hi bn ta te ur ne ka hy mn km lo my am
"""
WIDTHS: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")
CONTEXTS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")


def month_number(name: str) -> int | None:
    """Return 1 to 12 for a month's name, whole or shortened as its language does; None if it is none.

    English counts first, by three letters. A name that two languages give to different months is none.
    """
    bare = name.strip(". ").lower()
    if bare.isascii() and bare[:3] in ENGLISH and _is_english(bare):
        return ENGLISH.index(bare[:3]) + 1
    return _other_languages().get(bare)


def _is_english(name: str) -> bool:
    whole = get_month_names("wide", locale="en")[ENGLISH.index(name[:3]) + 1].lower()
    return whole.startswith(name) or name == "sept"


@functools.cache
def _other_languages() -> dict[str, int]:
    """Return name -> month. Takes a fifth of a second, so it waits for the first name that is not English."""
    found: dict[str, int] = {}
    doubtful: set[str] = set()
    for language in LANGUAGES.split():
        for width in WIDTHS:
            for context in CONTEXTS:
                for number, name in get_month_names(width, context, language).items():
                    bare = name.strip(". ").lower()
                    if found.setdefault(bare, number) != number:
                        doubtful.add(bare)
    return {name: number for name, number in found.items() if name not in doubtful}
