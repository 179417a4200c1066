"""IPTC's ninjs, versions 1 to 3, with all keys in lower case: version 3 differs from 2 in little else."""

from collections.abc import Collection
from datetime import tzinfo
from typing import Any

from transforms.article.language import detected, primary_subtag
from transforms.article.record import Record, record
from transforms.article.times import PageTime, page_time
from transforms.structured_article.ninjs_images import images_of
from transforms.structured_article.ninjs_texts import HTML, items, plain_text, text_with_role, typed_texts
from transforms.structured_article.people import people_of
from transforms.structured_article.plain import paragraphs
from transforms.url import canonical_url

Item = dict[str, Any]
SUB_HEADLINES = ("sub", "subheadline", "subhead", "subtitle", "secondary", "deck")
DECKS = ("lead", "deck", "standfirst", "preamble", "intro")
DESCRIPTIONS = ("text", "caption", "summary", "lead")


def ninjs_record(item: Item, url: str, zone: tzinfo) -> Record:
    """Return what `item` tells of the article at `url`.

    An item without a body, as of a picture or an event, has its description for one.
    """
    headlines, descriptions = typed_texts(item, "headline"), typed_texts(item, "description")
    headline = text_with_role(headlines, ("main", "")) or text_with_role(headlines) or plain_text(item.get("title"))
    body = body_of(item, headline)
    deck = text_with_role(headlines, SUB_HEADLINES) or (text_with_role(descriptions, DECKS) if body else None)
    body = body or paragraphs(text_with_role(descriptions, DESCRIPTIONS) or text_with_role(descriptions) or "")
    publisher = next(_names(item.get("infosources") or item.get("infosource")), None)
    publisher = publisher or plain_text(item.get("copyrightholder"))
    published, modified = _times(item, zone)
    return record(
        canonical_url(url),
        headline=headline,
        alternative_headline=deck if deck != headline else None,
        author=people_of(plain_text(item.get("by") or item.get("byline")) or "", publisher),
        published=published,
        modified=modified,
        in_language=primary_subtag(plain_text(item.get("language"))) or detected(body),
        keywords=list(dict.fromkeys(_names(item.get("subjects") or item.get("subject")))),
        article_body=body,
        image=images_of(item),
        publisher=publisher,
        related_link=_related(item),
    )


def body_of(item: Item, headline: str | None) -> str | None:
    """Return the body with its paragraphs: HTML tells them best, plain text next, other markup last."""
    bodies = sorted(typed_texts(item, "body", "bodies"), key=lambda one: one.rank)
    text = next((text for one in bodies if (text := paragraphs(one.value, is_html=one.rank == HTML))), None)
    if not text or not headline:
        return text
    first, _, rest = text.partition("\n\n")
    return rest or None if first == " ".join(headline.split()) else text


def _times(item: Item, zone: tzinfo) -> tuple[PageTime | None, PageTime | None]:
    """Return when it was published, and last changed.

    The first version's time is the publication, or the end of an embargo after it. Where only the newest version's
    time is told, it stands for both, and for the change only if that is not the first version.
    """
    first, version, created, embargoed = (
        page_time(plain_text(item.get(key)), zone)
        for key in ("firstcreated", "versioncreated", "contentcreated", "embargoed")
    )
    published = first or version or created
    modified = version if first or _number(item.get("version")) > 1 else None
    if published and embargoed and embargoed.at > published.at:
        published = embargoed
    return published, modified


def _number(value: Any) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004


def _names(value: Any) -> Any:
    return (name for one in items(value) if (name := plain_text(one.get("name")))) if value else iter(())


def _related(item: Item, kinds: Collection[str] = ("text", "composite")) -> list[str]:
    """Return the web addresses of associated texts."""
    found = (plain_text(one.get("uri")) for one in items(item.get("associations")) if one.get("type") in kinds)
    links = (canonical_url(uri) for uri in found if uri)
    return list(dict.fromkeys(link for link in links if link))
