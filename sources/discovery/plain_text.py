"""Text of small pieces of HTML: titles, summaries, captions."""

import re

from resiliparse.extract.html2text import extract_plain_text

MARKUP = re.compile(r"<[a-zA-Z/!]|&#?\w+;")


def plain_text(markup: str | None) -> str | None:
    """Return the text of `markup` on one line; None if there is none."""
    if not markup:
        return None
    if MARKUP.search(markup):
        markup = str(extract_plain_text(markup, preserve_formatting=False, alt_texts=False))
    return one_line(markup)


def one_line(text: str | None) -> str | None:
    """Return `text` with its white space collapsed; None if nothing is left."""
    return " ".join((text or "").split()) or None
