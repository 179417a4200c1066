"""IP and e-mail addresses out of a text that is kept: a user agent, or a line in quarantine.

What is doubtful is masked. Every expression takes time in proportion to the text: a line may have ten megabytes.
"""

import re

MASKED = "[address]"
MASKED_MAIL = "[e-mail]"
"""Told apart from an IP address: who gives an e-mail address in a user agent is a robot, and stays one when masked."""

_QUAD = r"\d{1,3}(?:\.\d{1,3}){3}"
_IPV4 = re.compile(rf"(?<![A-Za-z0-9.]){_QUAD}(?!\w|\.\d)")

_PRODUCT = re.compile(r"(?:(?<![^\s;,()\[\]+|\"'])[A-Za-z][\w.-]*/|\brv:)$")
"""What stands before a version: Chrome/141.0.0.0 has four numbers as well, and so has "rv:1.8.1.21"."""
LONGEST_PRODUCT = 64

_HEX = "[0-9A-Fa-f]{1,4}"
_IPV6 = re.compile(
    rf"(?<!\w)(?:{_HEX}(?::{_HEX}){{0,6}})?::(?:{_HEX}(?::{_HEX}){{0,6}})?(?:(?<=:){_QUAD}|:{_QUAD})?(?!\w|\.\d)"
    # without "::", and maybe cut short: four groups are enough
    rf"|(?<!\w){_HEX}(?::{_HEX}){{3,7}}(?::{_QUAD})?(?!\w|\.\d)"
)
_TIME = re.compile(r"\d{1,4}(?::\d\d){3}")
"""The end of "25/May/2026:10:00:00", which has four groups too."""

_AT = r"(?:@|%40| ?[\[({<][aA][tT][\])}>] ?| [aA][tT] )"
_DOT = r"(?:\.| ?[\[({<][dD][oO][tT][\])}>] ?| [dD][oO][tT] )"
_AT_WORD = re.compile(r"[\[({< ][aA][tT][\])}> ]")
_MAIL = re.compile(rf"(?<![\w.+-])[\w.+-]+{_AT}(?:[\w-]+{_DOT})+[A-Za-z][\w-]*")


def mask(text: str) -> str:
    """Return `text` with IP and e-mail addresses replaced by [address] and [e-mail]."""
    if "@" in text or "%40" in text or _AT_WORD.search(text):
        text = _MAIL.sub(MASKED_MAIL, text)
    if text.count(":") > 1:
        text = _IPV6.sub(_unless_time, text)
    return _IPV4.sub(_unless_version, text)


def _unless_time(found: re.Match[str]) -> str:
    """Return what stands for a run of groups: a time of day is no address, nor are two colons alone."""
    return found[0] if found[0] == "::" or _TIME.fullmatch(found[0]) else MASKED


def _unless_version(found: re.Match[str]) -> str:
    """Return what stands for four numbers: a product's version is no address."""
    start = found.start()
    return found[0] if _PRODUCT.search(found.string, max(0, start - LONGEST_PRODUCT), start) else MASKED
