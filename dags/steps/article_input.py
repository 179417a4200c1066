"""The inputs of `ingest_articles`: folders and archives that the ledger does not know, and the pages in them."""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dags.steps.crawls import warc_batches
from dags.steps.ledger import ledger_ids
from settings import ArticleSource, Settings
from sources import html_folder, ndjson, page_text
from sources.archives import warc
from sources.errors import SourceError
from sources.fingerprint import digest
from sources.page import Page, Skipped, Unreadable
from transforms.page_view import source_file_id

log = logging.getLogger("newslake.articles")

FILE_BY_FILE = frozenset({"warc", "ndjson"})
"""Kinds whose files are inputs of their own; of the others the folder is one."""


def find_batches(settings: Settings, source: ArticleSource) -> list[dict[str, Any]]:
    """Return the inputs of `source` whose content the ledger does not know: a folder as one, archives one by one."""
    location = settings.path(source.location)
    places = _files(location) if source.kind in FILE_BY_FILE else [location]
    known, batches = ledger_ids(settings), []
    for place in places:
        content, size = digest(place)
        identifier = source_file_id(source.name, content)
        if identifier not in known:
            batches.append({"source": source.name, "path": str(place), "file_name": place.name, "digest": content,
                            "size_bytes": size, "source_file_id": identifier})  # fmt: skip
    log.info("%s: %d new of %d inputs at %s", source.name, len(batches), len(places), location)
    return batches


def unread(settings: Settings, crawls: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the WARC files of `crawls` that the ledger does not know."""
    known = ledger_ids(settings)
    found = {batch["source_file_id"]: batch for crawl in crawls for batch in warc_batches(crawl)}
    return [batch for identifier, batch in found.items() if identifier not in known]


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


def _files(location: Path) -> list[Path]:
    """Return the files that a location means: one file, a folder's, or those of a pattern."""
    found: Iterable[Path]
    if location.is_dir():
        found = (path for path in location.rglob("*") if path.is_file() and not path.name.startswith("."))
    elif any(mark in location.name for mark in "*?["):
        found = location.parent.glob(location.name)
    else:
        found = [location]
    files = sorted(found)
    if not files:
        raise SourceError(f"{location}: there is no file there; correct `location` of the source")
    return files
