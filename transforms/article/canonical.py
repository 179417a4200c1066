"""Which URL a page declares as its own, and when not to believe it."""

import ipaddress
from urllib.parse import urlsplit

from transforms.article.page import Page
from transforms.url import canonical_url

LOCAL_SUFFIXES = (".local", ".localhost", ".internal", ".lan")


def canonical_of(page: Page) -> str | None:
    """Return the page's canonical URL, normalised: the first declaration that can be believed, else its own URL."""
    main = page.node.get("mainEntityOfPage")
    declared = [
        page.attribute('link[rel~="canonical" i]', "href"),
        page.first("og:url"),
        page.node.get("url"),
        main.get("@id") if isinstance(main, dict) else main,
    ]
    own = canonical_url(page.url)
    for candidate in declared:
        if isinstance(candidate, str) and candidate.strip():
            absolute = canonical_url(candidate, own)
            if absolute and is_believable(absolute, own):
                return absolute
    return own


def is_believable(declared: str, own: str | None) -> bool:
    """Tell whether the page at `own` may have `declared` as its canonical URL.

    Templates that lost a value declare the site's front page, and test systems leak their own host.
    """
    there = urlsplit(declared)
    here = urlsplit(own) if own else None
    if here and there.path in {"", "/"} and not there.query and (here.path not in {"", "/"} or here.query):
        return False
    host = there.hostname or ""
    return bool(here and host == here.hostname) or not is_local(host)


def is_local(host: str) -> bool:
    """Tell whether `host` can't be a public web site: no dot, an address, or a private suffix."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return "." not in host or host.endswith(LOCAL_SUFFIXES)
    return True
