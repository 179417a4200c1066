"""Feeds of a home page: those that it declares, else links that look like feeds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from resiliparse.parse.html import HTMLTree

from sources.discovery.charset import decoded
from sources.discovery.limits import MAX_BYTES
from sources.discovery.plain_text import one_line
from sources.discovery.web_url import web_url

TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})
GENERAL_TYPES = frozenset({"application/json", "application/xml", "text/xml"})
"""Also what APIs and players are declared as: a feed only where the address looks like one as well."""
LOOKS_LIKE_FEED = re.compile(
    r"/(?:rss2?|feeds?|atom|rdf)(?:[/?]|$)"  # a folder
    r"|/[\w-]*(?:rss|feed(?!back)|atom)[\w-]*\.(?:xml|json|php|aspx?|cgi|do)(?:\?|$)"  # a file of data
    r"|\.(?:rss|atom|rdf)(?:\?|$)"
    r"|[?&](?:feed|format|type|alt|output|view)=(?:rss2?|atom|rdf|feed)(?:&|$)"
    r"|^https?://(?:rss|feeds?)\.",  # a host
    re.IGNORECASE,
)
COMMENTS = re.compile(r"/comments/feed|[?&]feed=comments|/comments/(?:default|rss)", re.IGNORECASE)
MAX_LINKS = 50


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A link to what should be a feed."""

    url: str
    title: str | None
    is_declared: bool
    """Whether the page says that it is a feed; else the address only looks like one."""


def find_feeds(html: bytes, url: str, content_type: str | None = None) -> list[FeedLink]:
    """Return the feeds of the page at `url`, declared ones first, in the page's order; comment feeds left out."""
    tree = HTMLTree.parse(decoded(html[:MAX_BYTES], content_type))
    base_element = tree.head.query_selector("base[href]") if tree.head else None
    base = (web_url(base_element.getattr("href"), url) if base_element else None) or url
    found: dict[str, FeedLink] = {}
    for link in (*_declared(tree, base), *_links(tree, base)):
        if len(found) < MAX_LINKS and link.url not in (url, base) and not COMMENTS.search(link.url):
            found.setdefault(link.url, link)
    return list(found.values())


def _elements(tree: HTMLTree, selector: str) -> Iterator[Any]:
    if tree.document:
        yield from tree.document.query_selector_all(selector)


def _declared(tree: HTMLTree, base: str) -> Iterator[FeedLink]:
    for element in _elements(tree, "link[rel][href], a[rel][href]"):
        relations = (element.getattr("rel") or "").lower().split()
        address, title = element.getattr("href") or "", element.getattr("title") or ""
        declared = (element.getattr("type") or "").partition(";")[0].strip().lower()
        url = web_url(_as_http(address), base)
        is_feed = "alternate" in relations and (
            declared in TYPES or (declared in GENERAL_TYPES and url is not None and LOOKS_LIKE_FEED.search(url))
        )
        if url and ("feed" in relations or is_feed):
            yield FeedLink(url, one_line(title or element.text), is_declared=True)


def _links(tree: HTMLTree, base: str) -> Iterator[FeedLink]:
    site = urlsplit(base).hostname or ""
    for element in _elements(tree, "a[href]"):
        address = element.getattr("href") or ""
        url = web_url(_as_http(address), base)
        if not url:
            continue
        own = _site(urlsplit(url).hostname or "") == _site(site)
        if address.startswith("feed:") or (own and LOOKS_LIKE_FEED.search(url)):
            yield FeedLink(url, one_line(element.getattr("title") or element.text), is_declared=False)


def _site(host: str) -> str:
    """Return the last two labels of a host: enough to leave out the feeds of others."""
    return ".".join(host.split(".")[-2:])


def _as_http(address: str) -> str:
    """Return a feed: address as what it stands for (feed://host/…, feed:https://…)."""
    bare = address.strip()
    if bare.lower().startswith("feed://"):
        return "http://" + bare[len("feed://") :]
    return bare[len("feed:") :] if bare.lower().startswith("feed:") else bare
