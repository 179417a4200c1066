"""Typed settings from newslake.toml and the environment."""

from settings.loading import ROOT, Settings, SettingsError, config_path, home, load
from settings.sources import ArticleSource, PageViewSource

__all__ = ["ROOT", "ArticleSource", "PageViewSource", "Settings", "SettingsError", "config_path", "home", "load"]
