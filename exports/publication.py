"""The exported folder: feeds of every list, related stories, the box's script and an index of them all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from exports.files import remove_others, write_if_changed
from exports.folders import folder_of
from exports.head import Head
from exports.json_feed import json_feed
from exports.lists import RankedList, Story
from exports.outside import origin, script_safe_json
from exports.rss import rss

BOX = Path(__file__).with_name("most_viewed_box.js")
FILE_NAME_ID = re.compile(r"[a-z0-9]{1,64}")
ABOUT = "Places of the list, see docs/most-viewed-box.md of Newslake."


@dataclass
class Publication:
    """One export into `folder`, which is served at `base_url` (empty: nobody knows where)."""

    folder: Path
    title: str
    base_url: str = ""
    site_url: str = ""
    written: int = 0
    links_dropped: int = 0
    files: list[PurePosixPath] = field(default_factory=list)
    _lists: list[dict[str, Any]] = field(default_factory=list)
    _related: list[str] = field(default_factory=list)

    def add_list(self, ranked: RankedList, time_window: str) -> None:
        """Write the feeds of one list: most_viewed.json and most_viewed.rss."""
        place = folder_of(ranked.scope)
        if place is None:
            return
        title = f"{self.title} ({ranked.name})" if ranked.name else self.title
        json_file, rss_file = place / "most_viewed.json", place / "most_viewed.rss"
        head = Head(title, self._home_page(ranked.stories), self._address(json_file), ranked.language)
        about = {"about": ABOUT, "scope": ranked.scope, "time_window": time_window}
        self._write(json_file, json_feed(ranked.stories, head, about))
        entry = {"scope": ranked.scope, "title": title, "json": str(json_file)}
        if head.home_page_url:  # RSS must name a page of the site: a list that knows none has no RSS feed
            self._write(rss_file, rss(ranked.stories, replace(head, feed_url=self._address(rss_file))))
            entry["rss"] = str(rss_file)
        self._lists.append(entry)
        self._count_dropped(ranked.stories)

    def add_related(self, article_id: str, headline: str, stories: tuple[Story, ...]) -> None:
        """Write the related stories of one article: related/<article_id>.json."""
        if not FILE_NAME_ID.fullmatch(article_id):
            return
        file = PurePosixPath("related", f"{article_id}.json")
        head = Head(headline or article_id, self._home_page(stories), self._address(file))
        self._write(file, json_feed(stories, head, {"about": ABOUT, "related_to": article_id}))
        self._related.append(str(file))
        self._count_dropped(stories)

    def finish(self) -> int:
        """Write the box's script and the index, then remove what is of lists that are gone; return how many files."""
        self._write(PurePosixPath(BOX.name), BOX.read_bytes())
        index = {"title": self.title, "box": BOX.name, "lists": self._lists, "related": self._related}
        self._write(PurePosixPath("index.json"), script_safe_json(index).encode())
        return remove_others(self.folder, (self.folder / file for file in self.files))

    def _home_page(self, stories: Iterable[Story]) -> str | None:
        first = next((origin(story.url) for story in stories if story.url), None)
        return self.site_url or first or self.base_url or None

    def _address(self, file: PurePosixPath) -> str | None:
        return f"{self.base_url.rstrip('/')}/{file}" if self.base_url else None

    def _write(self, file: PurePosixPath, content: bytes) -> None:
        self.written += write_if_changed(self.folder / file, content)
        self.files.append(file)

    def _count_dropped(self, stories: Iterable[Story]) -> None:
        self.links_dropped += sum(story.url is None for story in stories)
