"""A line as it is compared with words."""

import string

EDGE = string.punctuation + string.whitespace + "«»„“”‘’‹›…–—·•●■▶►▼▲◆※：，。！？、「」『』【】（）《》〈〉｜|"
MAX_PLAIN = 60
"""Characters: what is longer is no heading."""


def plain(text: str) -> str:
    """Return `text` in lower case without the punctuation around it."""
    return text.lower().strip(EDGE) if len(text) <= MAX_PLAIN else text
