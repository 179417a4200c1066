"""Language tags: BCP 47, and nothing that only looks like one."""

import functools
import re

from babel import Locale
from babel.core import get_global

TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?(?P<rest>(?:-[a-z0-9]{1,8})*)$"
)
NO_LANGUAGE = frozenset({"und", "mul", "zxx", "kr"})
"""kr is Kanuri, and in all feeds that say so Korea is meant, in whatever language they are."""


@functools.lru_cache(maxsize=1024)
def language_tag(text: str | None) -> str | None:
    """Return `text` as a BCP 47 tag in its usual letters (`en-US`, `zh-Hant-TW`); None if it names no language.

    `US`, which some feeds give, is a country. `en_US`, `eng` and `en-UK` are put right.
    """
    match = TAG.match((text or "").strip().replace("_", "-").lower().partition(".")[0])
    if not match:
        return None
    language, script, region = match["language"], match["script"], match["region"]
    language = get_global("language_aliases").get(language, language)
    english = Locale("en")
    if language not in english.languages or language in NO_LANGUAGE:
        return None
    parts = [language]
    if script and script.title() in english.scripts:
        parts.append(script.title())
    if region:
        region = (get_global("territory_aliases").get(region.upper()) or [region.upper()])[0]
        parts += [region] if region in english.territories else []
    return "-".join(parts)
