"""Which folder a list is exported to.

A folder's name depends on the list's own name alone, so that its address stays when other lists come and go.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePosixPath

KINDS: dict[str, Callable[[str], str]] = {"language": str.lower, "section": str.title}
"""Kind of list -> how names of that kind are usually written."""
RESERVED = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
)
"""Names that Windows keeps for devices."""
LONGEST = 60


def folder_of(scope: str) -> PurePosixPath | None:
    """Return the folder of the list of `scope` within the exports; None where such lists are not exported."""
    if scope == "all":
        return PurePosixPath()
    kind, _, name = scope.partition(":")
    return PurePosixPath(kind, slug(name, KINDS[kind])) if kind in KINDS else None


def slug(name: str, usual: Callable[[str], str] = str.title) -> str:
    """Return a file name for `name`: [a-z0-9-], no two names alike even where upper and lower case are one.

    Local News is local-news. A name that its readable part does not tell exactly (Économie, WORLD, 국제) has a digest
    after an underscore, which no readable part contains.
    """
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    readable = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")
    if usual(readable.replace("-", " ")) == name and readable not in RESERVED and 0 < len(readable) <= LONGEST:
        return readable
    digest = hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
    return f"{readable[:LONGEST].strip('-') or 'name'}_{digest}"
