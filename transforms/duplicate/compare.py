"""The exact similarity of candidate texts: MinHash decides which are compared, and nothing else."""

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from transforms.duplicate.shingles import Numbers, Shingles, shingles

PAIRS_AT_ONCE = 4_000
"""Pairs whose texts are in memory together: at most some 300 MB of news."""

PAIRS_MULTIPLIED = 500


def compare(connection: duckdb.DuckDBPyConnection, threshold: float) -> None:
    """Make `near_text` (text_key, other_key, similarity) of those `candidate` pairs that reach `threshold`."""
    connection.execute("CREATE OR REPLACE TEMP TABLE near_text (text_key BIGINT, other_key BIGINT, similarity DOUBLE)")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE candidate_text AS SELECT text_key, article_body FROM "
        "(SELECT text_key, min(article_id) AS article_id FROM band "
        "WHERE text_key IN (SELECT text_key FROM candidate UNION SELECT other_key FROM candidate) GROUP BY text_key) "
        "JOIN article USING (article_id)"
    )
    pairs = connection.execute(
        "SELECT DISTINCT least(text_key, other_key) AS text_key, greatest(text_key, other_key) AS other_key "
        "FROM candidate ORDER BY ALL"
    ).fetchnumpy()
    for first in range(0, len(pairs["text_key"]), PAIRS_AT_ONCE):
        part = [pairs[name][first : first + PAIRS_AT_ONCE] for name in ("text_key", "other_key")]
        near = _near(connection, part[0], part[1], threshold)
        connection.register("near", near)
        connection.execute("INSERT INTO near_text FROM near")
        connection.unregister("near")
    connection.execute("DROP TABLE candidate_text")  # the texts of half a lake may be in it


def _near(connection: duckdb.DuckDBPyConnection, keys: Numbers, others: Numbers, threshold: float) -> pa.Table:
    """Return those pairs that reach `threshold`, with their similarity."""
    needed = np.unique(np.concatenate((keys, others)))
    connection.register("needed", pa.table({"text_key": needed}))
    bodies = connection.execute(
        "SELECT article_body FROM candidate_text JOIN needed USING (text_key) ORDER BY text_key"
    ).fetchall()
    connection.unregister("needed")
    made = shingles([body for (body,) in bodies])
    places, other_places = np.searchsorted(needed, keys), np.searchsorted(needed, others)
    common = _common(made, places, other_places)
    sizes = np.diff(made.ends)
    similarity = common / (sizes[places] + sizes[other_places] - common)
    reached = similarity >= threshold
    return pa.table({"text_key": keys[reached], "other_key": others[reached], "similarity": similarity[reached]})


def _common(made: Shingles, places: Numbers, others: Numbers) -> Numbers:
    """Return how many shingles each pair of texts has in common."""
    shape = (len(made.ends) - 1, np.iinfo(np.int64).max)
    ones = np.ones(len(made.hashes), np.int8)
    texts: Any = csr_array((ones, made.hashes.astype(np.int64), made.ends), shape=shape)
    parts = [
        texts[places[first : first + PAIRS_MULTIPLIED]].multiply(texts[others[first : first + PAIRS_MULTIPLIED]])
        for first in range(0, len(places), PAIRS_MULTIPLIED)
    ]
    return np.concatenate([np.diff(part.tocsr().indptr) for part in parts])
