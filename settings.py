"""Typed settings from newslake.toml and the environment.

NEWSLAKE_CONFIG names another file, NEWSLAKE_HOME the folder that everything is written to, and any key can
be set by an NEWSLAKE_ variable with `__` between section and key: NEWSLAKE_SITE__TIME_ZONE=Asia/Seoul.
"""

import os
import shlex
import sys
import tomllib
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

ROOT = Path(__file__).resolve().parent
FORMATS = ROOT / "sources" / "page_view" / "formats"


class SettingsError(Exception):
    """The settings can't be used. The message names the file, the key and the remedy."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        near = get_close_matches(name, available_timezones(), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "; take an IANA name such as 'Europe/Lisbon'"
        raise ValueError(f"unknown time zone {name!r}{hint}")
    return name


def _known_zone_or_none(name: str) -> str:
    return _known_zone(name) if name else name


class Site(_Section):
    """The site whose articles are viewed."""

    name: str = "Newslake"
    time_zone: str = "UTC"

    _zone = field_validator("time_zone")(_known_zone)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone object of `time_zone`."""
        return ZoneInfo(self.time_zone)


class Lake(_Section):
    """Where the tables are kept."""

    catalog: str = "sqlite:///{home}/lake/catalog.sqlite"
    data_path: str = "{home}/lake/data"

    @field_validator("catalog")
    @classmethod
    def _sqlite(cls, catalog: str) -> str:
        if not catalog.startswith("sqlite:///"):
            raise ValueError(f"catalog {catalog!r} is not supported; write sqlite:///path/to/catalog.sqlite")
        return catalog


class ArticleSource(_Section):
    """Where articles come from."""

    name: str = Field(pattern=r"^[\w.-]+$")
    kind: Literal["html_folder", "page_text"]
    location: str
    base_url: str = ""
    """For page texts without an index: the URL that file names are put behind."""
    time_zone: str = ""
    """Zone of page times that name none; the site's where it is empty."""

    _zone = field_validator("time_zone")(_known_zone_or_none)


class PageViewSource(_Section):
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


class PageViews(_Section):
    """When hours close."""

    close_after_hours: int = Field(default=72, ge=1)
    """Hours after its end, or after its first data where that came later, that an hour takes data for."""


class Bots(_Section):
    """From how much on a visitor's hour is a bot's. Reasons: docs/decisions/0007-bots-by-behaviour.md."""

    min_requests: int = Field(default=10, ge=2)
    robots_txt_requests: int = Field(default=1, ge=1)
    scanner_requests: int = Field(default=1, ge=1)
    error_requests: int = Field(default=20, ge=1)
    requests: int = Field(default=300, ge=1)
    distinct_pages: int = Field(default=120, ge=1)
    regular_gaps: int = Field(default=20, ge=2)
    gap_variation: float = Field(default=0.1, ge=0)


class Privacy(_Section):
    """What may be known of visitors."""

    country_database: str = ""
    """Path of a MaxMind-format database; without one, countries are those that the input gives."""


class Ranking(_Section):
    """How rankings are cut."""

    top_n: int = Field(default=100, ge=1, le=10_000)
    max_age_days: int | None = Field(default=None, ge=1)
    """Articles published longer before the window's end are not ranked; none: however old."""
    exclude: dict[str, str] = {}
    """URL or article_id -> why it is not ranked."""
    country_min_visitors: int = Field(default=1000, ge=1)
    """A country's list is made for windows with more visitors than that."""
    country_round_to: int = Field(default=100, ge=1)
    """Counts of a country's list are rounded up to a multiple of that."""


class Trending(_Section):
    """What counts as trending. Reasons: docs/decisions/0010-trending.md."""

    hours: int = Field(default=2, ge=1, le=24)
    """Hours of views that are held against the expected ones."""
    weight_of_weeks: float = Field(default=0.5, ge=0, le=1)
    """The part that the same hours of the last four weeks have in what is expected; the previous 24 h have the rest."""
    softening: float = Field(default=10.0, gt=0)
    """Views added to the expected ones in the divisor, so that small numbers do not score high."""
    min_views: int = Field(default=20, ge=1)
    half_life_hours: float = Field(default=2.0, gt=0)


class Related(_Section):
    """How related stories are found. Reasons: docs/decisions/0011-related-stories.md."""

    days: int = Field(default=7, ge=1, le=90)
    """Site days whose visitors are looked at."""
    top_n: int = Field(default=10, ge=1, le=100)
    min_articles: int = Field(default=2, ge=2)
    max_articles: int = Field(default=20, ge=2)
    """Visitor-days with fewer or more articles than these tell nothing."""
    damping: float = Field(default=10.0, ge=0)
    """Weight of common visitors at which half of the similarity counts."""
    min_visitors: int = Field(default=3, ge=1)


class Export(_Section):
    """What is written for websites. Reasons: docs/decisions/0012-exports.md."""

    base_url: str = Field(default="", pattern=r"^(https?://[^/\s]+\S*)?$")
    """Address that the folder of exports is served at; empty: feeds do not name their own address."""
    site_url: str = Field(default="", pattern=r"^(https?://[^/\s]+\S*)?$")
    """The site's page that feeds lead to; empty: the root of the first listed article's site."""
    title: str = ""
    """Title of the feeds; empty: "Most viewed: " and the site's name."""
    n: int = Field(default=10, ge=1, le=1000)
    time_window: Literal["1h", "3h", "24h", "day", "7d", "30d"] = "24h"


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix="NEWSLAKE_", env_nested_delimiter="__", toml_file=None
    )

    site: Site = Site()
    lake: Lake = Lake()
    ranking: Ranking = Ranking()
    trending: Trending = Trending()
    related: Related = Related()
    export: Export = Export()
    page_views: PageViews = PageViews()
    bots: Bots = Bots()
    privacy: Privacy = Privacy()
    article_source: tuple[ArticleSource, ...] = ()
    page_view_source: tuple[PageViewSource, ...] = ()

    @model_validator(mode="after")
    def _names_are_distinct(self) -> "Settings":
        names = [source.name for source in self.article_source] + [source.name for source in self.page_view_source]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two sources are called {name!r}; give each a name of its own")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment first, then the file."""
        return env_settings, TomlConfigSettingsSource(settings_cls, config_path())

    @cached_property
    def home(self) -> Path:
        """Folder that everything is written to."""
        return home()

    def path(self, location: str) -> Path:
        """Return the path that `location` means: {home} filled in, relative to the settings file."""
        return (config_path().parent / location.replace("{home}", str(self.home))).resolve()

    @property
    def catalog_path(self) -> Path:
        """File of the SQLite catalog."""
        return self.path(self.lake.catalog.removeprefix("sqlite:///"))

    @property
    def data_path(self) -> Path:
        """Folder of the Parquet files."""
        return self.path(self.lake.data_path)

    @property
    def staging_path(self) -> Path:
        """Folder of staged Parquet, one folder a run."""
        return self.home / "staging"

    @property
    def salt_path(self) -> Path:
        """Folder of the daily visitor salts."""
        return self.home / "private" / "salts"


def config_path() -> Path:
    """Return the settings file: NEWSLAKE_CONFIG, else the project's own newslake.toml."""
    return Path(os.environ.get("NEWSLAKE_CONFIG") or ROOT / "newslake.toml").resolve()


def home() -> Path:
    """Return NEWSLAKE_HOME, else var/<name of the settings file> in the project's folder."""
    return Path(os.environ.get("NEWSLAKE_HOME") or ROOT / "var" / config_path().stem).resolve()


def load() -> Settings:
    """Return the settings; SettingsError says what is wrong in which file and how to mend it."""
    path = config_path()
    if not path.is_file():
        raise SettingsError(f"{path}: there is no such settings file; set NEWSLAKE_CONFIG (make: CONFIG=) to one")
    try:
        return Settings()
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(path, detail) for detail in error.errors())) from error


def _explain(path: Path, detail: Any) -> str:
    place = ".".join(str(part) for part in detail["loc"]) or "the whole file"
    if detail["type"] == "extra_forbidden":
        known = sorted(_known_keys(detail["loc"][:-1]))
        near = get_close_matches(str(detail["loc"][-1]), known, n=1)
        remedy = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(known)}"
        return f"{path}: {place}: unknown key; {remedy}"
    return f"{path}: {place}: {detail['msg'].removeprefix('Value error, ')}"


def _known_keys(place: tuple[Any, ...]) -> set[str]:
    model: type[BaseModel] = Settings
    sections: dict[str, type[BaseModel]] = {
        "site": Site, "lake": Lake, "ranking": Ranking, "trending": Trending, "related": Related, "export": Export,
        "page_views": PageViews, "bots": Bots, "privacy": Privacy,
        "article_source": ArticleSource, "page_view_source": PageViewSource,
    }  # fmt: skip
    if place:
        model = sections.get(str(place[0]), Settings)
    return set(model.model_fields)


def main() -> int:
    """Print the lake's place as shell assignments, for `make sql`."""
    try:
        chosen = load()
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    print(f"export NEWSLAKE_CATALOG={shlex.quote(str(chosen.catalog_path))}")  # noqa: T201
    print(f"export NEWSLAKE_DATA_PATH={shlex.quote(str(chosen.data_path))}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
