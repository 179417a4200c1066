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

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, name: str) -> str:
        return _known_zone(name) if name else name


class PageViewSource(_Section):
    """Where page views come from."""

    name: str = Field(pattern=r"^[\w.-]+$")
    format: Literal["auto", "combined"] = "auto"
    location: str
    site_host: str = "*"
    """Host of the site; "*" takes every host."""


class Ranking(_Section):
    """How rankings are cut."""

    top_n: int = Field(default=100, ge=1, le=10_000)


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix="NEWSLAKE_", env_nested_delimiter="__", toml_file=None
    )

    site: Site = Site()
    lake: Lake = Lake()
    ranking: Ranking = Ranking()
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
        "site": Site, "lake": Lake, "ranking": Ranking,
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
