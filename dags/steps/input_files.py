"""What of a source's files is new: whole files, or what a log has grown by."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from dags.steps.ledger import ledger_entries
from settings import PageViewSource, Settings
from sources.page_view import detect, format_named, known_prefix, unfinished_line
from sources.page_view.files import Content
from transforms.page_view import source_file_id

log = logging.getLogger("newslake.page_views")


def new_content(
    settings: Settings, source: PageViewSource, location: Path, paths: Sequence[Path]
) -> list[dict[str, Any]]:
    """Return an input for each of `paths` that holds something the ledger does not know.

    An input: {source, source_file_id, path, file_name, digest, size_bytes, modified_at, format, first_byte,
    first_position, unfinished}. Of a log that begins with a known content, whatever its name was, only what follows is
    new; `unfinished` is the place of a last line that was read before it was whole.
    """
    entries = ledger_entries(settings, source.name)
    seen = {(entry["file_name"], entry["size_bytes"], entry["modified_at"]) for entry in entries}
    by_digest = {entry["content_digest"]: entry for entry in entries}
    names = {entry["file_name"] for entry in entries if entry["size_bytes"]}
    found: dict[str, dict[str, Any]] = {}
    for path in paths:
        name = path.name if location.is_file() else path.relative_to(location).as_posix()
        status = path.stat()
        modified = datetime.fromtimestamp(status.st_mtime_ns // 1000 / 1e6, UTC)
        if (name, status.st_size, modified) in seen:
            continue
        content = known_prefix(path, [(entry["size_bytes"], entry["content_digest"]) for entry in entries])
        identifier = source_file_id(source.name, content.digest)
        if content.known == content.digest or identifier in found:
            log.info("%s: %s: nothing new, its content is in the ledger", source.name, name)
            continue
        if name in names and content.known is None:
            log.info("%s: %s: not what it was: rotated or truncated; read from its beginning", source.name, name)
        found[identifier] = {
            "source": source.name, "source_file_id": identifier, "path": str(path), "file_name": name,
            "digest": content.digest, "size_bytes": content.size, "modified_at": modified.isoformat(),
            **_start(path, content, by_digest, source),
        }  # fmt: skip
    return list(found.values())


def _start(path: Path, content: Content, entries: dict[str, dict[str, Any]], source: PageViewSource) -> dict[str, Any]:
    """Return where reading begins: {format, first_byte, first_position, unfinished}."""
    entry = entries.get(content.known or "")
    named = None if source.format == "auto" else source.format
    whole = {"format": named, "first_byte": 0, "first_position": 1, "unfinished": None}
    if not entry or not entry["format"]:
        return whole
    if format_named(entry["format"], source.log_format).kind != "lines" or named not in (None, entry["format"]):
        return whole
    last = entry["first_position"] + entry["rows_received"] - 1
    begun = unfinished_line(path, content.known_size)
    return {
        "format": entry["format"],
        "first_byte": content.known_size - begun,
        "first_position": last if begun else last + 1,
        "unfinished": {"source_file_id": entry["source_file_id"], "source_position": last} if begun else None,
    }


def file_source(connection: duckdb.DuckDBPyConnection, source: PageViewSource, path: Path) -> str:
    """Return the name of the format of `path`: the settings' word, else what its content tells."""
    return source.format if source.format != "auto" else detect(connection, path)


def page_view_source(settings: Settings, file: dict[str, Any]) -> PageViewSource:
    """Return the source that `file` was found by."""
    return next(source for source in settings.page_view_source if source.name == file["source"])
