"""The formats that page views come in: one file each, named in the settings by the file's name.

A file holds `FORMAT`. Adding a format takes a file here and a golden folder in tests/golden/page_view.
"""

import pkgutil
from functools import cache
from importlib import import_module

from sources.errors import SourceError
from sources.page_view.formats.custom import custom_format
from sources.page_view.request import Format

CUSTOM = "custom"


def format_names() -> list[str]:
    """Return the names of the formats, in the order of the alphabet, `custom` left out."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name != CUSTOM)


@cache
def format_named(name: str, log_format: str = "") -> Format:
    """Return the format `name`; for "custom", the one that the nginx or Apache string `log_format` describes."""
    if name == CUSTOM:
        return custom_format(log_format)
    if name not in format_names():
        raise SourceError(f"there is no page-view format {name!r}; known: auto, custom, {', '.join(format_names())}")
    found = import_module(f"{__name__}.{name}").FORMAT
    if not isinstance(found, Format):
        raise TypeError(f"{name}.FORMAT is no Format")
    return found
