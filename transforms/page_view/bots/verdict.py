"""The verdict on one user agent: our general patterns first, then the library's list of names."""

import functools
import importlib.metadata
import re

from transforms.page_view.bots.letter_tree import letter_tree
from transforms.page_view.bots.listed import listed_pattern
from transforms.page_view.bots.patterns import GENERAL, NO_ENGINE, VERSION
from transforms.page_view.bots.people import ENGINE, EXCEPTIONS

MISSING = frozenset({"", "-"})

LONGEST = 2_048
"""Letters that are looked at: browsers send some 150, and a log may hold a megabyte to make us slow."""

# RE2 knows ASCII letters only behind \w, \d and \b: so here too, lest DuckDB and Python differ.
_EXCEPTIONS = re.compile(letter_tree(EXCEPTIONS), re.ASCII)
_ANY = re.compile(letter_tree(expression for pattern in GENERAL for expression in pattern.expressions), re.ASCII)
_EACH = tuple((pattern.name, re.compile("|".join(pattern.expressions), re.ASCII)) for pattern in GENERAL)
_NO_ENGINE = re.compile("|".join(NO_ENGINE.expressions), re.ASCII)
_ENGINE = re.compile(letter_tree(ENGINE), re.ASCII)


@functools.cache
def list_version() -> str:
    """Return the version of the lists: the library's and ours."""
    return f"crawler-user-agents {importlib.metadata.version('crawler-user-agents')}, newslake {VERSION}"


@functools.lru_cache(maxsize=100_000)
def bot_rule(user_agent: str) -> str | None:
    """Return the rule by which `user_agent` is a bot, None for people's browsers and applications."""
    text = user_agent[:LONGEST].strip().lower()
    if text in MISSING:
        return "missing"
    if name := _general_pattern(text):
        return f"newslake: {name}"
    if listed := listed_pattern(text):
        return f"crawler-user-agents: {listed}"
    return None


def _general_pattern(text: str) -> str | None:
    """Return the name of the first general pattern that holds: all in one pass, since most agents are people's."""
    bare = _EXCEPTIONS.sub("", text)
    if _ANY.search(bare):
        return next(name for name, expression in _EACH if expression.search(bare))
    if _NO_ENGINE.search(text) and not _ENGINE.search(text):
        return NO_ENGINE.name
    return None
