"""schema.org's NewsArticle as JSON-LD, alone or in a @graph."""

from datetime import tzinfo
from typing import Any

from transforms.article import json_ld
from transforms.article.language import detected, primary_subtag
from transforms.article.record import Record, record
from transforms.article.times import page_time
from transforms.structured_article.people import Person, people_of
from transforms.structured_article.plain import paragraphs
from transforms.url import canonical_url

Node = dict[str, Any]
FREE = {"true": True, "false": False}


def article_of(value: Node, url: str) -> Node:
    """Return the article's node in `value`, its references resolved; empty if there is none."""
    if "@graph" not in value and "@type" not in value:
        return value
    graph = [node for node in json_ld.items(value.get("@graph")) if isinstance(node, dict)]
    return json_ld.article_node([value, *graph], url)


def schema_org_record(node: Node, url: str, zone: tzinfo) -> Record:
    """Return what `node` tells of the article at `url`."""
    body = paragraphs("\n\n".join(_strings(node.get("articleBody") or node.get("text"))))
    publisher = json_ld.text_of(node.get("publisher")) or json_ld.text_of(node.get("sourceOrganization"))
    work = node.get("translationOfWork")
    translated = work.get("url") or work.get("@id") if isinstance(work, dict) else work
    return record(
        canonical_url(url),
        headline=json_ld.text_of(node.get("headline")) or json_ld.text_of(node.get("name")),
        alternative_headline=json_ld.text_of(node.get("alternativeHeadline")),
        author=_authors(node, publisher),
        published=page_time(json_ld.text_of(node.get("datePublished") or node.get("dateCreated")), zone),
        modified=page_time(json_ld.text_of(node.get("dateModified")), zone),
        in_language=_language(node.get("inLanguage")) or detected(body),
        article_section=next(iter(_texts(node.get("articleSection"))), None),
        keywords=_keywords(node.get("keywords")),
        article_body=body,
        image=_images(node.get("image"), url),
        publisher=publisher,
        translation_of_url=canonical_url(translated, url) if isinstance(translated, str) else None,
        is_accessible_for_free=FREE.get(str(node.get("isAccessibleForFree", "")).rsplit("/", 1)[-1].lower()),
        related_link=[link for text in _texts(node.get("relatedLink")) if (link := canonical_url(text, url))],
    )


def _authors(node: Node, publisher: str | None) -> list[Person]:
    found: dict[str, Person] = {}
    for item in json_ld.items(node.get("author") or node.get("creator")):
        role = json_ld.text_of(item.get("jobTitle") or item.get("roleName")) if isinstance(item, dict) else None
        inner = item.get("author") if isinstance(item, dict) and not item.get("name") else None  # a schema.org Role
        for name in _texts(inner or item):
            # A name on its own may be a whole byline; one in a node of its own is one name, commas and all.
            people = people_of(name, publisher) if isinstance(item, str) else [{"name": name, "role": role}]
            for person in people:
                found.setdefault(str(person["name"]), person)
    return list(found.values())


def _images(value: Any, url: str) -> list[dict[str, str | None]]:
    found: dict[str, dict[str, str | None]] = {}
    for item in json_ld.items(value):
        node = item if isinstance(item, dict) else {"url": item}
        address = json_ld.text_of(node.get("url") or node.get("contentUrl") or node.get("@id"))
        link = canonical_url(address, url) if address else None
        if link:
            credit = json_ld.text_of(node.get("creditText") or node.get("creator") or node.get("copyrightHolder"))
            caption = json_ld.text_of(node.get("caption"))
            found.setdefault(link, {"url": link, "caption": caption, "credit_text": credit})
    return list(found.values())


def _language(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    return primary_subtag(json_ld.text_of(value))


def _keywords(value: Any) -> list[str]:
    """Return each keyword once; a text may hold several, which commas part."""
    tags = [tag for text in _texts(value) for tag in (text.replace(";", ",").split(","))]
    return list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))


def _texts(value: Any) -> list[str]:
    return [text for item in json_ld.items(value) if (text := json_ld.text_of(item))]


def _strings(value: Any) -> list[str]:
    """Return texts as they are written: white space tells paragraphs."""
    return [item for item in json_ld.items(value) if isinstance(item, str)]
