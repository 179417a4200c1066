"""Bylines as lines of text: "By NAME, role and NAME, role"."""

import re

from transforms.article.page_words import BYLINE_PREFIX, HANGUL_ROLE, ROLE_WORDS

Person = dict[str, str | None]

MAX_BYLINE = 160
"""Characters: a longer line that begins with "By" is a sentence."""

MAX_NAME_WORDS = 5
PREFIXED = re.compile(rf"^{BYLINE_PREFIX}\s*:?\s+(?P<people>\S.*)$", re.IGNORECASE)
HANGUL = re.compile(rf"^(?P<name>[가-힣]{{2,4}})(?:\s*/)?\s+(?P<role>{HANGUL_ROLE})(?:\s+\S+@\S+)?$")
ROLE = re.compile(rf"\b(?:{ROLE_WORDS})s?\b", re.IGNORECASE)
CONJUNCTION = re.compile(r"\s+(?:and|y|e|et|und|en|och|og|&)\s+", re.IGNORECASE)
PARTICLES = frozenset({"de", "del", "da", "di", "la", "van", "von", "der", "den", "bin", "al", "el", "le", "dos", "du"})
SENTENCE_END = re.compile(r"[.!?。！？][\"”’)]*$")
INITIAL_END = re.compile(r"\b[A-Z]\.$|\b(?:Jr|Sr)\.$")
EMAIL = re.compile(r"[<(\[]?\S+@\S+")


def byline(line: str) -> list[Person]:
    """Return the people that `line` names as authors; empty if it is no byline."""
    bare = EMAIL.sub("", line).strip()
    hangul = [HANGUL.match(part.strip()) for part in re.split(r"[,·]", bare)]
    if all(hangul):
        return [{"name": match["name"], "role": match["role"]} for match in hangul if match]
    match = PREFIXED.match(bare)
    if not match or len(bare) > MAX_BYLINE or (SENTENCE_END.search(bare) and not INITIAL_END.search(bare)):
        return []
    people = _people(match["people"])
    return people if people and all(is_name(str(person["name"])) for person in people) else []


def _people(text: str) -> list[Person]:
    """Read names and roles in their order: a piece that looks like a name begins a person, another is a role."""
    people: list[Person] = []
    for part in CONJUNCTION.split(text):
        for number, piece in enumerate(filter(None, (piece.strip() for piece in part.split(",")))):
            if not people or (is_name(piece) and not ROLE.search(piece)):
                people.append({"name": piece, "role": None})
            elif number == 0 and people[-1]["role"]:
                # "culture and sports reporter": the conjunction stands inside one role.
                people[-1]["role"] = f"{people[-1]['role']} and {piece}"
            else:
                known = people[-1]["role"]
                people[-1]["role"] = f"{known}, {piece}" if known else piece
    return _with_shared_role(people)


def _with_shared_role(people: list[Person]) -> list[Person]:
    """Give "staff reporters", said of the last of several, to all of them."""
    last = people[-1]["role"] if people else None
    if last and last.endswith("s") and ROLE.search(last) and not any(person["role"] for person in people[:-1]):
        return [{**person, "role": last} for person in people]
    return people


def is_name(text: str) -> bool:
    """Tell whether `text` can be a name: a few words, each with a capital or of a script without any."""
    words = [word for word in text.split() if word.lower() not in PARTICLES]
    return (
        0 < len(words) <= MAX_NAME_WORDS
        and not any(character.isdigit() for character in text)
        and not re.search(r"[.!?:;]\s", re.sub(r"\b\w\.\s", " ", text))
        and all(word[0].isupper() or not word[0].islower() for word in words)
    )
