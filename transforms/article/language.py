"""The language of a page: declared, else detected."""

import re

from resiliparse.parse.lang import detect_fast

from transforms.article import json_ld
from transforms.article.page_meta import PageMeta

PRIMARY_SUBTAG = re.compile(r"^([a-z]{2,3})(?:[-_]|$)")
SAMPLE = 4000
"""Characters of the body that are looked at."""


def primary_subtag(tag: str | None) -> str | None:
    """Return the language of a BCP 47 tag: `ko` of `ko-KR`; None if it is no tag."""
    match = PRIMARY_SUBTAG.match((tag or "").strip().lower())
    return match[1] if match else None


def detected(text: str | None) -> str | None:
    """Return the language that `text` seems to be in, or None."""
    if not text:
        return None
    name, _ = detect_fast(text[:SAMPLE])
    return primary_subtag(name) if name != "unknown" else None


def language_of(meta: PageMeta, body: str | None) -> str | None:
    """Return the language that JSON-LD or the html element declares, else the one detected in `body`."""
    declared = meta.node.get("inLanguage")
    if isinstance(declared, dict):
        declared = declared.get("alternateName") or declared.get("name")
    candidates = (json_ld.text_of(declared), meta.tree.get("lang"), meta.first("og:locale", "content-language"))
    for tag in candidates:
        found = primary_subtag(tag)
        if found:
            return found
    return detected(body)
