"""URLs as browsers read them."""

import ada_url

SCHEMES = frozenset({"http:", "https:"})
LONGEST = 4096


def web_url(text: str | None, base: str | None = None) -> str | None:
    """Return `text`, relative to `base`, as an absolute http or https URL; None if it is none."""
    if not text or not text.strip() or len(text) > LONGEST:
        return None
    try:
        parsed = ada_url.URL(text.strip(), base=base or None)
    except ValueError:
        return None
    if parsed.protocol not in SCHEMES or not parsed.hostname:
        return None
    return parsed.href
