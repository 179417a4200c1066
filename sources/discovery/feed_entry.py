"""One entry of an RSS or Atom feed, as feedparser collected it, into a found article."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo
from typing import Any

from sources.discovery.feed_media import Level, is_picture
from sources.discovery.found import Alternate, Found, Image
from sources.discovery.instant import instant
from sources.discovery.language import language_tag
from sources.discovery.limits import MAX_NAME, MAX_RECORD
from sources.discovery.plain_text import one_line, plain_text
from sources.discovery.web_url import web_url
from sources.page import Unreadable

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
ADDRESS = re.compile(r"[<(]?(?:mailto:)?[^\s@<>()]+@[^\s@<>()]+[>)]?")
RECORD = ("title", "link", "id", "published", "updated", "dc_date")


def found_or_refused(
    entry: Mapping[str, Any], media: Level, position: int, base: str, zone: tzinfo
) -> Found | Unreadable:
    """Return the article that `entry` tells of, or why it is of no use."""
    said = dict(entry)  # feedparser's own dict answers for keys that it does not have
    links = [dict(link) for link in said.get("links", ())]
    addresses = list(_addresses(said, links))
    url = next((url for address in addresses if (url := web_url(address, base))), None)
    if not url:
        record = json.dumps({key: said[key] for key in RECORD if said.get(key)}, ensure_ascii=False)
        return Unreadable(position, record[:MAX_RECORD], "url_not_web" if addresses else "url_missing")
    contents = [dict(content) for content in said.get("content", ())]
    return Found(
        position,
        url,
        guid=one_line(said.get("id")),
        is_permalink=bool(said.get("is_permalink")),
        title=plain_text(said.get("title")) or media.words.get("title"),
        # feedparser copies the text to the summary where there is none; a copy has no detail
        summary=(plain_text(said.get("summary")) if "summary_detail" in said else None)
        or media.words.get("description"),
        content=max(filter(None, map(_as_html, contents)), key=len, default=None),
        authors=author_names(said.get("authors", ())),
        date_published=instant(said.get("published"), zone)
        or instant(said.get("dc_date"), zone)
        or instant(said.get("created"), zone),
        date_modified=instant(said.get("updated"), zone),
        keywords=distinct(plain_text(tag["label"] or tag["term"]) for tag in said.get("tags", ())),
        language=_language(said, contents),
        images=tuple({image.url: image for image in (*media.images(), *_enclosed(links, base))}.values()),
        publication=plain_text(dict(said.get("source") or {}).get("title")),
        alternates=tuple(_alternates(links, base, url)),
    )


def _addresses(said: dict[str, Any], links: list[dict[str, str]]) -> Iterator[str]:
    """Yield what may be the article's address, the best first."""
    alternates = [link for link in links if link.get("rel") == "alternate"]
    # Pages before other forms, and the entry's own page before its translations.
    alternates.sort(key=lambda link: (link.get("type") not in HTML_TYPES, "hreflang" in link))
    told = [said.get("feedburner_origlink"), *(link.get("href") for link in alternates), said.get("link")]
    guid = said.get("id")
    if web_url(guid) and said.get("is_permalink", True):
        told.append(guid)
    yield from filter(None, told)


def _as_html(content: dict[str, Any]) -> str | None:
    value = (content.get("value") or "").strip()
    if content.get("type") in HTML_TYPES or not value:
        return value or None
    return paragraphs(value) if content.get("type") == "text/plain" else None


def paragraphs(text: str) -> str:
    """Return plain text as HTML; an empty line parts its paragraphs."""
    parts = (part.strip() for part in text.replace("\r\n", "\n").split("\n\n"))
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in parts if part)


def author_names(authors: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the names of `authors`; an address alone is no name."""
    return distinct(plain_text(without_address(dict(author).get("name") or "")) for author in authors)


def without_address(text: str) -> str:
    """Return the name in `desk@courier.example (Ana Orta)` or `Ana Orta <desk@courier.example>`; "" if none is."""
    name = ADDRESS.sub("", text[:MAX_NAME]).strip()
    return name[1:-1] if name.startswith("(") and name.endswith(")") else name


def distinct(words: Iterable[str | None]) -> tuple[str, ...]:
    """Return the words in their order, each once."""
    return tuple(dict.fromkeys(filter(None, words)))


def _language(said: dict[str, Any], contents: list[dict[str, Any]]) -> str | None:
    title = dict(said.get("title_detail") or {})
    told = (said.get("language"), *(content.get("language") for content in contents), title.get("language"))
    return next((tag for text in told if (tag := language_tag(text))), None)


def _enclosed(links: list[dict[str, str]], base: str) -> Iterator[Image]:
    for link in links:
        if link.get("rel") == "enclosure" and is_picture(link.get("href", ""), link.get("type")):
            url = web_url(link.get("href"), base)
            if url:
                yield Image(url)


def _alternates(links: list[dict[str, str]], base: str, url: str) -> Iterator[Alternate]:
    for link in links:
        language, other = language_tag(link.get("hreflang")), web_url(link.get("href"), base)
        if link.get("rel") == "alternate" and language and other and other != url:
            yield Alternate(language, other)
