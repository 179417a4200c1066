"""What a single line of a page's text is, by its shape."""

import re
from datetime import tzinfo

from transforms.article import page_words
from transforms.article.times import PageTime, find_times

Image = dict[str, str | None]

PUBLISHED = re.compile(page_words.PUBLISHED_LABELS, re.IGNORECASE)
MODIFIED = re.compile(page_words.MODIFIED_LABELS, re.IGNORECASE)
TAIL = re.compile(rf"^\W*(?:{page_words.TAIL_HEADINGS})\W*$", re.IGNORECASE)
BOILERPLATE = re.compile(rf"^\W*(?:{page_words.BOILERPLATE})", re.IGNORECASE)
EDITION = re.compile(page_words.EDITION_WORDS, re.IGNORECASE)
BUTTON = re.compile(r"\bbutton\b|\bclick\b|버튼|클릭|\bbotón\b|\bbouton\b|ボタン|按钮", re.IGNORECASE)
READ_IN = re.compile(
    r"^\W*(?:read|leer|lire|leggi|ler|view|switch)\b|^(?:original|originaltext|원문|原文)\b", re.IGNORECASE
)
LANGUAGES = [(code, re.compile(names, re.IGNORECASE)) for code, names in page_words.LANGUAGE_NAMES.items()]
PHOTO = re.compile(page_words.PHOTO_WORDS, re.IGNORECASE)
CAPTION = re.compile(r"^(?P<caption>\S.*?)\s*[(（\[](?P<credit>[^()（）\[\]]{2,60})[)）\]]\s*$")
SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’»」』)）\]]*$")

YEAR = re.compile(r"(?:19|20|25)\d\d")
MAX_DATE_LINE = 160
MAX_CAPTION = 400
MAX_BUTTON = 120


def date_line(line: str, zone: tzinfo, *, month_first: bool = False) -> dict[str, PageTime]:
    """Return the times of a date line under `published` and `modified`; empty if `line` is none.

    A line is one where a label stands before the time, or where there is little else but the time.
    """
    if len(line) > MAX_DATE_LINE or not YEAR.search(line):
        return {}
    times: dict[str, PageTime] = {}
    begin = 0
    for place, time in find_times(line, zone, month_first=month_first):
        label = line[begin:place]
        begin = place
        if MODIFIED.search(label):
            times.setdefault("modified", time)
        elif PUBLISHED.search(label) or (not times and len(label.strip()) < 4 and len(line) < 60):  # noqa: PLR2004
            times.setdefault("published", time)
    return times


def is_sentence(line: str) -> bool:
    """Tell whether `line` ends as a sentence does."""
    return bool(SENTENCE_END.search(line))


def caption(line: str) -> Image | None:
    """Return `line` as an image's caption and credit, if it ends with a credit in brackets; None otherwise."""
    match = CAPTION.match(line)
    if not match or len(line) > MAX_CAPTION or is_sentence(match["credit"]):
        return None
    return {"url": None, "caption": match["caption"], "credit_text": match["credit"].strip()}


def has_photo_credit(image: Image) -> bool:
    """Tell whether the credit of `image` names an agency or says that it is about a photo."""
    return bool(PHOTO.search(image["credit_text"] or ""))


def is_tail(line: str) -> bool:
    """Tell whether `line` heads the lists below an article."""
    return bool(TAIL.match(line))


def is_boilerplate(line: str) -> bool:
    """Tell whether `line` is the publisher's own, not the article's."""
    return bool(BOILERPLATE.match(line))


def is_edition_line(line: str) -> bool:
    """Tell whether `line` is the button that leads to the article in another language."""
    if len(line) > MAX_BUTTON or not EDITION.search(line) or (is_sentence(line) and not BUTTON.search(line)):
        return False
    return bool(BUTTON.search(line) or (READ_IN.search(line) and edition_language(line)))


def edition_language(line: str) -> str | None:
    """Return the language that an edition line names, as a BCP 47 subtag; None if it names none."""
    found = [(match.start(), code) for code, names in LANGUAGES if (match := names.search(line))]
    return min(found)[1] if found else None
