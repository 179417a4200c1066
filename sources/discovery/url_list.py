"""Lists of URLs: one a line, with comments; or the first column of a CSV file."""

import csv
from dataclasses import dataclass

from sources.discovery.document import nature, opened
from sources.discovery.found import Found
from sources.discovery.limits import MAX_ENTRIES, MAX_RECORD
from sources.discovery.web_url import web_url
from sources.errors import SourceError
from sources.page import Unreadable

HEADERS = frozenset({"url", "urls", "loc", "link", "address"})
SEPARATORS = ("\t", ";", ",")


@dataclass(frozen=True, slots=True)
class Listing:
    """The URLs of a list, and the lines that hold none."""

    items: tuple[Found, ...]
    refused: tuple[Unreadable, ...]


def read_url_list(content: bytes, *, url: str = "the list") -> Listing:
    """Return the URLs that `content` lists; `url` names it in errors. What is no list raises SourceError."""
    document = opened(content, url, None, "list of URLs")
    what = nature(document.text)
    if what != "plain text":
        raise SourceError(f"{url} is {what}, not a list of URLs: give a text file with one URL a line")
    return read_lines(document.text)


def read_lines(text: str) -> Listing:
    """Return the URLs of a text. A line's place is its number; empty lines and comments (#) are none."""
    items: list[Found] = []
    refused: list[Unreadable] = []
    separator = ""
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if not (items or refused or separator) and _header(line):
            separator = _separator(line)
            continue
        if len(items) + len(refused) >= MAX_ENTRIES:
            refused.append(Unreadable(number, "", f"more_than_{MAX_ENTRIES}_urls"))
            break
        url = web_url(_first(line, separator))
        if url:
            items.append(Found(number, url))
        else:
            refused.append(Unreadable(number, line[:MAX_RECORD], "url_not_web"))
    return Listing(tuple(items), tuple(refused))


def _header(line: str) -> bool:
    return _first(line, _separator(line)).strip().lower() in HEADERS


def _separator(line: str) -> str:
    """Return what parts the columns of a CSV file's header; a comma if it has one column."""
    return next((mark for mark in SEPARATORS if mark in line), ",")


def _first(line: str, separator: str) -> str:
    """Return the first column. A list without a header has one column: its URLs may hold commas."""
    if not separator and not line.startswith('"'):
        return line
    return next(csv.reader([line], delimiter=separator or ","), [""])[0]
