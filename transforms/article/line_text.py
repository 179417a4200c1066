"""A line as it is compared with words."""

import string

UNSEEN = "\u00ad\u200b\u2060\ufeff"
"""Letters without ink that no script needs: soft hyphen, places where a line may or may not be broken."""

EDGE = string.punctuation + string.whitespace + UNSEEN + "«»„“”‘’‹›…–—·•●■▶►▼▲◆※：，。！？、「」『』【】（）《》〈〉｜|"
MAX_PLAIN = 60
"""Characters: what is longer is no heading."""


def bare(text: str) -> str:
    """Return `text` without the punctuation around it."""
    return text.strip(EDGE)


def plain(text: str) -> str:
    """Return `text` in lower case without the punctuation around it."""
    return bare(text.lower()) if len(text) <= MAX_PLAIN else text
