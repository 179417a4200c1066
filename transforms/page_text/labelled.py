"""Page texts whose head is lines of a label and a value: "Title: …", "By: …", "Published: …"."""

import re
from datetime import tzinfo
from typing import NamedTuple

from transforms.article.times import PageTime, page_time
from transforms.page_text.labels import ARABIC_MONTHS, MEANING

MAX_HEAD_LINES = 40
MAX_LABEL = 30
LABELLED = re.compile(rf"^[\s*#_>-]*(?P<label>[^:\uff1a\n]{{1,{MAX_LABEL}}}?)[*_\s]*[:\uff1a][*_]*\s*(?P<value>.*)$")
BARE_BYLINE = re.compile(r"^\s*(?P<label>by|por|par|von|di)\s+(?P<value>\S.*)$", re.IGNORECASE)
MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""Marks of direction, invisible, which Arabic texts hold."""

TATWEEL_AND_VOWELS = re.compile("[\u0640\u064b-\u0652]")
ARABIC_DATE = re.compile(
    r"(\d{1,2})\s+("
    + "|".join(sorted((name for names in ARABIC_MONTHS for name in names), key=len, reverse=True))
    + r")[\s،,]+((?:19|20)\d\d)"
)
MONTH = {name: number for number, names in enumerate(ARABIC_MONTHS, 1) for name in names}


class Labelled(NamedTuple):
    """What the labels tell, and the text below them."""

    values: dict[str, str]
    rest: str


def labelled_head(text: str) -> Labelled | None:
    """Return the labelled head of `text` and what follows; None where it has none: a headline and one label more."""
    lines = text.lstrip("\ufeff").splitlines()
    values: dict[str, str] = {}
    at = 0
    while at < len(lines) and at < MAX_HEAD_LINES:
        line = MARKS.sub("", lines[at]).strip()
        found = LABELLED.match(line)
        column = MEANING.get(label_of(found["label"])) if found else None
        bare = BARE_BYLINE.match(line) if values and not column else None
        if bare:
            found, column = bare, "author"
        if found and column == "body":
            lines[at] = found["value"]
            break
        if found and column:
            value = found["value"].strip()
            values[column] = f"{values[column]}; {value}" if column in values and column == "author" else value
        elif line:
            break
        at += 1
    told = {column: value for column, value in values.items() if value}
    return Labelled(told, "\n".join(lines[at:])) if "headline" in told and len(values) > 1 else None


def label_of(text: str) -> str:
    """Return a label as the table has it: lower case, single spaces, without Arabic's vowel marks."""
    lower = " ".join(text.lower().split())
    return lower if lower in MEANING else TATWEEL_AND_VOWELS.sub("", lower)


def labelled_time(text: str | None, zone: tzinfo) -> PageTime | None:
    """Return the time that a labelled line tells; Arabic names of months are known too."""
    if not text:
        return None
    return page_time(ARABIC_DATE.sub(lambda found: f"{found[3]}-{MONTH[found[2]]}-{found[1]} ", text), zone)
