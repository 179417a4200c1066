"""Media RSS: pictures, their captions and credits. What an outer element says holds for those within it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sources.discovery.found import Image

SUFFIXES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")


@dataclass(slots=True)
class Level:
    """An entry, a media:group or a media:content."""

    url: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    is_group: bool = False
    """Whether what it holds are forms of one thing, of which one is enough."""
    words: dict[str, str] = field(default_factory=dict)
    thumbnails: list[str] = field(default_factory=list)
    inner: list["Level"] = field(default_factory=list)

    def images(self) -> tuple[Image, ...]:
        """Return an entry's pictures; thumbnails only if there are no others."""
        return tuple(_pictures(self, {})) or tuple(_thumbnails(self))


def _pictures(level: Level, outer: dict[str, str]) -> Iterator[Image]:
    words = {**outer, **level.words}
    if level.url and is_picture(level.url, level.attributes.get("type"), level.attributes.get("medium")):
        yield Image(level.url, words.get("description") or level.words.get("title"), words.get("credit"))
    inner = [max(level.inner, key=_fitness)] if level.is_group and level.inner else level.inner
    for part in inner:
        yield from _pictures(part, words)


def _fitness(level: Level) -> tuple[bool, bool, int]:
    """Return what makes one form of a picture better than another: that it is the default, or wide."""
    attributes = level.attributes
    width = attributes.get("width", "")
    return (
        bool(level.url) and is_picture(level.url or "", attributes.get("type"), attributes.get("medium")),
        attributes.get("isdefault") == "true",
        int(width) if width.isdecimal() and len(width) < len("100000") else 0,
    )


def _thumbnails(level: Level) -> Iterator[Image]:
    for url in level.thumbnails[:1]:
        yield Image(url, level.words.get("description"), level.words.get("credit"))
    for part in level.inner:
        yield from _thumbnails(part)


def is_picture(url: str, media_type: str | None, medium: str | None = None) -> bool:
    """Return whether a link is one to a picture: by what it declares, else by its name's end."""
    if medium or media_type:
        return medium == "image" or (media_type or "").strip().lower().startswith("image/")
    return urlsplit(url).path.lower().endswith(SUFFIXES)
