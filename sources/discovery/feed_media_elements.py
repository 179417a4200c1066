"""Media RSS as it is read: which element is open, and what it says."""

from feedparser.mixin import _FeedParserMixin

from sources.discovery.feed_media import Level
from sources.discovery.plain_text import plain_text
from sources.discovery.web_url import web_url


class MediaElements(_FeedParserMixin):  # type: ignore[misc]
    """Handlers that feedparser finds by their names. Its own would take a caption for the article's text."""

    media: list[Level]
    """The open entry, and the open media:group and media:content in it; empty outside of entries."""

    def _start_media_group(self, _: dict[str, str]) -> None:
        self._open(Level(is_group=True))

    def _start_media_content(self, attrs_d: dict[str, str]) -> None:
        self._open(Level(web_url(attrs_d.get("url"), self.baseuri), attrs_d))

    def _open(self, level: Level) -> None:
        if self.media:
            self.media[-1].inner.append(level)
            self.media.append(level)

    def _end_media_group(self) -> None:
        if len(self.media) > 1:
            self.media.pop()

    _end_media_content = _end_media_group

    def _start_media_thumbnail(self, attrs_d: dict[str, str]) -> None:
        url = web_url(attrs_d.get("url"), self.baseuri)
        if url and self.media:
            self.media[-1].thumbnails.append(url)

    def _end_media_thumbnail(self) -> None:
        """Nothing: the address stands in an attribute."""

    def _start_media_text(self, _: dict[str, str]) -> None:
        """Take an element of Media RSS that holds words."""
        self.push("media_words", 1)

    _start_media_title = _start_media_description = _start_media_credit = _start_media_text

    def _end_media_text(self) -> None:
        self.pop("media_words")

    def _end_media_title(self) -> None:
        self._say("title")

    def _end_media_description(self) -> None:
        self._say("description")

    def _end_media_credit(self) -> None:
        self._say("credit")

    def _say(self, what: str) -> None:
        words = plain_text(self.pop("media_words"))
        if words and self.media:
            self.media[-1].words.setdefault(what, words)
