"""Page views as they come: access logs, event exports, dumps of counts. Read where they lie: they hold addresses."""

from sources.page_view.files import find_files, known_prefix, unfinished_line
from sources.page_view.formats import format_named, format_names
from sources.page_view.reader import Part, detect, read_parts
from sources.page_view.request import REQUEST_COLUMNS, Format

__all__ = [
    "REQUEST_COLUMNS",
    "Format",
    "Part",
    "detect",
    "find_files",
    "format_named",
    "format_names",
    "known_prefix",
    "read_parts",
    "unfinished_line",
]
