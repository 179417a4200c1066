"""Feeds: RSS, Atom and JSON Feed, whole or broken, into what they tell of."""

import re
from dataclasses import replace
from datetime import UTC, tzinfo
from typing import Any

from sources.discovery import feed_json, feed_xml
from sources.discovery.document import Document, nature, opened, without_doctype
from sources.discovery.feed_entry import author_names, distinct
from sources.discovery.feed_kind import Feed, FeedKind
from sources.discovery.instant import instant
from sources.discovery.language import language_tag
from sources.discovery.plain_text import plain_text
from sources.discovery.web_url import web_url
from sources.errors import SourceError

KINDS: dict[str, FeedKind] = {
    **dict.fromkeys(("rss20", "rss"), "rss20"),  # RSS without a version: 2.0 has all that the others have
    **dict.fromkeys(("rss090", "rss091n", "rss091u", "rss092", "rss093", "rss094"), "rss09x"),
    "rss10": "rss10",
    **dict.fromkeys(("atom10", "atom"), "atom10"),
    **dict.fromkeys(("atom01", "atom02", "atom03"), "atom03"),
}
REMEDIES = {
    "an HTML page": "give the feed's own address; a home page's feeds are found with kind = \"site\"",
    "a sitemap": 'give it as a source of kind = "sitemap"',
    "a sitemap index": 'give it as a source of kind = "sitemap"',
    "an OPML list of feeds": "give each feed that it names as a source",
}
PERIOD_MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
OLDER = frozenset({"next", "prev-archive"})


def read_feed(content: bytes, *, url: str, content_type: str | None = None, zone: tzinfo = UTC) -> Feed:
    """Return what the feed at `url` tells of; its times without a zone are taken in `zone`.

    A malformed feed is read as far as it can be, and `problem` says why. What is no feed raises SourceError.
    """
    document = opened(content, url, content_type, "feed")
    what = nature(document.text)
    if what == "JSON":
        return feed_json.read(document, url, zone)
    if what in REMEDIES:
        raise _no_feed(url, what)
    feed = _xml_feed(document, url, zone)
    if feed.kind == "unknown" and what != "a feed" and not (feed.items or feed.refused):
        raise _no_feed(url, what)
    return feed


def _no_feed(url: str, what: str) -> SourceError:
    remedy = REMEDIES.get(what, "look at what is there, and correct `location` of the source")
    return SourceError(f"{url} is {what}, not a feed: {remedy}")


def _xml_feed(document: Document, url: str, zone: tzinfo) -> Feed:
    text, entities = without_doctype(document.text, url)
    parser, problem = feed_xml.read(text, entities, url, zone)
    parser.finish()
    said = dict(parser.feeddata)
    kind = KINDS.get(parser.version, "unknown")
    language = language_tag(said.get("language"))
    # Atom's entries have the feed's authors if they name none; RSS's managing editor wrote nothing.
    authors = author_names(said.get("authors", ())) if kind.startswith("atom") else ()
    links = [dict(link) for link in said.get("links", ())]
    return Feed(
        kind,
        title=plain_text(said.get("title")),
        language=language,
        home_page=web_url(said.get("link"), url),
        updated=instant(said.get("updated") or said.get("dc_date") or said.get("published"), zone),
        older_pages=_related(links, OLDER, url),
        hubs=_related(links, frozenset({"hub"}), url),
        poll_minutes=_poll_minutes(said),
        items=tuple(
            replace(found, language=found.language or language, authors=found.authors or authors)
            for found in parser.found
        ),
        refused=tuple(parser.refused),
        problem="; ".join(filter(None, (document.problem, problem))) or None,
    )


def _related(links: list[dict[str, str]], relations: frozenset[str], base: str) -> tuple[str, ...]:
    return distinct(web_url(link.get("href"), base) for link in links if link.get("rel") in relations)


def _poll_minutes(said: dict[str, Any]) -> int | None:
    told = [_number(said.get("ttl"))]
    period = PERIOD_MINUTES.get(str(said.get("sy_updateperiod", "")).strip().lower())
    if period:
        told.append(period // (_number(said.get("sy_updatefrequency")) or 1))
    return max((minutes for minutes in told if minutes), default=None)


def _number(text: Any) -> int | None:
    match = re.fullmatch(r"\s*(\d{1,7})\s*", str(text))
    return int(match[1]) if match else None
