"""Erasure outside the lake: staged files, exports, report, data docs, and the archives of crawls."""

import logging
import re
import shutil
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from pathlib import Path

import duckdb

from lake.erasure import any_of, rows_with
from lake.publish import parquet
from settings import Settings
from sources.archives.erasure import records, take_out
from sources.archives.record import Record
from transforms.url import canonical_url, page_id

log = logging.getLogger("newslake.erasure")

PLACES = ("staging", "exports", "report", "data_docs", "warc")
"""Folders below NEWSLAKE_HOME that hold what came in, or what was made of it."""

SPREAD = frozenset({"staging", "report", "data_docs"})
"""Of these a file that holds what is erased goes: it is made again, or is history."""


def article_record(pages: Collection[str], text: Collection[str], named: Collection[str]) -> Callable[..., bool]:
    """Return what says of a record of a crawl whether it goes.

    An answer of one of `pages` (page_ids), a page that holds a piece of the `text`, a listing that names the article.
    """
    told, names = _pattern(text), _pattern([*text, *named])

    def goes(record: Record, content: bytes) -> bool:
        if (url := canonical_url(record.url)) and page_id(url) in pages:
            return True
        pattern = names if _is_listing(content) else told
        return bool(pattern and pattern.search(content))

    return goes


def clean(settings: Settings, texts: Collection[str], goes: Callable[..., bool] | None, at: datetime) -> dict[str, int]:
    """Remove what holds one of `texts`, and the records of crawls that go; return how many of each."""
    done = {"files": 0, "records": 0}
    for file in list(_files(settings)):
        if not file.exists():  # it went with its run
            continue
        place = file.relative_to(settings.home).parts[0]
        if _is_archive(file):
            done["records"] += take_out(file, goes, at) if goes else 0
        elif place == "warc" and holds(file, texts):
            _cut_out(file, texts)
            done["files"] += 1
        elif place in SPREAD and holds(file, texts):
            file.unlink(missing_ok=True)
            if place == "staging":  # a run that waits for it fails, and the next one reads its input again
                top = settings.staging_path / file.relative_to(settings.staging_path).parts[0]
                shutil.rmtree(top, ignore_errors=True)
            done["files"] += 1
    return done


def found_outside(
    settings: Settings, texts: Collection[str], goes: Callable[..., bool] | None
) -> Iterator[tuple[str, str]]:
    """Yield (file, what it names) for each file outside the lake that still holds one of `texts`."""
    for file in _files(settings):
        if _is_archive(file):
            left = sum(goes(found, content) for found, content in records(file)) if goes else 0
            if left:
                yield str(file), f"{left} records"
        elif holds(file, texts):
            yield str(file), "text"


def holds(file: Path, texts: Collection[str]) -> bool:
    """Say whether `file` holds one of `texts`; a Parquet file in any row."""
    if not texts:
        return False
    if file.suffix == ".parquet":
        with duckdb.connect() as connection:
            return rows_with(connection, parquet(file), any_of(texts)) > 0
    pattern = _pattern(texts)
    return bool(pattern and pattern.search(file.read_bytes()))


def _cut_out(file: Path, texts: Collection[str]) -> None:
    """Take rows or lines out of the notes of a crawl that is not published yet; the rest of it stays."""
    aside = file.with_name(f"{file.name}.unfinished")
    if file.suffix == ".parquet":
        with duckdb.connect() as connection:
            connection.execute(
                f"COPY (FROM {parquet(file)} AS t WHERE NOT regexp_matches(to_json(t)::VARCHAR, ?)) "
                f"TO '{aside}' (FORMAT parquet, COMPRESSION zstd)", [any_of(texts)]
            )  # fmt: skip
    else:
        lines = file.read_bytes().splitlines(keepends=True)
        aside.write_bytes(b"".join(line for line in lines if not any(text.encode() in line for text in texts)))
    aside.replace(file)


def _files(settings: Settings) -> Iterator[Path]:
    for place in PLACES:
        yield from sorted(path for path in (settings.home / place).rglob("*") if path.is_file())


def _is_archive(file: Path) -> bool:
    return file.name.endswith(".warc.gz")


def _is_listing(content: bytes) -> bool:
    """Say whether `content` is a feed or sitemap: XML or JSON, not a page."""
    return not re.search(rb"<html|<!doctype html", content[:2000], re.IGNORECASE)


def _pattern(texts: Collection[str]) -> re.Pattern[bytes] | None:
    return re.compile(b"|".join(re.escape(text.encode()) for text in sorted(texts))) if texts else None
