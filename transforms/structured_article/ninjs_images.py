"""Images of a ninjs item: its own renditions where it is a picture, and those of pictures it is associated with."""

from typing import Any

from transforms.structured_article.ninjs_texts import items, plain_text, text_with_role, typed_texts
from transforms.url import canonical_url

Item = dict[str, Any]
Image = dict[str, str | None]
CAPTIONS = ("caption", "text", "")
PICTURES = frozenset({"picture", "graphic"})


def images_of(item: Item) -> list[Image]:
    """Return the pictures, each once, in the largest rendition that has a web address."""
    pictures = [one for one in [item, *items(item.get("associations"))] if one.get("type") in PICTURES]
    found: dict[str, Image] = {}
    for picture in pictures:
        url = _largest(picture)
        if url:
            descriptions = typed_texts(picture, "description")
            credit = text_with_role(descriptions, ("creditline",)) or plain_text(
                picture.get("by") or picture.get("byline")
            )
            caption = text_with_role(descriptions, CAPTIONS)
            found.setdefault(
                url,
                {"url": url, "caption": caption, "credit_text": credit or plain_text(picture.get("copyrightholder"))},
            )
    return list(found.values())


def _largest(picture: Item) -> str | None:
    best, best_size = None, -1.0
    for rendition in items(picture.get("renditions")):
        media = str(rendition.get("contenttype") or rendition.get("mimetype") or "image/").lower()
        url = canonical_url(str(rendition.get("href") or ""))
        width = rendition.get("width")
        size = float(width) if isinstance(width, int | float) else 0.0
        if url and media.startswith("image/") and size > best_size:
            best, best_size = url, size
    return best
