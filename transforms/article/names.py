"""Names of people in a line of text."""

import re
from collections.abc import Iterable

from transforms.article.byline_words import PREFIXES, ROLES, STOPS
from transforms.article.heading_words import TAIL
from transforms.article.months import MONTH_PATTERN
from transforms.article.notice_words import ASIDE
from transforms.article.page_words import HANGUL_ROLE, ROLE_WORDS
from transforms.article.phrases import longest_first, phrases

Person = dict[str, str | None]
"""{"name": …, "role": … or None}."""

MANNERS = (
    "senior|junior|chief|managing|deputy|associate|assistant|contributing|freelance|national|political|sports|science|"
    "business|health|technology|tech|economics|education|foreign|culture|climate|environment|crime|investigative|"
    "special|white house"
)
"""What stands before a role."""

_PREFIX = "|".join(map(re.escape, longest_first(PREFIXES)))
_WORDS = phrases(PREFIXES, STOPS, ASIDE, TAIL)
LETTERS = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
PREFIXED = re.compile(rf"^\W*(?:{_PREFIX})(?:\s*[:：／/|]\s*|\s+|(?<=[{LETTERS}])\s*[:：／/]\s*)(?=\S)", re.IGNORECASE)
INNER_PREFIX = re.compile(r"\d[\w:. ]*\s*[,|–—-]\s*(?:par|by|von|por|di|door|av|af)\s+", re.IGNORECASE)
STOP = re.compile(
    rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first(STOPS)))}|(?:{MONTH_PATTERN})(?=\W*$))(?!\w)", re.IGNORECASE
)
ALONE = re.compile(r"^\s*([A-ZÀ-ÞА-Я][\w.'’-]{2,30})\s*[,|·]?\s*$")
DIGIT = re.compile(r"\s*\S*\d")
EMAIL = re.compile(r"[<(\[（]?\s*[\w.+-]+@[\w-]+\.[\w.-]+\s*[>)\]）]?|(?<!\w)@\w+")
BRACKETED = re.compile(r"[(（\[【<][^)）\]】>]*[)）\]】>]")
SEPARATOR = re.compile(
    r"\s*[;|•·/／、&]\s*|\s*,\s*(?:and|und|et|y|e|og|och|en)\s+|\s+(?:and|und|et|y|e|og|och|en|i|a|и|与|和)\s+|\s[-–—]\s",
    re.IGNORECASE,
)
ROLE = re.compile(
    rf"(?<!\w)(?:(?:{MANNERS})\s+)*(?:{ROLE_WORDS}|{'|'.join(longest_first(ROLES))})s?(?!\w)", re.IGNORECASE
)
HANGUL_TAIL = re.compile(rf"\s*(?:{HANGUL_ROLE}|PD|선임기자|인턴기자)$")
CJK = re.compile(r"^[\u3400-\u9fff\u3040-\u30ff々 ・]{2,9}$")
CJK_TAIL = re.compile(r"(?:記者|记者|編集委員|特派員|編輯|编辑|論説委員|さん|氏)$")
HANGUL = re.compile(r"^[가-힣]{2,5}$")
PARTICLES = frozenset({
    "de", "del", "da", "di", "la", "van", "von", "der", "den", "bin", "al", "el", "le", "dos", "du", "das", "do", "e",
    "y", "zu", "af", "av", "ter", "ten", "ben", "ibn", "abu", "st", "san", "i", "o'",
})  # fmt: skip
MIN_WORDS = 2
MAX_WORDS = 5
MAX_NAME = 60


def people_in(text: str) -> list[Person]:
    """Return the people in a byline, after its prefix and up to a date; what follows a name may be a role."""
    bare, prefixed = _bare(text)
    found: list[Person] = []
    for part in SEPARATOR.split(bare):
        for piece in re.split(r"[,，]", PREFIXED.sub("", part or "")):
            if found and piece.strip()[:1].islower() and not ROLE.search(piece):
                break  # "of Serra Clara"
            role = ROLE.search(piece)
            name = as_name(piece[: role.start()] if role else piece)
            if name:
                found.append({"name": name, "role": piece[role.start() :].strip() if role else None})
            elif role and found:
                found[-1]["role"] = found[-1]["role"] or " ".join(piece.split())
            elif prefixed and not found and (alone := ALONE.match(piece)) is not None:
                return [{"name": alone[1], "role": None}]  # a pen name, an agency
            elif found or piece.strip():
                break  # what follows a place is no name
    return _with_shared_role(unique(found))


def _with_shared_role(people: list[Person]) -> list[Person]:
    """Give "staff reporters", said of the last of several, to all of them."""
    last = people[-1]["role"] if people else None
    if last and last.endswith("s") and not any(person["role"] for person in people[:-1]):
        return [{**person, "role": last} for person in people]
    return people


def unique(people: Iterable[Person]) -> list[Person]:
    """Return each person once, in order; a role that stands in a later byline is kept."""
    found: dict[str, Person] = {}
    for person in people:
        held = found.setdefault(str(person["name"]).casefold(), dict(person))
        held["role"] = held["role"] or person["role"]
    return list(found.values())


def names_in(text: str) -> list[str]:
    """Return the names alone of the people in a byline."""
    return [str(person["name"]) for person in people_in(text)]


def _bare(text: str) -> tuple[str, bool]:
    """Return the byline `text` without what stands around its people, and whether a prefix stood there."""
    bare = EMAIL.sub(" ", text)
    bare = BRACKETED.sub(" ", bare) if not bare.startswith(("[", "【", "（")) else bare.strip("[]【】（） ")
    if (inner := INNER_PREFIX.search(bare)) is not None:
        bare = bare[inner.end() :]
    prefixed = PREFIXED.match(bare) is not None
    bare = PREFIXED.sub("", bare, count=1)
    for end in (DIGIT, STOP):
        if (found := end.search(bare)) is not None:
            bare = bare[: found.start()]
    return bare, prefixed


def as_name(text: str) -> str | None:
    """Return `text` as a person's name; None if it is none."""
    if len(text) > 2 * MAX_NAME:
        return None
    name = CJK_TAIL.sub("", HANGUL_TAIL.sub("", " ".join(text.split()).strip(" .:：|*-–—•·'\"“”"))).strip()
    if not name or len(name) > MAX_NAME or name.lower() in _WORDS or "_" in name:
        return None
    if HANGUL.match(name) or CJK.match(name):
        return name
    words = name.split()
    real = [word for word in words if word.lower() not in PARTICLES]
    if not MIN_WORDS <= len(words) <= MAX_WORDS or not real or ROLE.search(name):
        return None
    return name if all(word[0].isalpha() and not word[0].islower() for word in real) else None
