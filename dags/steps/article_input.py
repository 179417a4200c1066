"""The inputs of `ingest_articles`: folders and archives that the ledger does not know, and the pages in them."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dags.steps.article_rows import PageReader
from dags.steps.crawls import warc_batches
from dags.steps.ledger import ledger_entries, ledger_ids
from settings import ArticleSource, Settings
from sources import html_folder, ndjson, page_text
from sources.archives import warc
from sources.errors import SourceError
from sources.fingerprint import digest
from sources.page import Page, Skipped, Unreadable
from transforms.article.overrides import read_overrides
from transforms.page_view import source_file_id

log = logging.getLogger("newslake.articles")

FILE_BY_FILE = frozenset({"warc", "ndjson"})
"""Kinds whose files are inputs of their own; of the others the folder is one."""


def find_batches(settings: Settings, source: ArticleSource) -> list[dict[str, Any]]:
    """Return the inputs of `source` whose content the ledger does not know: a folder as one, archives one by one."""
    location = settings.path(source.location)
    places = _files(source, location) if source.kind in FILE_BY_FILE else [location]
    entries = ledger_entries(settings, source.name)
    known = {entry["source_file_id"] for entry in entries}
    seen = {(entry["file_name"], entry["size_bytes"], entry["modified_at"]) for entry in entries}
    found: dict[str, dict[str, Any]] = {}
    for place in places:
        name = place.relative_to(location).as_posix() if place != location and location.is_dir() else place.name
        status = place.stat() if place.is_file() else None
        modified = datetime.fromtimestamp(status.st_mtime_ns // 1000 / 1e6, UTC) if status else None
        if status and (name, status.st_size, modified) in seen:
            continue  # a digest of a gigabyte an hour would cost more than all the rest
        content, size = digest(place)
        identifier = source_file_id(source.name, content)
        if identifier not in known:
            found[identifier] = {
                "source": source.name, "path": str(place), "file_name": name, "digest": content, "size_bytes": size,
                "source_file_id": identifier, "modified_at": modified.isoformat() if modified else None,
            }  # fmt: skip
    log.info("%s: %d new of %d inputs at %s", source.name, len(found), len(places), location)
    return list(found.values())


def unread(settings: Settings, crawls: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the WARC files of `crawls` that the ledger does not know."""
    found = {batch["source_file_id"]: batch for crawl in crawls for batch in warc_batches(crawl)}
    known = ledger_ids(settings) if found else set()
    return [batch for identifier, batch in found.items() if identifier not in known]


def page_reader(settings: Settings, source: ArticleSource) -> PageReader:
    """Return what reads the pages of a source: its zone, and its selectors where it has some."""
    overrides = None
    if source.overrides:
        file = settings.path(source.overrides)
        try:
            overrides = read_overrides(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SourceError(f"{file}: overrides of the source {source.name!r} can't be used: {error}") from error
    return PageReader(source.name, source.time_zone or settings.site.time_zone, overrides)


def pages_of(source: ArticleSource, place: Path) -> Iterable[Page | Unreadable | Skipped]:
    """Yield the pages of one input."""
    invented = f"https://{source.name.replace('_', '-')}.invalid"
    if source.kind == "html_folder":
        return html_folder.read(place)
    if source.kind == "page_text":
        return page_text.read(place, source.base_url or invented)
    if source.kind == "ndjson":
        return ndjson.read(place, source.base_url or invented)
    return warc.read(place)


def _files(source: ArticleSource, location: Path) -> list[Path]:
    """Return the files that a location means: one file, a folder's, or those of a pattern.

    Of a folder of archives only what is named as one: downloads that are under way lie there too.
    """
    found: Iterable[Path]
    if location.is_dir():
        found = [path for path in location.rglob("*") if path.is_file() and not path.name.startswith(".")]
        if source.kind == "warc":
            others = [path.name for path in found if not warc.is_named_as_archive(path)]
            found = filter(warc.is_named_as_archive, found)
            if others:
                log.info("%s: %d files of %s are not named as archives (%s) and left alone: %s, …", source.name,
                         len(others), location, ", ".join(warc.NAMES), min(others))  # fmt: skip
    elif any(mark in location.name for mark in "*?["):
        found = location.parent.glob(location.name)
    else:
        found = [location]
    files = sorted(found)
    if not files:
        raise SourceError(f"{location}: there is no file there; correct `location` of the source")
    return files
