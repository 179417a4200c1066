"""Bylines of providers: "Von NAME, dpa", "A and B", "NAME/TT"."""

import re

from transforms.article.byline_text import ROLE, is_name

Person = dict[str, str | None]
PREFIX = re.compile(r"^\s*(?:by|von|por|par|di|door|av|af|foto|photo|text)\b[:\s]+", re.IGNORECASE)
BETWEEN = re.compile(r"\s*[;|]\s*|\s+(?:and|und|y|et|och|og|e|&)\s+|\s*,\s+(?:and|und|y|et)\s+", re.IGNORECASE)
ARTICLE_WORD = re.compile(r"^(?:the|das|die|der|la|el)\s", re.IGNORECASE)
MAX_NAME = 80


def people_of(byline: str, publisher: str | None = None) -> list[Person]:
    """Return the people whom `byline` names; what stands behind a name and is none itself is the role.

    Who publishes is not who wrote: a byline that is the publisher's name alone gives nobody.
    """
    found: dict[str, Person] = {}
    for part in BETWEEN.split(PREFIX.sub("", " ".join(byline.split()))):
        last: Person | None = None
        for piece in filter(None, (piece.strip() for piece in re.split(r",|\s*/\s*", part))):
            if last is None or _is_person(piece):
                last = found.setdefault(piece, {"name": piece[:MAX_NAME], "role": None})
            else:
                last["role"] = f"{last['role']}, {piece}" if last["role"] else piece
    own = (publisher or "").casefold()
    return [person for name, person in found.items() if name.casefold() != own]


def _is_person(piece: str) -> bool:
    return " " in piece and is_name(piece) and not ROLE.search(piece) and not ARTICLE_WORD.match(piece)
