"""An article's rows: what it is searched by, read before it goes, and the deletion from every table."""

from dataclasses import dataclass, field
from datetime import datetime

import duckdb

from dags.steps.erase_rankings import close_up, delete_places
from dags.steps.erase_texts import addresses, own_pieces, pieces
from lake.analyst import literal
from lake.erasure import any_of, rows_with
from lake.publish import Transaction

OF_ARTICLE = {
    "article": ("article_id",),
    "article_revision": ("article_id",),
    "article_band": ("article_id",),
    "article_url": ("article_id", "page_id"),
    "article_duplicate": ("article_id", "duplicate_of", "first_article_id"),
    "page_fetch": ("page_id",),
}
"""Table -> the columns that tell whether a row is the article's. Links between near-copies are made again."""

NAMELESS = "https://erased.invalid/"
"""What the page's address becomes: views of it stay, and a view's page must be known."""


@dataclass(slots=True)
class Erased:
    """What is erased: read before it goes, then searched for everywhere."""

    article_id: str
    pages: list[str] = field(default_factory=list)
    """page_ids of its addresses."""
    text: list[str] = field(default_factory=list)
    """Pieces of its text that no other article has."""
    named: list[str] = field(default_factory=list)
    """Its addresses and headlines: other pages may lead to it by them."""
    shared: int = 0
    """Pieces that others have too, as copies of one wire story do: they tell nothing."""
    deleted: dict[str, int] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        """Everything that it is searched by."""
        return [*self.text, *self.named]


def read(connection: duckdb.DuckDBPyConnection, erased: Erased, given: str, url: str | None) -> None:
    """Fill `erased`: the article behind the page `given`, all its addresses, what it is searched by."""
    row = connection.execute("SELECT article_id FROM lake.article_url WHERE page_id = ?", [given]).fetchone()
    erased.article_id = row[0] if row else given
    of_it = connection.execute(
        "SELECT page_id, page_url FROM lake.article_url WHERE article_id = ?", [erased.article_id]
    ).fetchall()
    erased.pages = sorted({erased.article_id, given, *(page for page, _ in of_it)})
    articles = connection.execute(
        "SELECT url, headline, alternative_headline, article_body FROM lake.article WHERE article_id = $id UNION ALL "
        "SELECT NULL, headline, alternative_headline, article_body FROM lake.article_revision WHERE article_id = $id",
        {"id": erased.article_id},
    ).fetchall()
    urls = {one for one in (url, *(row[0] for row in articles), *(page_url for _, page_url in of_it)) if one}
    erased.text, erased.shared = own_pieces(
        connection, erased.article_id, [piece for *_, body in articles for piece in pieces(body)]
    )
    heads, _ = own_pieces(
        connection, erased.article_id, [piece for _, *heads, _ in articles for head in heads for piece in pieces(head)]
    )
    named = [*addresses(urls), *heads]
    # Another article may lead to it: that is the other's own text.
    erased.named = [
        text for text in named
        if not rows_with(connection, f"(FROM lake.article WHERE article_id <> '{erased.article_id}')", any_of([text]))
    ]  # fmt: skip


def delete(transaction: Transaction, erased: Erased, reason: str, as_of: datetime) -> None:
    """Delete the article from every table, close up the newest lists, and note that it must not come in again."""
    execute = transaction.connection.execute
    execute("CREATE OR REPLACE TEMP TABLE erased_page AS SELECT unnest(?::VARCHAR[]) AS article_id", [erased.pages])
    deleted = {}
    for table, columns in OF_ARTICLE.items():
        condition = " OR ".join(f"{column} IN (FROM temp.erased_page)" for column in columns)
        deleted[table] = transaction.delete(table, condition)
    deleted["related_article"] = _delete_related(transaction)
    deleted["article_ranking"] = delete_places(transaction)
    close_up(transaction)
    named = f"regexp_matches(coalesce(record, ''), {literal(any_of([*erased.texts, *erased.pages]))})"
    deleted["quarantined_record"] = transaction.delete("quarantined_record", named)
    if erased.texts:
        pattern = any_of(erased.texts)
        execute(
            "UPDATE lake.quality_result SET observed = NULL, expected = NULL "
            "WHERE regexp_matches(concat(observed, expected), ?)", [pattern]
        )  # fmt: skip
    execute(
        "UPDATE lake.page SET page_url = ? || page_id WHERE page_id IN (FROM temp.erased_page) "
        "AND NOT starts_with(page_url, ?)", [NAMELESS, NAMELESS]
    )  # fmt: skip
    execute(
        "CREATE OR REPLACE TEMP TABLE tombstone AS "
        "SELECT article_id, ?::TIMESTAMPTZ AS erased_at, ? AS erase_reason FROM temp.erased_page", [as_of, reason]
    )  # fmt: skip
    transaction.append_new("erased_article", "temp.tombstone")
    erased.deleted = {table: count for table, count in deleted.items() if count}


def _delete_related(transaction: Transaction) -> int:
    """Delete the rows of the article and those that lead to it; the others of a list move up."""
    gone = "article_id IN (FROM temp.erased_page) OR related_article_id IN (FROM temp.erased_page)"
    count = transaction.delete("related_article", gone)
    if count:
        transaction.connection.execute(
            "CREATE OR REPLACE TEMP TABLE moved_up AS SELECT * REPLACE ((row_number() OVER "
            "(PARTITION BY article_id ORDER BY position))::INTEGER AS position) FROM lake.related_article"
        )
        transaction.replace_partitions("related_article", "temp.moved_up", "TRUE")
    return count
