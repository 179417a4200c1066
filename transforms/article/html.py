"""From the bytes of an HTML page to a record of its article."""

from datetime import tzinfo

from transforms.article import json_ld
from transforms.article.aliases import aliases_of
from transforms.article.anchors import Anchors
from transforms.article.body import body_in, body_of, last_line
from transforms.article.canonical import canonical_of
from transforms.article.charset import decode
from transforms.article.dates import times_of
from transforms.article.fields import deck_of, keywords_of, section_of
from transforms.article.headline import headline_of
from transforms.article.images import images_of
from transforms.article.language import declared, language_of, writes_month_first, zone_of
from transforms.article.links import related_of, translation_of
from transforms.article.overrides import Overrides, chosen_people, chosen_text, selectors_for
from transforms.article.page import read_page, shown_description
from transforms.article.paywall import is_free
from transforms.article.people import authors_of
from transforms.article.record import Record, record
from transforms.article.times import page_time
from transforms.url import canonical_url

MOST_UNCLOSED = 40_000
"""Elements that are not closed: the parser's time grows with the square of how deep they lie."""


def extract(
    html: bytes,
    url: str,
    time_zone: tzinfo | None = None,
    overrides: Overrides | None = None,
    content_type: str | None = None,
) -> Record:
    """Return what the page `html`, fetched from `url`, tells about its article.

    Keys: the columns of `schemas.article.ARTICLE` that a page can know, and the plain names `authors` (names only),
    `body`, `language`, `section`, `canonical`, `images`, and `aliases`, (URL, kind) of its other forms. Times are
    aware and in the publisher's own zone; those written without a zone are taken in `time_zone`, without one in the
    zone of the page's language where it has but one, else in UTC. `overrides` are selectors per host, see
    `transforms.article.overrides`; `content_type` is what the server gave.
    What the page does not tell is None or an empty list, never an empty string.
    """
    selectors = selectors_for(overrides, url)
    text = decode(html, content_type)
    tags = text.count("<")  # few pages have so many tags that the other counts, a tenth of a page's time, are needed
    if tags > MOST_UNCLOSED and _unclosed(text, tags) > MOST_UNCLOSED:
        raise ValueError("more elements are left open than a page can have")
    page = read_page(text, url, selectors.get("remove"))
    if page is None:
        return record(canonical_url(url))
    found, place = headline_of(page)
    headline = chosen_text(page, selectors, "headline") or found
    shown = shown_description(page, place)
    anchors = Anchors(headline, place, shown, declared(page))
    chosen_body = selectors.get("article_body")
    body = (body_in(page, chosen_body) if chosen_body else None) or body_of(page, anchors)
    last = last_line(page, body)
    language = language_of(page, body)
    zone = time_zone or zone_of(language)
    times = times_of(page, place, zone, month_first=writes_month_first(page))
    return record(
        canonical_of(page),
        headline=headline,
        alternative_headline=chosen_text(page, selectors, "alternative_headline") or deck_of(page, anchors),
        author=chosen_people(page, selectors) or authors_of(page, place, last),
        published=page_time(chosen_text(page, selectors, "date_published"), zone) or times.get("published"),
        modified=page_time(chosen_text(page, selectors, "date_modified"), zone) or times.get("modified"),
        article_section=section_of(page, headline),
        keywords=keywords_of(page),
        image=images_of(page, place, last),
        publisher=json_ld.text_of(page.node.get("publisher")) or page.first("og:site_name"),
        is_accessible_for_free=is_free(page, last),
        related_link=related_of(page, place),
        article_body=body,
        in_language=language,
        translation_of_url=translation_of(page, language, place, last),
        aliases=aliases_of(page),
    )


def _unclosed(text: str, tags: int) -> int:
    """Return about how many of the `tags` in `text` open an element that is not closed."""
    return tags - 2 * text.count("</") - text.count("<br") - text.count("<!")
