"""What is known of a page before its text is sought."""

import re
from dataclasses import dataclass
from functools import cache

from transforms.article.notice_words import NOTICES
from transforms.article.phrases import longest_first


@dataclass(frozen=True, slots=True)
class Anchors:
    """The places of lines that the text stands near to."""

    headline: str | None
    headline_at: int
    """The place of the line that shows the headline; 0 where none does."""
    description_at: int | None
    """The place of the line that says what the page declares as its description: the deck, or the text's beginning."""
    language: str | None

    @property
    def notice(self) -> re.Pattern[str]:
        """The pattern of the publishers' own words in the page's language and in English."""
        return _notice(self.language if self.language in NOTICES else None)


@cache
def _notice(language: str | None) -> re.Pattern[str]:
    """Return the pattern for `language`; for every language, if it is None."""
    table = {key: NOTICES[key] for key in ("en", language)} if language else NOTICES
    # A phrase begins a word; in scripts without spaces it may stand anywhere.
    return re.compile(rf"(?:(?<!\w)|(?<=[\u0e00-\uffff]))(?:{'|'.join(map(re.escape, longest_first(table)))})")
