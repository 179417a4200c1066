"""Link near-copies: which articles carry the text of an earlier one. Rules: docs/decisions/0018-duplicates.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from transforms.duplicate.bands import band_keys
from transforms.duplicate.clusters import find_firsts
from transforms.duplicate.common_bands import add_pairs
from transforms.duplicate.compare import compare
from transforms.duplicate.shingles import shingles
from transforms.engine import make_table

METHOD = "letters_7_v1"
"""Names shingles, hashes and bands: another name makes every link anew."""

make = partial(make_table, Path(__file__).parent)

BODIES_AT_ONCE = 1000
ARTICLES_AT_ONCE = 50_000
"""Articles whose candidates are sought together: keeps memory flat when a whole lake is linked."""

BAND = "article_id VARCHAR, text_key BIGINT, published_at TIMESTAMPTZ, band_key INTEGER"


@dataclass(frozen=True, slots=True)
class DuplicateRules:
    """The parameters of `[duplicates]` in the settings."""

    threshold: float = 0.45
    days: int = 7
    min_shingles: int = 150


def link(
    connection: duckdb.DuckDBPyConnection, relations: Mapping[str, str], rules: DuplicateRules, as_of: datetime
) -> None:
    """Make the temporary tables `new_band` (the bands of changed articles) and `duplicate_row` (what comes and goes).

    The temporary table `changed_article` (article_id) names the articles to look at. `relations` gives a FROM item for
    `article`, and for `article_band` and `article_duplicate` as the last run left them.
    """
    hours = 24 * rules.days
    connection.execute(f"CREATE OR REPLACE TEMP VIEW article AS SELECT * FROM {relations['article']}")
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW stored_duplicate AS SELECT * FROM {relations['article_duplicate']}"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE stored_band AS "
        f"SELECT article_id, text_key, published_at, band_key FROM {relations['article_band']}"
    )
    _make_new_bands(connection, rules.min_shingles)
    _make_affected(connection, hours)
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW band AS "
        "FROM stored_band ANTI JOIN changed_article USING (article_id) UNION ALL FROM new_band"
    )
    _make_candidates(connection, hours)
    compare(connection, rules.threshold)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE text_of_article AS SELECT DISTINCT article_id, text_key, published_at FROM band "
        "WHERE text_key IN (SELECT text_key FROM near_text UNION SELECT other_key FROM near_text UNION "
        "SELECT text_key FROM band SEMI JOIN affected_article USING (article_id))"
    )
    make(connection, "copies", {"hours": hours}, "copy")
    make(connection, "links", table="cluster_link")
    make(connection, "members", table="cluster_member")
    find_firsts(connection)
    make(connection, "rows", {"method": METHOD, "as_of": as_of}, "duplicate_row")


def _make_new_bands(connection: duckdb.DuckDBPyConnection, min_shingles: int) -> None:
    """Make `new_band`: of the changed articles that are long enough and whose time is known."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE new_band ({BAND})")
    batches = connection.execute(
        "SELECT article_id, coalesce(date_published, fetched_at) AS published_at, article_body "
        "FROM article SEMI JOIN changed_article USING (article_id) "
        "WHERE article_body IS NOT NULL AND published_at IS NOT NULL"
    ).to_arrow_reader(BODIES_AT_ONCE)
    made = [_bands(batch, min_shingles) for batch in batches]
    if made:
        connection.register("banded", pa.concat_tables(made))
        connection.execute(
            "INSERT INTO new_band SELECT article_id, text_key, published_at, unnest(band_keys::INTEGER[]) "
            "FROM (FROM banded ORDER BY published_at, article_id)"
        )
        connection.unregister("banded")


def _bands(batch: pa.RecordBatch, min_shingles: int) -> pa.Table:
    """Return text key and bands of those articles of a batch that are long enough."""
    made = shingles(batch["article_body"].to_pylist())
    keys = band_keys(made)
    table = pa.table(
        {
            "article_id": batch["article_id"],
            "text_key": made.text_keys,
            "published_at": batch["published_at"],
            "band_keys": pa.FixedSizeListArray.from_arrays(pa.array(keys.ravel()), keys.shape[1]),
        }
    )
    return table.filter(pa.array(np.diff(made.ends) >= min_shingles))


def _make_affected(connection: duckdb.DuckDBPyConnection, hours: int) -> None:
    """Make `affected_article` (article_id): those whose near-copies may be others than before."""
    connection.execute("CREATE OR REPLACE TEMP TABLE neighbour (text_key BIGINT, other_key BIGINT)")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE changed_text AS SELECT DISTINCT text_key, published_at FROM "
        "(FROM stored_band SEMI JOIN changed_article USING (article_id) UNION ALL FROM new_band)"
    )
    if connection.execute("FROM stored_band LIMIT 1").fetchall():
        changed = (
            "SELECT text_key, band_key FROM stored_band SEMI JOIN changed_article USING (article_id) "
            "UNION ALL SELECT text_key, band_key FROM new_band"
        )
        add_pairs(connection, changed, "SELECT text_key, band_key FROM stored_band", "neighbour")
    make(connection, "affected", {"hours": hours}, "affected_article")


def _make_candidates(connection: duckdb.DuckDBPyConnection, hours: int) -> None:
    """Make `candidate` (text_key, other_key): for so many affected articles at a time, in the order of publication."""
    connection.execute("CREATE OR REPLACE TEMP TABLE candidate (text_key BIGINT, other_key BIGINT)")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE placed_article AS SELECT article_id, published_at, "
        "row_number() OVER (ORDER BY published_at, article_id) - 1 AS place "
        "FROM (SELECT DISTINCT article_id, published_at FROM band SEMI JOIN affected_article USING (article_id))"
    )
    batches = connection.execute(
        f"SELECT place // {ARTICLES_AT_ONCE} AS batch, min(published_at) - to_hours({hours}), max(published_at) "
        "FROM placed_article GROUP BY batch ORDER BY batch"
    ).fetchall()
    for batch, first, last in batches:
        sought = (
            "SELECT text_key, band_key FROM band WHERE article_id IN "
            f"(SELECT article_id FROM placed_article WHERE place // {ARTICLES_AT_ONCE} = {batch})"
        )
        held = (
            "SELECT text_key, band_key FROM band WHERE published_at BETWEEN "
            f"TIMESTAMPTZ '{first.isoformat()}' AND TIMESTAMPTZ '{last.isoformat()}'"
        )
        add_pairs(connection, sought, held, "candidate")
