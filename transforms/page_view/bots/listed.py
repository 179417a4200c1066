"""The list of names that the library crawler-user-agents keeps, searched in one pass.

Nearly all of its 1,500 patterns are plain names.
"""

import functools
import re
from typing import NamedTuple

from transforms.page_view.bots.letter_tree import letter_tree

DISTRUSTED = frozenset(
    {
        # people's applications and browsers
        "Viber", "okhttp", "Instapaper\\/", "MetaIAB Facebook", "Sogou", "coccoc", "Freespoke\\/", "Fluid", "Trae\\/",
        "Code\\/1\\.",
        # phones, and the build of an Android that thousands of phones run
        "Butterfly", "Sonic", "Fever", "Expanse", "speedy", "AP3A\\.240617\\.008",
        # labelled a browser elsewhere: where labels contradict each other, an agent is a person's
        "GTmetrix", "Miniature\\.io\\/", "TSM-turingos", "YLT Chrome",
    }
)  # fmt: skip
"""The library's patterns that hit at least as many agents of people as bots that nothing else finds."""

_PLAIN = re.compile(r"[a-zA-Z0-9](?:[^\\\[\](){}|^$*+?.]|\\[^a-zA-Z0-9])*")
_WORD_START = "(?<![a-z0-9])"
"""Names are found at the start of a word only: the list's "ning/" is not in "Lightning/6.2"."""


class _Lists(NamedTuple):
    """The library's patterns, made ready: the plain names as one tree, the others as they are."""

    names: dict[str, str]
    tree: re.Pattern[str]
    others: tuple[tuple[str, re.Pattern[str]], ...]
    any_other: re.Pattern[str]


def listed_pattern(text: str) -> str | None:
    """Return the library's pattern that holds for `text`, an agent in lower case, None where none does."""
    lists = _lists()
    if found := lists.tree.search(text):
        return lists.names[found.group()]
    if lists.any_other.search(text):
        return next(pattern for pattern, expression in lists.others if expression.search(text))
    return None


@functools.cache
def _lists() -> _Lists:
    """Read the library's list; half a megabyte, so at first use only."""
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA  # noqa: PLC0415 - reads a large file

    lowered = {
        _lower(entry["pattern"]): entry["pattern"]
        for entry in CRAWLER_USER_AGENTS_DATA
        if entry["pattern"] not in DISTRUSTED
    }
    plain = [expression for expression in lowered if _PLAIN.fullmatch(expression)]
    others = [f"(?:{expression})" if "|" in expression else expression for expression in lowered.keys() - {*plain}]
    return _Lists(
        names={re.sub(r"\\(.)", r"\1", expression): lowered[expression] for expression in plain},
        tree=re.compile(_WORD_START + letter_tree(plain)),
        others=tuple((lowered[expression], re.compile(expression)) for expression in sorted(lowered.keys() - {*plain})),
        any_other=re.compile(letter_tree(sorted(others))),
    )


def _lower(pattern: str) -> str:
    r"""Return `pattern` for a text in lower case: letters lowered, but not those of a class such as \S; [aA] is a."""
    lowered = re.sub(r"\\.|[^\\]+", lambda part: part[0] if part[0][0] == "\\" else part[0].lower(), pattern)
    return re.sub(r"\[(\w)\1\]", r"\1", lowered)
