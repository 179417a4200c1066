"""The fields of an article that a page declares, each from the place that is most to be trusted."""

import re
from datetime import tzinfo
from typing import Any

from transforms.article import json_ld
from transforms.article.page_meta import PageMeta
from transforms.article.times import PageTime, page_time
from transforms.url import canonical_url

PUBLISHED_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date",
    "parsely-pub-date", "dc.date.issued", "dc.date", "dcterms.created", "sailthru.date", "article:published",
    "published_at", "cxenseparse:recs:publishtime",
)  # fmt: skip
MODIFIED_NAMES = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dc.date.modified",
    "dcterms.modified", "og:modified_time",
)  # fmt: skip
PUBLISHED_XPATH = (
    "//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content | //time/@datetime"
)
MODIFIED_XPATH = "//*[@itemprop='dateModified']/@datetime | //*[@itemprop='dateModified']/@content"
DECK_XPATH = (
    "//*[@itemprop='alternativeHeadline'] | //*[self::h2 or self::p or self::div][contains(@class, 'standfirst')"
    " or contains(@class, 'subtitle') or contains(@class, 'subheadline') or contains(@class, 'article-deck')]"
)
DAY_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)(?=[/\-_.]|\d*$)")
SITE_IN_TITLE = re.compile(r"\s+[|\-–—•»]\s+")
MAX_DECK = 500
SECTIONS_TO_SKIP = frozenset({"home", "homepage", "article", "articles", "news article"})


def headline_of(meta: PageMeta) -> str | None:
    """Return the headline: JSON-LD, og:title, h1, title. A site's name at the end of a title is cut off."""
    declared = json_ld.text_of(meta.node.get("headline"))
    if declared:
        return declared
    headings = [" ".join(one.text_content().split()) for one in meta.tree.iter("h1")]
    title = meta.first("og:title", "twitter:title") or next(filter(None, headings), None) or meta.text("//head/title")
    if not title:
        return None
    # A page's own h1 tells where the headline ends and the site's name begins.
    if any(heading and heading in title for heading in headings):
        return max((heading for heading in headings if heading and heading in title), key=len)
    parts = SITE_IN_TITLE.split(title)
    site = (meta.first("og:site_name") or "").casefold()
    ends_with_site = len(parts) > 1 and site and parts[-1].casefold() == site
    return title[: title.rindex(parts[-1])].rstrip(" |-–—•»") if ends_with_site else title


def deck_of(meta: PageMeta, headline: str | None) -> str | None:
    """Return the deck: what the page calls so, never the headline again."""
    deck = json_ld.text_of(meta.node.get("alternativeHeadline")) or meta.text(DECK_XPATH)
    return None if not deck or deck == headline or len(deck) > MAX_DECK else deck


def published_of(meta: PageMeta, zone: tzinfo) -> PageTime | None:
    """Return when the article was published; the day in the URL is the last resort."""
    candidates = [
        json_ld.text_of(meta.node.get("datePublished")),
        meta.first(*PUBLISHED_NAMES),
        meta.text(PUBLISHED_XPATH),
    ]
    found = _best_time(candidates, zone)
    if found:
        return found
    day = DAY_IN_URL.search(meta.url)
    return page_time("-".join(day.groups()), zone) if day else None


def modified_of(meta: PageMeta, zone: tzinfo) -> PageTime | None:
    """Return when the article was last changed."""
    candidates = [
        json_ld.text_of(meta.node.get("dateModified")),
        meta.first(*MODIFIED_NAMES),
        meta.text(MODIFIED_XPATH),
    ]
    return _best_time(candidates, zone)


def _best_time(candidates: list[str | None], zone: tzinfo) -> PageTime | None:
    """Return the first time that could be read; one of the same wall clock that also has a zone goes before it."""
    times = [time for text in candidates if (time := page_time(text, zone))]
    if not times:
        return None
    first = times[0]
    zoned = (time for time in times if time.offset_minutes is not None)
    if first.offset_minutes is None:
        wall = first.at.replace(tzinfo=None)
        same = (time for time in zoned if time.at.replace(tzinfo=None, second=0) == wall.replace(second=0))
        return next(same, first) if first.precision != "day" else first
    return first


def section_of(meta: PageMeta) -> str | None:
    """Return the first section that the page names."""
    declared = [json_ld.text_of(item) for item in json_ld.items(meta.node.get("articleSection"))]
    for name in (*declared, meta.first("article:section", "section", "parsely-section", "articlesection")):
        if name and name.casefold() not in SECTIONS_TO_SKIP:
            return name
    return None


def keywords_of(meta: PageMeta) -> list[str]:
    """Return the tags, each once, in order: JSON-LD's, else article:tag, else the keywords element."""
    groups: list[list[Any]] = [
        json_ld.items(meta.node.get("keywords")), meta.values.get("article:tag", []),
        meta.values.get("news_keywords", []), meta.values.get("keywords", []),
    ]  # fmt: skip
    for group in groups:
        texts = [json_ld.text_of(item) or "" for item in group]
        tags = [tag.strip() for text in texts for tag in re.split(r"[,;、，]", text) if tag.strip()]
        if tags:
            return list(dict.fromkeys(tags))
    return []


def images_of(meta: PageMeta) -> list[dict[str, str | None]]:
    """Return the images that the page declares as {url, caption, credit_text}, each URL once."""
    found: dict[str, dict[str, str | None]] = {}
    declared = json_ld.items(meta.node.get("image"))
    for item in [*declared, *meta.values.get("og:image", [])[:1]]:
        node = item if isinstance(item, dict) else {"url": item}
        address = json_ld.text_of(node.get("url") or node.get("contentUrl") or node.get("@id"))
        url = canonical_url(address, canonical_url(meta.url)) if address else None
        if url and url not in found:
            credit = json_ld.text_of(node.get("creditText") or node.get("creator") or node.get("copyrightHolder"))
            found[url] = {"url": url, "caption": json_ld.text_of(node.get("caption")), "credit_text": credit}
    return list(found.values())
