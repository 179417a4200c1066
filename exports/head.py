"""What a feed says of itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """The feed as a whole: text and URLs are safe."""

    title: str
    home_page_url: str | None
    feed_url: str | None
    """Where the feed itself is served; None where nobody knows."""
    language: str | None = None
