"""Canonical URLs and the identifiers made from them.

A URL is parsed as browsers do (WHATWG URL, by the `ada-url` library). What does not tell one page from
another is dropped: the fragment, tracking parameters, user and password, the trailing slash, the order
of the query's parameters stays as it is because some sites give it meaning.
"""

import base64
import functools
import hashlib

import ada_url

from transforms.tracking_parameters import is_tracking_parameter

PAGE_ID_LENGTH = 12
"""60 bits: one chance in 20,000 of any collision among 10 million pages, and DuckDB keeps strings of up
to 12 bytes in place."""

SCHEMES = frozenset({"http:", "https:"})


@functools.lru_cache(maxsize=65_536)
def canonical_url(url: str, base: str | None = None) -> str | None:
    """Return the canonical form of `url`, relative to `base` where one is given; None if it is no web URL.

    >>> canonical_url("HTTP://Example.com:80/a/../story/?utm_source=x&id=7#top")
    'http://example.com/story?id=7'
    """
    try:
        parsed = ada_url.URL(url.strip(), base=base)
    except ValueError:
        return None
    if parsed.protocol not in SCHEMES or not parsed.hostname:
        return None
    path = parsed.pathname.rstrip("/") or "/"
    kept = [part for part in parsed.search.lstrip("?").split("&") if part and not is_tracking_parameter(part)]
    query = "?" + "&".join(kept) if kept else ""
    return f"{parsed.protocol}//{parsed.host}{path}{query}"


def page_id(canonical: str) -> str:
    """Return the identifier of the page at `canonical`: 12 lower-case characters of base32.

    The scheme takes no part: http and https name the same page. An article's `article_id` is the
    `page_id` of its canonical URL, so a view that came before the article finds it later.
    """
    _, _, address = canonical.partition("://")
    digest = hashlib.sha256(address.encode()).digest()
    return base64.b32encode(digest)[:PAGE_ID_LENGTH].decode("ascii").lower()
