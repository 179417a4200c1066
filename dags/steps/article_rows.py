"""Pages to rows of `article` and `article_url`, on every core. Imports little: each worker process does so anew."""

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as PageTimeoutError
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from sources.page import Page, Skipped, Unreadable
from transforms.article import article_row, article_urls, extract
from transforms.article.aliases import alias_rows
from transforms.article.overrides import Overrides
from transforms.page_text import page_text_record
from transforms.structured_article import Unusable, from_json

CHUNK = 24
"""Pages that go to a worker at once: 2 MB of HTML or so."""
FEW = 4 * CHUNK
"""Up to here starting workers costs more than they save."""
CUT = ("content_cut", "content_damaged")
"""Beginnings of the notes of a page whose content is not whole."""
SECONDS_A_PAGE = 20.0
"""A page that takes longer is refused: the slowest of real ones takes a tenth of a second."""


@dataclass(frozen=True, slots=True)
class PageReader:
    """How the pages of one source are read."""

    source: str
    time_zone: str
    overrides: Overrides | None = None

    def rows(self, pages: list[Page]) -> list["Outcome"]:
        """Return what each page gives; one that can't be parsed is refused and says why."""
        return [self._one(page) for page in pages]

    def _one(self, page: Page) -> "Outcome":
        cut = next((note for note in page.notes if note.startswith(CUT)), None)
        if cut:  # half a text would pass for the whole one
            return Unreadable(page.position, page.url, cut)
        try:
            record = self._record(page)
            row = article_row(record, source=self.source, fetched_at=page.fetched_at, url=page.url)
            row["warc_record_id"] = page.warc_record_id
            urls = [*article_urls(row, page.url), *alias_rows(row, record.get("aliases", ()))]
            return ArticleRows(row, urls, page.url, page.position)
        except Unusable as error:
            return Unreadable(page.position, page.url, str(error))
        except Exception as error:  # noqa: BLE001 - one page must not end the run: it goes to quarantine
            return Unreadable(page.position, page.url, f"not_parsed_{type(error).__name__}")

    def _record(self, page: Page) -> dict[str, Any]:
        zone = ZoneInfo(self.time_zone)
        if page.kind == "text":
            return page_text_record(page.content.decode("utf-8", errors="replace"), page.url, zone)
        if page.kind == "json":
            return from_json(page.content, page.url, zone)
        return extract(page.content, page.url, zone, self.overrides, page.content_type)


@dataclass(frozen=True, slots=True)
class ArticleRows:
    """The rows that one page gives."""

    article: dict[str, Any]
    urls: list[dict[str, Any]]
    page_url: str
    position: int


Entry: TypeAlias = Page | Unreadable | Skipped
Outcome: TypeAlias = ArticleRows | Unreadable | Skipped
Future: TypeAlias = "ProcessFuture[list[Outcome]]"


def parsed(reader: PageReader, pages: Iterable[Entry]) -> Iterator[Outcome]:
    """Yield what `pages` give, in their order; memory holds a few chunks at most.

    A page that crashes its worker or takes too long is refused, alone.
    """
    entries = iter(pages)
    first = list(islice(entries, FEW))
    if len(first) < FEW:
        yield from _here(reader, first)
        return
    # Forking would copy locks that threads of this process hold.
    spawn = multiprocessing.get_context("spawn")
    with _no_main_module(), ProcessPool(max_workers=os.cpu_count() or 1, context=spawn) as pool:
        under_way: deque[tuple[list[Entry], Future]] = deque()
        for chunk in _chunks(chain(first, entries)):
            under_way.append((chunk, _schedule(pool, reader, chunk)))
            if len(under_way) > 3 * (os.cpu_count() or 1):
                yield from _results(pool, reader, *under_way.popleft())
        while under_way:
            yield from _results(pool, reader, *under_way.popleft())


@contextmanager
def _no_main_module() -> Iterator[None]:
    """Let processes that are spawned meanwhile not run the main module again, of which they need nothing.

    In a task it is the command `airflow`, which would ask for the metadata database that tasks are kept from.
    """
    main = vars(sys.modules["__main__"])
    kept: dict[str, Any] = {name: main.pop(name) for name in ("__file__", "__spec__") if name in main}
    main["__spec__"] = None
    try:
        yield
    finally:
        main.update(kept)


def _here(reader: PageReader, entries: Iterable[Entry]) -> Iterator[Outcome]:
    for entry in entries:
        if isinstance(entry, Page):
            yield from reader.rows([entry])
        else:
            yield entry


def _chunks(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while chunk := list(islice(entries, CHUNK)):
        yield chunk


def _schedule(pool: ProcessPool, reader: PageReader, chunk: list[Entry]) -> Future:
    pages = [entry for entry in chunk if isinstance(entry, Page)]
    return pool.schedule(reader.rows, args=[pages], timeout=SECONDS_A_PAGE * max(len(pages), 1))


def _results(pool: ProcessPool, reader: PageReader, chunk: list[Entry], future: Future) -> Iterator[Outcome]:
    try:
        rows = iter(future.result())
    except (ProcessExpired, PageTimeoutError):
        if len(chunk) == 1:
            yield Unreadable(chunk[0].position, getattr(chunk[0], "url", ""), "parser_crashed_or_too_slow")
            return
        # One of them broke the worker: each is tried alone.
        for entry in chunk:
            yield from _results(pool, reader, [entry], _schedule(pool, reader, [entry]))
        return
    for entry in chunk:
        yield next(rows) if isinstance(entry, Page) else entry
