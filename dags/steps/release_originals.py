"""The inputs that quarantined records came from, where they still lie as they were when they were read."""

import glob
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import lake
from dags.steps.article_input import FILE_BY_FILE
from dags.steps.place import lake_location
from settings import ArticleSource, PageViewSource, Settings
from sources.fingerprint import digest
from sources.page_view import known_prefix

Entry = dict[str, Any]
"""A row of the ledger."""


def ledger_rows(settings: Settings, identifiers: Iterable[str]) -> dict[str, Entry]:
    """Return the ledger's rows of the inputs `identifiers`, by source_file_id; of one that it lost, there is none."""
    with lake.connect(lake_location(settings)) as connection:
        found = connection.execute(
            "SELECT * FROM lake.source_file WHERE list_contains(?, source_file_id)", [sorted(set(identifiers))]
        )
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {row["source_file_id"]: row for row in rows}


def log_file(settings: Settings, source: PageViewSource, entry: Entry) -> Path | None:
    """Return the file that begins with what was read of the input `entry`; None where none does.

    It is where it lay, or was rotated: `access.log.1` beside `access.log`.
    """
    location = settings.path(source.location)
    place = location if location.is_file() else location / entry["file_name"]
    rotated = sorted(path for path in place.parent.glob(f"{glob.escape(place.name)}*") if path != place)
    known = [(entry["size_bytes"], entry["content_digest"])]
    for path in (place, *rotated):
        is_long_enough = path.is_file() and path.stat().st_size >= entry["size_bytes"]
        if is_long_enough and known_prefix(path, known).known == entry["content_digest"]:
            return path
    return None


def article_input(settings: Settings, source: ArticleSource, entry: Entry) -> Path | None:
    """Return the archive, file or folder of the input `entry` where it has the content that was read; None else."""
    location = settings.warc_path / source.name if source.is_fetched else settings.path(source.location)
    place = location
    if source.is_fetched or (source.kind in FILE_BY_FILE and not location.is_file()):
        place = (location if location.is_dir() else location.parent) / entry["file_name"]
    if not place.exists() or digest(place)[0] != entry["content_digest"]:
        return None
    return place
