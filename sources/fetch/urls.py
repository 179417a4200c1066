"""URLs as browsers read them (WHATWG), and the site that one belongs to."""

import re

from ada_url import URL
from tld import get_fld

CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
LONGEST_URL = 8192


def cleaned(url: str, base: str | None = None) -> str:
    """Return an absolute http or https URL in ASCII, without fragment and credentials; ValueError says what is wrong.

    A `base` is what the URL is relative to.
    """
    if len(url) > LONGEST_URL:
        raise ValueError(f"the URL has {len(url)} characters, more than {LONGEST_URL}")
    try:
        parts = URL(url.strip(), base) if base else URL(url.strip())
    except ValueError:
        raise ValueError(f"not a URL: {one_line(url)!r}") from None
    if parts.protocol not in {"http:", "https:"}:
        raise ValueError(f"scheme {parts.protocol} is not fetched: {one_line(url)!r}")
    if not parts.hostname:
        raise ValueError(f"the URL has no host: {one_line(url)!r}")
    parts.hash = parts.username = parts.password = ""
    return str(parts.href)


def site_of(url: str) -> str:
    """Return the site of a clean URL: its registrable domain, else its host.

    A newsroom's desks (www, sport, amp) share a site; two blogs of one hosting service do not.
    """
    host = URL(url).hostname
    return get_fld(url, fail_silently=True, search_private=True) or str(host)


def origin_of(url: str) -> str:
    """Return scheme, host and port of a clean URL."""
    return str(URL(url).origin)


def target_of(url: str) -> str:
    """Return path and query of a clean URL, as a request line has them."""
    parts = URL(url)
    return f"{parts.pathname}{parts.search}"


def one_line(text: str) -> str:
    """Return text from outside fit for a log line: printable, on one line, at most 300 characters."""
    line = CONTROLS.sub(" ", text.encode("utf-8", errors="replace").decode("utf-8")).strip()
    return line if len(line) <= 300 else f"{line[:299]}…"  # noqa: PLR2004 - the docstring's
