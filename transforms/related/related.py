"""Relate articles to one another. The formula and its reasons: docs/decisions/0011-related-stories.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from transforms.engine import make_table
from transforms.page_view.site_days import SiteDay
from transforms.query_file import read_query
from transforms.related.text import match_texts
from transforms.url import canonical_url, page_id

SQL = Path(__file__).parent
make = partial(make_table, SQL)

WEIGHT_UNIT = 1 << 30
"""Weights are whole numbers of this part of one: their sums are exact, so that neither the order of the events nor the
number of threads decides a tie."""


@dataclass(frozen=True, slots=True)
class RelatedRules:
    """The parameters of `[related]` in the settings."""

    top_n: int = 10
    min_articles: int = 2
    max_articles: int = 20
    damping: float = 10.0
    min_visitors: int = 3


def relate(
    connection: duckdb.DuckDBPyConnection, relations: Mapping[str, str], days: Sequence[SiteDay], rules: RelatedRules
) -> None:
    """Make the temporary table `related`: rows of contract related_article, from the visitors of `days`.

    `relations` gives a FROM item for `page_view_event`, `article` and `article_url`.
    """
    for name in ("article", "article_url"):
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {relations[name]}")
    make(connection, "articles", table="numbered_article")
    make(connection, "pages", table="article_page")
    _make_translations(connection)
    _make_visitor_days(connection, relations["page_view_event"], days, rules)
    make(connection, "weights", table="article_weight")
    make(connection, "pairs", {"min_visitors": rules.min_visitors}, "article_pair")
    make(connection, "co_visited", {"unit": WEIGHT_UNIT, "damping": rules.damping, "top_n": rules.top_n})
    match_texts(connection, rules.top_n)
    make(connection, "related", {"top_n": rules.top_n, "as_of": days[-1].end})


def _make_translations(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `translation` (article_number, other_number): both ways, as URLs are compared in their canonical form."""
    rows = connection.execute(
        "SELECT DISTINCT translation_of_url FROM article WHERE translation_of_url IS NOT NULL"
    ).fetchall()
    pages = {url: page_id(canonical) for (url,) in rows if (canonical := canonical_url(url))}
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE original_page AS "
        "SELECT unnest($urls::VARCHAR[]) AS url, unnest($pages::VARCHAR[]) AS page_id",
        {"urls": list(pages), "pages": list(pages.values())},
    )
    make(connection, "translations", table="translation")


def _make_visitor_days(
    connection: duckdb.DuckDBPyConnection, events: str, days: Sequence[SiteDay], rules: RelatedRules
) -> None:
    """Make `visitor_day` one day at a time: telling the visitors of many days apart at once would not fit into memory.

    Instants are constants, so that the statistics of the events' files keep other days from being read.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE visitor_day (articles INTEGER[], weight INTEGER)")
    for day in days:
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW view_of_day AS SELECT visitor_id, page_id FROM {events} "
            f"WHERE outcome = 'view' AND event_at >= TIMESTAMPTZ '{day.start.isoformat()}' "
            f"AND event_at < TIMESTAMPTZ '{day.end.isoformat()}'"
        )
        connection.execute(
            f"INSERT INTO visitor_day {read_query(SQL, 'visitor_days')}",
            {"unit": WEIGHT_UNIT, "min_articles": rules.min_articles, "max_articles": rules.max_articles},
        )
