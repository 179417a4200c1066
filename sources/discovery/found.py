"""What discovery yields: an article that a feed, a sitemap or a list tells of."""

from dataclasses import dataclass

from sources.discovery.instant import Instant


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that belongs to a found article."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same article in another language, as a sitemap's xhtml:link tells it; `language` may be `x-default`."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """One article as it is told of. What the document does not say is None or empty."""

    position: int
    """Its place in the document, from 1, refused entries counted too."""
    url: str
    guid: str | None = None
    is_permalink: bool = False
    """Whether `guid` is declared to be a URL of the article."""
    title: str | None = None
    summary: str | None = None
    """Plain text."""
    content: str | None = None
    """The whole text as HTML, as the publisher wrote it: not made harmless."""
    authors: tuple[str, ...] = ()
    date_published: Instant | None = None
    date_modified: Instant | None = None
    keywords: tuple[str, ...] = ()
    language: str | None = None
    images: tuple[Image, ...] = ()
    publication: str | None = None
    """Who published it, where the document lists other publishers' articles, or is a news sitemap."""
    alternates: tuple[Alternate, ...] = ()
