"""The sources of newslake.toml: where articles and page views come from."""

from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from settings.sections import Section, known_zone

WEB_KINDS = ("feed", "sitemap", "site", "urls")
FORMATS = Path(__file__).resolve().parents[1] / "sources" / "page_view" / "formats"


def _known_zone_or_none(name: str) -> str:
    return known_zone(name) if name else name


class ArticleSource(Section):
    """Where articles come from."""

    name: str = Field(pattern=r"^[\w.-]+$")
    kind: Literal["feed", "sitemap", "site", "urls", "html_folder", "page_text", "warc", "ndjson"]
    location: str
    """URL of a feed, a sitemap or a home page (site: its feeds and sitemaps are found), URL or path of a list of
    URLs; path of a folder, or of a file or pattern (*.warc.gz) of archives."""
    base_url: str = ""
    """For page texts without an index: the URL that file names are put behind."""
    time_zone: str = ""
    """Zone of page times that name none; the site's where it is empty."""

    overrides: str = ""
    """Path of a TOML file of CSS selectors per host; see docs/article-fields.md."""
    max_pages: int = Field(default=2000, ge=1)
    """Pages that one run fetches; the rest is fetched by the next ones, the newest first."""
    recheck_hours: int | None = Field(default=None, ge=1)
    """After how many hours pages are asked for again, by their validators, though no listing says that they changed;
    each time that nothing did the wait doubles, and it ends a month after a page was first seen. Without it: never."""
    pool: str = Field(default="web", pattern=r"^[a-z0-9_]+$")
    """Airflow pool `fetch_<pool>` that its fetching waits in: sources of one pool are fetched one after another."""

    _zone = field_validator("time_zone")(_known_zone_or_none)

    @property
    def is_fetched(self) -> bool:
        """Whether its pages are fetched from the web."""
        return self.kind in WEB_KINDS

    @model_validator(mode="after")
    def _web_has_url(self) -> "ArticleSource":
        if self.kind in ("feed", "sitemap", "site") and not self.location.startswith(("http://", "https://")):
            raise ValueError(f"a source of kind {self.kind!r} needs an http or https URL as `location`")
        return self


class PageViewSource(Section):
    """Where page views come from."""

    name: str = Field(pattern=r"^[\w.-]+$")
    format: str = "auto"
    """Name of a file in sources/page_view/formats; "auto" goes by the content."""
    log_format: str = ""
    """For format = "custom": the server's own log_format (nginx) or LogFormat (Apache)."""
    location: str
    site_host: str = "*"
    """Host of the site; "*" takes every host."""
    time_zone: str = ""
    """Zone of times that name none; the site's where it is empty."""

    _zone = field_validator("time_zone")(_known_zone_or_none)

    @field_validator("format")
    @classmethod
    def _known_format(cls, name: str) -> str:
        known = ["auto", *sorted(file.stem for file in FORMATS.glob("[!_]*.py"))]
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"unknown format {name!r}{hint}; known: {', '.join(known)}")
        return name

    @model_validator(mode="after")
    def _custom_is_told(self) -> "PageViewSource":
        if (self.format == "custom") != bool(self.log_format):
            raise ValueError('log_format and format = "custom" belong together: give both or none')
        return self
