"""What comes from outside, made safe to put into a file that a website serves."""

import json
import re
from typing import Any

import ada_url

FORBIDDEN = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not allow, and the C1 controls, which it advises against."""
WEB = ("http:", "https:")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
IN_SCRIPT = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
"""Characters that end a script or start markup; in JSON they occur in strings only, where an escape means the same."""


def plain_text(text: str | None) -> str:
    """Return `text` on one line, without the characters that XML forbids."""
    return " ".join(FORBIDDEN.sub("", text or "").split())


def web_url(url: str | None) -> str | None:
    """Return `url` as browsers write it, or None where it is not an http or https URL."""
    try:
        parsed = ada_url.URL(url or "")
    except ValueError:
        return None
    return str(parsed.href) if parsed.protocol in WEB and parsed.hostname else None


def origin(url: str) -> str:
    """Return the site's own page of a web URL: scheme, host and port."""
    return f"{ada_url.URL(url).origin}/"


def language_tag(text: str | None) -> str | None:
    """Return `text` if it can be a BCP 47 tag."""
    return text if text and LANGUAGE.fullmatch(text) else None


def script_safe_json(value: Any) -> str:
    """Return `value` as JSON that may also stand inside a page's script element."""
    return json.dumps(value, ensure_ascii=False, indent=1).translate(IN_SCRIPT) + "\n"
