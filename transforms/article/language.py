"""The language of a page: declared, else detected."""

import re
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from resiliparse.parse.lang import detect_fast

from transforms.article import json_ld
from transforms.article.language_zones import LANGUAGE_ZONES
from transforms.article.page import Page

PRIMARY_SUBTAG = re.compile(r"^([a-z]{2,3})(?:[-_]|$)")
SURE_LENGTH = 500
SURE_DISTANCE = 300
"""The detector's; of the right languages of long texts it is about 200, of the wrong ones above 400."""

FIRST_OTHER = "\u0250"
"""The first letter behind Latin's."""

LATIN = frozenset({
    "en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "no", "nn", "fi", "pl", "cs", "sk", "hu", "ro", "tr",
    "hr", "sl", "et", "lv", "lt", "id", "ms", "vi", "is", "ga", "ca", "eu", "gl", "sq", "af", "sw", "fil",
})  # fmt: skip
"""Languages that are written in Latin letters."""

SAME = {
    "nb": "no", "nn": "no", "no": "nb", "iw": "he", "in": "id", "ms": "id", "id": "ms", "hr": "sr", "bs": "sr",
    "gl": "pt", "tl": "fil",
}  # fmt: skip
"""Languages that the detector does not tell apart, or calls by another code."""

LONG_CODES = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "por": "pt", "ita": "it", "rus": "ru",
    "jpn": "ja", "kor": "ko", "zho": "zh", "chi": "zh", "ara": "ar", "nld": "nl", "dut": "nl", "pol": "pl", "tur": "tr",
}  # fmt: skip
"""ISO 639-2 -> BCP 47."""

SAMPLE = 4000
"""Characters of the body that are looked at."""


def primary_subtag(tag: str | None) -> str | None:
    """Return the language of a BCP 47 tag: `ko` of `ko-KR`; None if it is no tag."""
    match = PRIMARY_SUBTAG.match((tag or "").strip().lower())
    return LONG_CODES.get(match[1], match[1]) if match else None


def detected(text: str | None) -> str | None:
    """Return the language that `text` seems to be in, or None."""
    if not text:
        return None
    name, _ = detect_fast(text[:SAMPLE])
    return primary_subtag(name) if name != "unknown" else None


def language_of(page: Page, body: str | None) -> str | None:
    """Return the language that the page declares, unless the body is surely in another; else the body's.

    Templates declare the language that their maker speaks.
    """
    tag = declared(page)
    if tag is None:
        return detected(body)
    if body and len(body) >= SURE_LENGTH:
        ranked: Any = detect_fast(body[:SAMPLE], n_results=3)
        likely = [(primary_subtag(name), distance) for name, distance in ranked]
        is_sure = likely[0][1] <= SURE_DISTANCE or (tag in LATIN and not is_latin(body[:SAMPLE]))
        if is_sure and not {tag, SAME.get(tag)} & {name for name, _ in likely}:
            return likely[0][0]
    return tag


def is_latin(text: str) -> bool:
    """Tell whether most letters of `text` are Latin."""
    letters = [character for character in text if character.isalpha()]
    return sum(character < FIRST_OTHER for character in letters) * 2 >= len(letters)


def declared(page: Page) -> str | None:
    """Return the language that JSON-LD, the html element or a meta element declares."""
    told = page.node.get("inLanguage")
    if isinstance(told, dict):
        told = told.get("alternateName") or told.get("name")
    candidates = (
        json_ld.text_of(told),
        page.tree.root.attributes.get("lang"),
        page.first("og:locale", "content-language"),
    )
    return next(filter(None, map(primary_subtag, candidates)), None)


def zone_of(language: str | None) -> tzinfo:
    """Return the zone of `language`, if it is spoken in one alone; else UTC."""
    name = LANGUAGE_ZONES.get(language or "")
    return ZoneInfo(name) if name else UTC


def writes_month_first(page: Page) -> bool:
    """Tell whether the page writes 3/4/2025 for a day in March: as in the United States, and nowhere else."""
    tag = (page.tree.root.attributes.get("lang") or page.first("og:locale", "content-language") or "").lower()
    return tag.replace("_", "-") in {"en", "en-us"}
