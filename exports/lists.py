"""The lists that are exported, read from the lake."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import duckdb

from exports.folders import KINDS
from exports.outside import language_tag, plain_text, web_url

RANK_COLUMNS = ("rank", "position", "previous_rank", "rank_delta", "entered_at", "peak_rank", "views", "share", "as_of",
                "time_window")  # fmt: skip
SHARE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Story:
    """An article as a list names it: text and URL are safe."""

    article_id: str
    headline: str
    url: str | None
    """None where the lake's URL is no web address."""
    language: str | None
    date_published: datetime | None
    details: dict[str, Any]
    """Our own fields, for the extension object of JSON Feed."""


@dataclass(frozen=True, slots=True)
class RankedList:
    """The newest list of one scope."""

    scope: str
    stories: tuple[Story, ...]

    @property
    def name(self) -> str:
        """What is said of the list beside "Most viewed": nothing for the list of all articles."""
        return plain_text(self.scope.partition(":")[2])

    @property
    def language(self) -> str | None:
        """Language of the list's articles, where it is a language's list."""
        return language_tag(self.name) if self.scope.startswith("language:") else None


def ranked_lists(connection: duckdb.DuckDBPyConnection, time_window: str, n: int) -> list[RankedList]:
    """Return the newest lists of `time_window`, `n` places each; the list of all articles is there even if empty."""
    # The hour is looked up first: as a constant it keeps the other days' files from being read.
    (as_of,) = connection.execute(
        "SELECT max(as_of) FROM lake.ranking_newest WHERE time_window = ?", [time_window]
    ).fetchone() or (None,)
    rows = connection.execute(
        f"""
        SELECT r.scope, a.article_id, a.headline, a.url, a.in_language, a.date_published, {", ".join(RANK_COLUMNS)}
        FROM lake.article_ranking AS r JOIN lake.article AS a USING (article_id)
        WHERE r.as_of = $as_of AND r.time_window = $time_window AND r.position <= $n
            AND (r.scope = 'all' OR list_contains($kinds, split_part(r.scope, ':', 1)))
        ORDER BY r.scope, r.position
        """,
        {"as_of": as_of, "time_window": time_window, "n": n, "kinds": list(KINDS)},
    ).fetchall()
    lists = [
        RankedList(scope, tuple(_story(row[1:6], dict(zip(RANK_COLUMNS, row[6:], strict=True))) for row in group))
        for scope, group in groupby(rows, key=lambda row: row[0])
    ]
    return lists if any(one.scope == "all" for one in lists) else [RankedList("all", ()), *lists]


def related_lists(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, tuple[Story, ...]]]:
    """Yield article_id, headline and related stories, best first, of articles in any newest list."""
    (oldest,) = connection.execute("SELECT min(as_of) FROM lake.ranking_newest").fetchone() or (None,)
    rows = connection.execute(
        """
        SELECT f.article_id, f.headline, a.article_id, a.headline, a.url, a.in_language, a.date_published,
            r.position, r.method
        FROM lake.related_article AS r
        JOIN lake.article AS f ON f.article_id = r.article_id
        JOIN lake.article AS a ON a.article_id = r.related_article_id
        WHERE r.article_id IN (
            SELECT l.article_id FROM lake.article_ranking AS l JOIN lake.ranking_newest USING (time_window, as_of)
            WHERE l.as_of >= ?
        )
        ORDER BY r.article_id, r.position
        """,
        [oldest],
    ).fetchall()
    for (article_id, headline), group in groupby(rows, key=lambda row: (row[0], row[1])):
        stories = tuple(_story(row[2:7], {"position": row[7], "method": row[8]}) for row in group)
        yield article_id, plain_text(headline), stories


def _story(article: tuple[Any, ...], details: dict[str, Any]) -> Story:
    article_id, headline, url, language, published = article
    if "share" in details and details["share"] is not None:
        details["share"] = round(details["share"], SHARE_DIGITS)
    written = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in details.items()}
    return Story(
        article_id, plain_text(headline) or article_id, web_url(url), language_tag(language), published, written
    )
