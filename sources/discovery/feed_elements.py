"""What elements of a feed mean, where feedparser's reading is not enough: entries, Media RSS, guids, dates."""

from collections.abc import Callable
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

from feedparser.util import FeedParserDict

from sources.discovery.feed_entry import found_or_refused
from sources.discovery.feed_media import Level
from sources.discovery.feed_media_elements import MediaElements
from sources.discovery.found import Found
from sources.discovery.limits import MAX_ENTRIES, MAX_KEYWORDS
from sources.discovery.web_url import web_url

if TYPE_CHECKING:
    from sources.page import Unreadable


class TooMuch(Exception):  # noqa: N818
    """The rest of the feed is left unread. The message says why."""


class Elements(MediaElements):
    """Handlers that feedparser finds by their names: `_start_` or `_end_`, prefix, element."""

    def begin(self, zone: tzinfo = UTC) -> None:
        """Make ready for one feed; its times without a zone are in `zone`."""
        self.resolve_relative_uris = True
        self.sanitize_html = False  # what is stored is as it came; what is shown is made harmless where it is shown
        self.zone = zone
        self.found: list[Found] = []
        self.refused: list[Unreadable] = []
        self.taken = 0
        self.media = []
        self.hasContent: int = 0
        self.first_summary: dict[str, Any] = {}

    def finish(self) -> None:
        """Take the last entry, if the feed ended within it."""
        if self.taken < len(self.entries):
            self._take()

    def _take(self) -> None:
        """Turn the entry that has been read into a found article, and forget it."""
        entry = self.entries[-1]
        self.taken = len(self.entries)
        told = found_or_refused(entry, self.media[0] if self.media else Level(), self.taken, self.baseuri, self.zone)
        if isinstance(told, Found):
            self.found.append(told)
        else:
            self.refused.append(told)
        self.entries[-1] = FeedParserDict()
        self.property_depth_map.clear()
        self.media = []

    def _start_item(self, attrs_d: dict[str, str]) -> None:
        self.finish()
        if self.taken >= MAX_ENTRIES:
            raise TooMuch(f"only the first {MAX_ENTRIES} entries were read")
        super()._start_item(attrs_d)
        self.media = [Level()]

    _start_entry = _start_item

    def _end_item(self) -> None:
        super()._end_item()
        self.finish()

    _end_entry = _end_item

    def _add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        """Take a keyword. feedparser looks for it among all before, so that their number has to be bounded."""
        if len(self._get_context().get("tags", ())) < MAX_KEYWORDS:
            super()._add_tag(term, scheme, label)

    def _end_author(self) -> None:
        """Name the last author. In RSS the element's own text names him."""
        text = self.pop("author")
        self.inauthor = 0
        authors = self._get_context().setdefault("authors", [FeedParserDict()])
        if text and "name" not in dict(authors[-1]):
            authors[-1]["name"] = text

    def _sync_author_detail(self, key: str = "author") -> None:
        """Do nothing: feedparser's pattern takes minutes for a long text, and mixes several authors up."""

    def _start_guid(self, attrs_d: dict[str, str]) -> None:
        """Keep a guid as it is written: it is a name, also where isPermaLink was forgotten to be denied."""
        self.is_permalink = attrs_d.get("ispermalink", "true").strip().lower() != "false"
        self.guidislink = 0
        self.push("id", 1)

    def _end_guid(self) -> None:
        guid = self.pop("id")
        self._save("is_permalink", bool(self.is_permalink and web_url(guid)), overwrite=True)

    def _start_id(self, _: dict[str, str]) -> None:
        """Keep Atom's id as it is written: it is no address."""
        self.guidislink = 0
        self.push("id", 1)

    def _end_id(self) -> None:
        self.pop("id")

    def _start_description(self, attrs_d: dict[str, str]) -> None:
        self._begin_summary(super()._start_description, attrs_d)

    def _start_summary(self, attrs_d: dict[str, str]) -> None:
        self._begin_summary(super()._start_summary, attrs_d)

    def _begin_summary(self, start: Callable[[dict[str, str]], None], attrs_d: dict[str, str]) -> None:
        """Take a second description for what it is: feedparser would take it for the whole text."""
        said = dict(self._get_context())
        self.first_summary = {key: said[key] for key in ("summary", "summary_detail") if said.get(key)}
        before, self.hasContent = bool(self.hasContent), 1
        start(attrs_d)
        self.hasContent = before

    def _end_description(self) -> None:
        super()._end_description()
        self._end_any_summary()

    def _end_summary(self) -> None:
        super()._end_summary()
        self._end_any_summary()

    def _end_any_summary(self) -> None:
        """Let the first description stand. One without a detail is a copy of the whole text."""
        if len(self.first_summary) == len(("summary", "summary_detail")):
            self._get_context().update(self.first_summary)

    def _start_dc_date(self, _: dict[str, str]) -> None:
        """Keep Dublin Core's date apart: it is the day of publication more often than that of a change."""
        self.push("dc_date", 1)

    def _end_dc_date(self) -> None:
        self.pop("dc_date")

    def _end_published(self) -> None:
        self.pop("published")  # times are read from their own words: feedparser drops the offset

    def _end_updated(self) -> None:
        self.pop("updated")

    def _end_created(self) -> None:
        self.pop("created")

    _end_issued = _end_pubdate = _end_published
    _end_modified = _end_lastbuilddate = _end_updated
