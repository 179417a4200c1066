"""Lists of stories as RSS 2.0."""

from collections.abc import Sequence
from datetime import UTC
from email.utils import format_datetime

from lxml import etree

from exports.head import Head
from exports.lists import Story

ATOM = "http://www.w3.org/2005/Atom"


def rss(stories: Sequence[Story], head: Head) -> bytes:
    """Return the feed of `stories`. It has no time of its own, so that it changes only when the list does."""
    root = etree.Element("rss", version="2.0", nsmap={"atom": ATOM})
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", head.title)
    _add(channel, "link", head.home_page_url)
    _add(channel, "description", head.title)
    _add(channel, "language", head.language)
    if head.feed_url:
        etree.SubElement(channel, f"{{{ATOM}}}link", href=head.feed_url, rel="self", type="application/rss+xml")
    for story in stories:
        item = etree.SubElement(channel, "item")
        _add(item, "title", story.headline)
        _add(item, "link", story.url)
        _add(item, "guid", story.article_id, isPermaLink="false")
        if story.date_published:
            _add(item, "pubDate", format_datetime(story.date_published.astimezone(UTC), usegmt=True))
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _add(parent: etree._Element, name: str, text: str | None, **attributes: str) -> None:
    if text:
        etree.SubElement(parent, name, **attributes).text = text
