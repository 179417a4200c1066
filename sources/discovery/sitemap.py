"""Sitemaps: lists of pages, lists of sitemaps, plain-text ones, with the news, image and xhtml:link extensions."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any, Literal

from lxml import etree

from sources.discovery.document import nature, opened, without_doctype
from sources.discovery.found import Found
from sources.discovery.instant import Instant
from sources.discovery.limits import MAX_ENTRIES, MAX_RECORD
from sources.discovery.sitemap_entry import found_or_refused, local_name
from sources.discovery.url_list import read_lines
from sources.discovery.web_url import web_url
from sources.errors import SourceError
from sources.page import Unreadable

ENTRIES = frozenset({"url", "sitemap"})
BARE_AMPERSAND = re.compile(r"(?s)(<!\[CDATA\[.*?\]\]>)|&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});)")
ENTRY_START = re.compile(r"<(?:[\w.-]+:)?(?:url|sitemap)(?:[\s/>]|$)", re.IGNORECASE)
ENTRY_END = re.compile(r"</(?:[\w.-]+:)?(?:url|sitemap)\s*>", re.IGNORECASE)
ROOT_END = re.compile(r"</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>", re.IGNORECASE)
TAIL = 4096
"""Characters at the end in which the outermost element must end; comments may follow it."""
HARMLESS_ERRORS = frozenset({"NS_ERR_UNDEFINED_NAMESPACE", "ERR_UNDECLARED_ENTITY", "WAR_NS_URI_RELATIVE"})


@dataclass(frozen=True, slots=True)
class SitemapLink:
    """A sitemap that an index names."""

    position: int
    url: str
    date_modified: Instant | None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap: its articles or, if it is an index, its sitemaps."""

    kind: Literal["urlset", "index", "text"]
    items: tuple[Found, ...] = ()
    sitemaps: tuple[SitemapLink, ...] = ()
    refused: tuple[Unreadable, ...] = ()
    """Entries of no use; where the document is cut or broken, one more for what is missing."""


def read_sitemap(content: bytes, *, url: str, content_type: str | None = None, zone: tzinfo = UTC) -> Sitemap:
    """Return what the sitemap at `url` lists; its times without a zone are taken in `zone`.

    One that is cut or broken gives what it holds. What is no sitemap raises SourceError.
    """
    document = opened(content, url, content_type, "sitemap")
    what = nature(document.text)
    if what == "plain text" and web_url(document.text.split(None, 1)[0]):
        listing = read_lines(document.text)
        return Sitemap("text", items=listing.items, refused=listing.refused)
    if what not in {"a sitemap", "a sitemap index", "XML of another kind"}:
        raise _no_sitemap(url, what)
    text, _ = without_doctype(document.text, url)
    roots: list[str] = []
    told = list(_xml_entries(text, document.problem, zone, roots))
    is_index = "sitemapindex" in roots or any(isinstance(entry, SitemapLink) for entry in told)
    if not is_index and "urlset" not in roots and not any(isinstance(entry, Found) for entry in told):
        raise _no_sitemap(url, what)
    return Sitemap(
        "index" if is_index else "urlset",
        items=tuple(entry for entry in told if isinstance(entry, Found)),
        sitemaps=tuple(entry for entry in told if isinstance(entry, SitemapLink)),
        refused=tuple(entry for entry in told if isinstance(entry, Unreadable)),
    )


def _no_sitemap(url: str, what: str) -> SourceError:
    remedy = 'give it as a source of kind = "feed"' if what == "a feed" else "correct `location` of the source"
    return SourceError(f"{url} is {what}, not a sitemap: {remedy}")


def _xml_entries(
    text: str, problem: str | None, zone: tzinfo, roots: list[str]
) -> Iterator[Found | SitemapLink | Unreadable]:
    """Yield the entries, and last of all why there may be more that were not read. `roots` takes the root's name."""
    text, cut = _whole_entries(text)
    events = etree.iterparse(
        io.BytesIO(text.encode()),
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    position = 0
    for event, element in events:
        name = local_name(element)
        if event == "start":
            if not roots:
                roots.append(name)
            continue
        if name not in ENTRIES:
            continue
        if position == MAX_ENTRIES:
            problem = f"only the first {MAX_ENTRIES} entries were read"
            break
        position += 1
        yield _entry(element, name, position, zone)
        _forget(element)
    problem = problem or cut or _broken(events)
    if problem:
        yield Unreadable(position + 1, problem[:MAX_RECORD], "sitemap_cut_or_broken")


def _whole_entries(text: str) -> tuple[str, str | None]:
    """Return `text` up to its last whole entry if it is cut, so that a URL is not taken that is cut as well."""
    text = BARE_AMPERSAND.sub(lambda match: match[1] or "&amp;", text)
    if ROOT_END.search(text[-TAIL:]):
        return text, None
    first = ENTRY_START.search(text)
    end = max((match.end() for match in ENTRY_END.finditer(text)), default=first.start() if first else len(text))
    return text[:end], "it is cut: the end of its outermost element is missing"


def _broken(events: Any) -> str | None:
    """Return the first thing that is wrong with the XML, other than names without a namespace."""
    wrong = (entry for entry in events.error_log if entry.type_name not in HARMLESS_ERRORS)
    return next((f"{entry.message}, line {entry.line}" for entry in wrong), None)


def _entry(element: Any, name: str, position: int, zone: tzinfo) -> Found | SitemapLink | Unreadable:
    told = found_or_refused(element, position, zone)
    if name == "sitemap" and isinstance(told, Found):
        return SitemapLink(position, told.url, told.date_modified)
    return told


def _forget(element: Any) -> None:
    """Free what has been read: an entry's content, and the entries before it."""
    element.clear()
    while (before := element.getprevious()) is not None and local_name(before) in ENTRIES:
        before.getparent().remove(before)
