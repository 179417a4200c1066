"""A line as it is compared with words."""

import string

EDGE = string.punctuation + string.whitespace + "«»„“”‘’‹›…–—·•●■▶►▼▲◆※：，。！？、「」『』【】（）《》〈〉｜|"
MAX_PLAIN = 60
"""Characters: what is longer is no heading."""


def bare(text: str) -> str:
    """Return `text` without the punctuation around it."""
    return text.strip(EDGE)


def plain(text: str) -> str:
    """Return `text` in lower case without the punctuation around it."""
    return bare(text.lower()) if len(text) <= MAX_PLAIN else text
