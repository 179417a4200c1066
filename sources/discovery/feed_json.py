"""JSON Feed 1.0 and 1.1."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from sources.discovery.document import Document
from sources.discovery.feed_entry import author_names, distinct, paragraphs
from sources.discovery.feed_kind import Feed
from sources.discovery.feed_media import is_picture
from sources.discovery.found import Found, Image
from sources.discovery.instant import instant
from sources.discovery.language import language_tag
from sources.discovery.limits import MAX_ENTRIES, MAX_KEYWORDS, MAX_RECORD
from sources.discovery.plain_text import one_line
from sources.discovery.web_url import web_url
from sources.errors import SourceError
from sources.page import Unreadable

VERSION = "jsonfeed.org/version/1"


def read(document: Document, url: str, zone: tzinfo) -> Feed:
    """Return what the JSON Feed at `url` tells of. JSON that is none, or that is cut, raises SourceError."""
    try:
        said = json.loads(document.text)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{url} is JSON that can't be read ({error}): the server sent it damaged or cut") from error
    items = said.get("items") if isinstance(said, dict) else None
    if not isinstance(items, list) or (VERSION not in str(said.get("version")) and not _looks_like_items(items)):
        raise SourceError(f"{url} is JSON, but no JSON Feed (no `version` of jsonfeed.org and no `items`)")
    language, authors = language_tag(_text(said.get("language"))), _authors(said)
    problem = document.problem
    if len(items) > MAX_ENTRIES:
        problem = f"only the first {MAX_ENTRIES} entries were read"
    told = [_item(item, place, url, zone) for place, item in enumerate(items[:MAX_ENTRIES], start=1)]
    return Feed(
        "json_feed",
        title=one_line(_text(said.get("title"))),
        language=language,
        home_page=web_url(_text(said.get("home_page_url")), url),
        older_pages=distinct([web_url(_text(said.get("next_url")), url)]),
        hubs=distinct(web_url(_text(hub.get("url")), url) for hub in _objects(said.get("hubs"))),
        items=tuple(
            replace(found, language=found.language or language, authors=found.authors or authors)
            for found in told
            if isinstance(found, Found)
        ),
        refused=tuple(entry for entry in told if isinstance(entry, Unreadable)),
        problem=problem,
    )


def _looks_like_items(items: list[Any]) -> bool:
    """Return whether a document that forgot its version has the items of a feed."""
    return bool(_objects(items)) and all("id" in item or "url" in item for item in _objects(items))


def _item(item: Any, position: int, base: str, zone: tzinfo) -> Found | Unreadable:
    record = json.dumps(item, ensure_ascii=False)[:MAX_RECORD]
    if not isinstance(item, dict):
        return Unreadable(position, record, "item_not_an_object")
    guid = _text(item.get("id"))
    told = [text for text in (_text(item.get("url")), _text(item.get("external_url"))) if text]
    url = next((url for text in told if (url := web_url(text, base))), None) or web_url(guid)
    if not url:
        return Unreadable(position, record, "url_not_web" if told else "url_missing")
    text = _text(item.get("content_text"))
    return Found(
        position,
        url,
        guid=one_line(guid),
        is_permalink=bool(web_url(guid)),
        title=one_line(_text(item.get("title"))),
        summary=one_line(_text(item.get("summary"))),
        content=_text(item.get("content_html")) or (paragraphs(text) if text else None),
        authors=_authors(item),
        date_published=instant(_text(item.get("date_published")), zone),
        date_modified=instant(_text(item.get("date_modified")), zone),
        keywords=distinct(one_line(_text(tag)) for tag in _list(item.get("tags"))[:MAX_KEYWORDS]),
        language=language_tag(_text(item.get("language"))),
        images=tuple(_images(item, base)),
    )


def _images(item: Mapping[str, Any], base: str) -> Iterator[Image]:
    told = [_text(item.get("image")), _text(item.get("banner_image"))]
    told += [
        _text(attachment.get("url"))
        for attachment in _objects(item.get("attachments"))
        if is_picture(_text(attachment.get("url")) or "", _text(attachment.get("mime_type")))
    ]
    for url in distinct(web_url(text, base) for text in told):
        yield Image(url)


def _authors(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the authors: a list since 1.1, one object in 1.0."""
    told = _objects(said.get("authors")) or _objects([said.get("author")])
    return author_names({"name": _text(author.get("name"))} for author in told)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in _list(value) if isinstance(item, dict)]


def _text(value: Any) -> str | None:
    """Return a string that JSON holds. Ids are numbers in some feeds, which the format allows for."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None
