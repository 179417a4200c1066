"""Quarantined articles read again: from the page as it came, where the input still lies, else from their row."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dags.steps.article_input import page_reader, pages_of
from dags.steps.article_rows import ArticleRows, parsed
from dags.steps.page_view_parts import open_duckdb
from dags.steps.release_choice import Row
from dags.steps.release_places import identifier_at
from dags.steps.release_rows import rows_of_records
from dags.steps.release_tries import Fate, stays
from schemas import CONTRACTS
from settings import ArticleSource, Settings
from sources.page import Page, Skipped, Unreadable
from transforms.article import article_urls

Article = dict[str, Any]


class PagesAgain:
    """What reading gave: `articles` by quarantined_record_id, with their `urls`; `fates` of the other records."""

    def __init__(self, settings: Settings, source: ArticleSource) -> None:
        self._source = source
        self._reader = page_reader(settings, source)
        self.articles: dict[str, Article] = {}
        self.urls: list[dict[str, Any]] = []
        self.fates: dict[str, Fate] = {}

    def from_input(self, place: Path, rows: Sequence[Row]) -> None:
        """Read the pages of `rows` from the input at `place`: by their position, else by their WARC record."""
        by_place = {row["source_position"]: row for row in rows if _has_place(row)}
        by_record = {
            name: row
            for row in rows
            if not _has_place(row) and (name := json.loads(row["record"] or "{}").get("warc_record_id"))
        }
        found: list[Row] = []

        def wanted() -> Iterator[Page | Unreadable | Skipped]:
            for entry in pages_of(self._source, place):
                row = by_place.get(entry.position) or by_record.get(getattr(entry, "warc_record_id", None) or "")
                if row:
                    found.append(row)
                    yield entry

        for number, entry in enumerate(parsed(self._reader, wanted())):  # one for each, in their order
            identifier = found[number]["quarantined_record_id"]
            if isinstance(entry, ArticleRows):
                self.articles[identifier] = entry.article
                self.urls.extend(entry.urls)
            elif isinstance(entry, Skipped):
                self.fates[identifier] = Fate(entry.outcome)
            else:
                self.fates[identifier] = stays("failed_again", [entry.reason])

    def from_quarantine(self, rows: Sequence[Row]) -> None:
        """Take the rows that the gate refused as they are; of a page that could not be read there is nothing."""
        refused = [row for row in rows if not _is_unreadable(row)]
        with open_duckdb() as connection:
            articles = rows_of_records(connection, CONTRACTS["article"], refused).to_pylist()
        for row, article in zip(refused, articles, strict=True):
            if article["article_id"] and article["url"]:
                self.articles[row["quarantined_record_id"]] = article
                self.urls.extend(article_urls(article, article["url"]))


def _is_unreadable(row: Row) -> bool:
    return bool(
        row["quarantined_record_id"] == identifier_at(row["source_file_id"], row["source_position"], "unreadable")
    )


def _has_place(row: Row) -> bool:
    """Say whether the row's position is one of the input; of a row that an older version refused it is not."""
    refused = identifier_at(row["source_file_id"], row["source_position"], "refused")
    return _is_unreadable(row) or bool(row["quarantined_record_id"] == refused)
