"""One entry of a sitemap. Elements are known by their local names: namespaces are missing or misspelt too often."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from lxml import etree

from sources.discovery.found import Alternate, Found, Image
from sources.discovery.instant import instant
from sources.discovery.language import language_tag
from sources.discovery.limits import MAX_KEYWORDS, MAX_RECORD
from sources.discovery.plain_text import plain_text
from sources.discovery.web_url import web_url
from sources.page import Unreadable


def found_or_refused(element: Any, position: int, zone: tzinfo) -> Found | Unreadable:
    """Return what a url or sitemap element tells of, or why it is of no use."""
    address = text_of(element, "loc")
    url = web_url(address)
    if not url:
        record = etree.tostring(element, encoding="unicode", with_tail=False)[:MAX_RECORD]
        return Unreadable(position, record, "url_not_web" if address else "url_missing")
    news = next(_children(element, "news"), None)
    publication = next(_children(news, "publication"), None)
    keywords = (text_of(news, "keywords") or "").split(",")[:MAX_KEYWORDS]
    return Found(
        position,
        url,
        title=plain_text(text_of(news, "title")),
        date_published=instant(text_of(news, "publication_date"), zone),
        date_modified=instant(text_of(element, "lastmod"), zone),
        keywords=tuple(dict.fromkeys(word.strip() for word in keywords if word.strip())),
        language=language_tag(text_of(publication, "language") or text_of(news, "language")),
        images=tuple({image.url: image for image in _images(element, url)}.values()),
        publication=plain_text(text_of(publication, "name")),
        alternates=tuple(_alternates(element, url)),
    )


def local_name(element: Any) -> str:
    """Return the name without namespace or prefix, in small letters."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _children(element: Any, name: str) -> Iterator[Any]:
    if element is not None:
        yield from (child for child in element if local_name(child) == name)


def text_of(element: Any, name: str) -> str | None:
    """Return the text of the first child of that name; None if there is none."""
    child = next(_children(element, name), None)
    return None if child is None else "".join(child.itertext()).strip() or None


def _images(element: Any, base: str) -> Iterator[Image]:
    for image in _children(element, "image"):
        url = web_url(text_of(image, "loc"), base)
        if url:
            yield Image(url, plain_text(text_of(image, "caption") or text_of(image, "title")))


def _alternates(element: Any, base: str) -> Iterator[Alternate]:
    for link in _children(element, "link"):
        named = (link.get("hreflang") or "").strip()
        language = "x-default" if named.lower() == "x-default" else language_tag(named)
        url = web_url(link.get("href"), base)
        if link.get("rel", "alternate") == "alternate" and language and url:
            yield Alternate(language, url)
