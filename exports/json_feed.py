"""Lists of stories as JSON Feed 1.1, for a website's "Most viewed" box and for feed readers."""

from collections.abc import Sequence
from typing import Any

from exports.head import Head
from exports.lists import Story
from exports.outside import script_safe_json

VERSION = "https://jsonfeed.org/version/1.1"
EXTENSION = "_newslake"


def json_feed(stories: Sequence[Story], head: Head, about: dict[str, Any]) -> bytes:
    """Return the feed of `stories`; `about` tells of the whole list what each item's extension tells of its place."""
    whole = {
        "version": VERSION, "title": head.title, "home_page_url": head.home_page_url, "feed_url": head.feed_url,
        "language": head.language, EXTENSION: about,
    }  # fmt: skip
    return script_safe_json({**_known(whole), "items": [_item(story) for story in stories]}).encode()


def _item(story: Story) -> dict[str, Any]:
    return _known({
        "id": story.article_id, "url": story.url, "title": story.headline, "content_text": story.headline,
        "language": story.language,
        "date_published": story.date_published.isoformat() if story.date_published else None,
        EXTENSION: story.details,
    })  # fmt: skip


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
