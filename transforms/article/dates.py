"""When an article was published and last changed."""

import re
from collections.abc import Iterator
from datetime import tzinfo
from itertools import chain

from transforms.article import json_ld
from transforms.article.class_words import BYLINE, TIME
from transforms.article.page import Page
from transforms.article.page_lines import date_line
from transforms.article.times import PageTime, find_times, page_time

PUBLISHED_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date",
    "parsely-pub-date", "dc.date.issued", "dc.date", "dcterms.created", "sailthru.date", "article:published",
    "published_at", "cxenseparse:recs:publishtime", "publication_date", "dcterms.issued", "dcterms.date",
    "dc.date.created", "og:article:published_time", "rnews:datepublished", "date_published", "ptime",
    "weibo:article:create_at", "bt:pubdate", "article_date_original", "og:pubdate", "originalpublicationdate",
    "citation_publication_date",
)  # fmt: skip
MODIFIED_NAMES = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dc.date.modified",
    "dcterms.modified", "og:modified_time", "article:modified", "bt:moddate", "weibo:article:update_at", "revised",
)  # fmt: skip
DAY_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)(?=[/\-_.]|\d*$)")
ABOVE = 4
BELOW = 20
MAX_ALONE = 60
NEAR = 4
MAX_LINE = 200
CLIMBS = 6
"""Elements around the headline that are looked into for a time."""


def times_of(page: Page, headline: int, zone: tzinfo, *, month_first: bool) -> dict[str, PageTime]:
    """Return when the article was `published` and last `modified`: declared, marked, shown, or in the URL."""
    declares_both = _is_exact(page) and any(_modified_texts(page))
    shown = {} if declares_both else _shown(page, headline, zone, month_first=month_first)
    found: dict[str, PageTime] = {}
    for key, texts in (("published", _published_texts(page)), ("modified", _modified_texts(page))):
        declared = (page_time(text, zone, month_first=month_first) for text in texts if text)
        time = _best(chain((one for one in declared if one), [shown[key]] if key in shown else []))
        if time:
            found[key] = time
    if "published" not in found:
        near = page_time(_near(page, headline), zone, month_first=month_first)
        day = DAY_IN_URL.search(page.url)
        time = near or (page_time("-".join(day.groups()), zone) if day else None)
        if time:
            found["published"] = time
    return found


def _is_exact(page: Page) -> bool:
    """Tell whether the page declares when it was published, with a zone."""
    time = page_time(next(filter(None, _published_texts(page)), None))
    return time is not None and time.offset_minutes is not None


def _published_texts(page: Page) -> Iterator[str | None]:
    yield json_ld.text_of(page.node.get("datePublished"))
    yield page.first(*PUBLISHED_NAMES)
    yield from page.told("datePublished")[:1]
    yield json_ld.text_of(page.node.get("dateCreated"))
    yield next(
        (text for node in page.nodes if (text := json_ld.text_of(node.get("datePublished") or node.get("uploadDate")))),
        None,
    )


def _modified_texts(page: Page) -> Iterator[str | None]:
    yield json_ld.text_of(page.node.get("dateModified"))
    yield page.first(*MODIFIED_NAMES)
    yield from page.told("dateModified")[:1]


def _near(page: Page, headline: int) -> str | None:
    """Return what the time element nearest to the headline says."""
    lines = page.lines
    place = lines.blocks[headline].up if lines.blocks else 0
    for _ in range(CLIMBS):
        for element in lines.elements[place].node.css("time") if lines.elements else ():
            text = element.attributes.get("datetime") or element.text()
            if text and any(map(str.isdigit, text)):
                return str(text)
        if place <= 0:
            break
        place = lines.elements[place].up
    return None


def _shown(page: Page, headline: int, zone: tzinfo, *, month_first: bool) -> dict[str, PageTime]:
    """Return the times in the lines around the headline."""
    lines = page.lines
    found: dict[str, PageTime] = {}
    for place in range(max(0, headline - ABOVE), min(len(lines.blocks), headline + BELOW)):
        block = lines.blocks[place]
        if len(block.text) > MAX_LINE or not any(map(str.isdigit, block.text)):
            continue
        for key, time in date_line(block.text, zone, month_first=month_first).items():
            found.setdefault(key, time)
        marked = (block.parts | lines.elements[block.up].parts) & (TIME | BYLINE)
        if not found and (marked or (block.size <= MAX_ALONE and headline < place <= headline + NEAR)):
            times = find_times(block.text, zone, month_first=month_first)
            if times:
                found["published"] = times[0][1]
    return found


def _best(times: Iterator[PageTime]) -> PageTime | None:
    """Return the first time that could be read; one that says the same more exactly goes before it."""
    first = next(times, None)
    if first is None or first.offset_minutes is not None:
        return first
    for time in times:
        if first.precision == "day":
            if time.precision != "day" and time.at.date() == first.at.date():
                return time
        elif time.offset_minutes is not None and _wall(time) == _wall(first):
            return time
    return first


def _wall(time: PageTime) -> object:
    return time.at.replace(tzinfo=None, second=0)
