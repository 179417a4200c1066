"""Typed settings from newslake.toml and the environment.

NEWSLAKE_CONFIG names another file, NEWSLAKE_HOME the folder that everything is written to, and any key can
be set by an NEWSLAKE_ variable with `__` between section and key: NEWSLAKE_SITE__TIME_ZONE=Asia/Seoul.
"""

import os
import tomllib
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from settings.lake import POSTGRESQL, S3, SQLITE, Lake, has_password
from settings.sections import (
    Alerts,
    Bots,
    Duplicates,
    Export,
    Fetch,
    Maintenance,
    PageViews,
    Privacy,
    Ranking,
    Related,
    Report,
    Site,
    Trending,
)
from settings.sources import ArticleSource, PageViewSource
from settings.watching import Lineage, Logs, Metrics

ROOT = Path(__file__).resolve().parents[1]


class SettingsError(Exception):
    """The settings can't be used. The message names the file, the key and the remedy."""


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
    duplicates: Duplicates = Duplicates()
    export: Export = Export()
    fetch: Fetch = Fetch()
    report: Report = Report()
    alerts: Alerts = Alerts()
    lineage: Lineage = Lineage()
    metrics: Metrics = Metrics()
    logs: Logs = Logs()
    maintenance: Maintenance = Maintenance()
    page_views: PageViews = PageViews()
    bots: Bots = Bots()
    privacy: Privacy = Privacy()
    article_source: tuple[ArticleSource, ...] = ()
    page_view_source: tuple[PageViewSource, ...] = ()

    @model_validator(mode="after")
    def _sources_fit_together(self) -> "Settings":
        names = [source.name for source in self.article_source] + [source.name for source in self.page_view_source]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two sources are called {name!r}; give each a name of its own")
        web = [source.name for source in self.article_source if source.is_fetched]
        if web and not self.fetch.contact:
            raise ValueError(
                f"{web[0]!r} is fetched from the web: say in [fetch] contact how its keeper finds you, a URL or address"
            )
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

    def article_source_named(self, name: str) -> ArticleSource:
        """Return the article source of that name."""
        return next(source for source in self.article_source if source.name == name)

    @property
    def lake_variables(self) -> dict[str, str]:
        """The variables that tell where the lake is, as `lake.LakeLocation.from_variables` takes them."""
        catalog, data = self.lake.catalog, self.lake.data_path
        store = {f"NEWSLAKE_LAKE__S3__{name.upper()}": str(value) for name, value in self.lake.s3.model_dump().items()}
        return {
            "NEWSLAKE_CATALOG": catalog if catalog.startswith(POSTGRESQL) else str(self.catalog_path),
            "NEWSLAKE_DATA_PATH": data if data.startswith(S3) else str(self.path(data)),
            **(store if data.startswith(S3) else {}),
        }

    @property
    def catalog_path(self) -> Path:
        """File of a SQLite catalog."""
        return self.path(self.lake.catalog.removeprefix(SQLITE))

    @property
    def staging_path(self) -> Path:
        """Folder of staged Parquet, one folder a run."""
        return self.home / "staging"

    @property
    def warc_path(self) -> Path:
        """Folder of fetched WARC files, one folder a source."""
        return self.home / "warc"

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
        chosen = Settings()
        _refuse_password(path)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(path, detail) for detail in error.errors())) from error
    return chosen


def _refuse_password(path: Path) -> None:
    """Raise a SettingsError where the file, which others may read, holds the catalog's password."""
    if has_password(tomllib.loads(path.read_text(encoding="utf-8")).get("lake", {}).get("catalog", "")):
        raise SettingsError(
            f"{path}: lake.catalog: no password belongs into this file: take it out and set PGPASSWORD, or PGPASSFILE"
        )


def _explain(path: Path, detail: Any) -> str:
    place = ".".join(str(part) for part in detail["loc"]) or "the whole file"
    if detail["type"] == "extra_forbidden":
        known = sorted(_known_keys(detail["loc"][:-1]))
        near = get_close_matches(str(detail["loc"][-1]), known, n=1)
        remedy = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(known)}"
        return f"{path}: {place}: unknown key; {remedy}"
    return f"{path}: {place}: {detail['msg'].removeprefix('Value error, ')}"


def _known_keys(place: tuple[Any, ...]) -> set[str]:
    model: Any = Settings
    for name in (part for part in place if isinstance(part, str)):
        section = model.model_fields[name].annotation
        model = get_args(section)[0] if get_args(section) else section  # a list of tables, or one table
    return set(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else set()
