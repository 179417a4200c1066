"""The images of an article, with what stands below them."""

import re
from typing import Any
from urllib.parse import urlsplit

from transforms.article import json_ld, page_lines
from transforms.article.credit_words import CREDITS
from transforms.article.page import Page, text_of
from transforms.article.phrases import longest_first
from transforms.url import canonical_url

Image = dict[str, str | None]

SOURCES = ("src", "data-src", "data-original", "data-lazy-src", "data-url")
CREDIT_SELECTOR = (
    '[class*="credit" i], [class*="copyright" i], [class*="photographer" i], [itemprop~="creditText"], '
    '[itemprop~="copyrightHolder"], [itemprop~="author"], small, cite'
)
CREDIT = re.compile(
    rf"\s*[|/·–—-]?\s*[(\[（【]?\s*(?:{'|'.join(map(re.escape, longest_first(CREDITS)))})\s*[:：/]?\s*"
    r"(?P<credit>[^()（）\[\]]{2,80}?)[)\]）】.]?$",
    re.IGNORECASE,
)
MAX_CAPTION = 600


def images_of(page: Page, first: int, last: int) -> list[Image]:
    """Return the images that the page declares, then those in figures from line `first` to `last`, each URL once."""
    own = canonical_url(page.url)
    found: dict[str, Image] = {}
    for item in [*json_ld.items(page.node.get("image")), *page.values.get("og:image", [])[:1]]:
        node = item if isinstance(item, dict) else {"url": item}
        address = json_ld.text_of(node.get("url") or node.get("contentUrl") or node.get("@id"))
        url = canonical_url(address, own) if address else None
        if url and url not in found:
            credit = json_ld.text_of(node.get("creditText") or node.get("creator") or node.get("copyrightHolder"))
            found[url] = {"url": url, "caption": json_ld.text_of(node.get("caption")), "credit_text": credit}
    for image in _figures(page, first, last, own):
        same = next((url for url in found if _file(url) == _file(str(image["url"]))), None)
        held = found.setdefault(same or str(image["url"]), image)
        held["caption"] = held["caption"] or image["caption"]
        held["credit_text"] = held["credit_text"] or image["credit_text"]
    return list(found.values())


def _figures(page: Page, first: int, last: int, own: str | None) -> list[Image]:
    images: list[Image] = []
    for element in page.lines.elements:
        if element.tag != "figure" or not element.images or not first <= element.start <= max(last, first):
            continue
        address = _address(element.node)
        url = canonical_url(address, own) if address else None
        if url:
            caption, credit = _caption(element.node)
            images.append({"url": url, "caption": caption, "credit_text": credit})
    return images


def _address(figure: Any) -> str | None:
    for image in figure.css("img"):
        held = image.attributes
        for name in SOURCES:
            value = held.get(name)
            if value and not value.startswith("data:"):
                return str(value)
    return None


def _caption(figure: Any) -> tuple[str | None, str | None]:
    """Return the caption and the credit below the image of `figure`."""
    below = figure.css_first("figcaption")
    if below is None:
        return None, None
    text = text_of(below)[:MAX_CAPTION]
    marked = below.css_first(CREDIT_SELECTOR)
    credit = text_of(marked) if marked is not None else ""
    if credit and text.endswith(credit):
        return text[: -len(credit)].strip(" |/·–—-()") or None, _bare(credit)
    told = page_lines.caption(text)
    if told and page_lines.has_photo_credit(told):
        return told["caption"], _bare(str(told["credit_text"]))
    match = CREDIT.search(text)
    if match:
        return text[: match.start()].strip() or None, match["credit"].strip()
    return text or None, None


def _bare(credit: str) -> str:
    """Return `credit` without brackets and the word that says that it is one."""
    text = credit.strip(" ()[]（）")
    match = CREDIT.match(text)
    return match["credit"].strip() if match else text


def _file(url: str) -> str:
    """Return the name of the file at `url`, by which sizes of one image are the same."""
    return urlsplit(url).path.rsplit("/", 1)[-1]
