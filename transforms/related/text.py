"""Cold start: articles that are alike by their words, by BM25 over headline and body, within one language."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bm25s
import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_array

TERMS = Path(__file__).with_name("terms.sql")

QUERY_TERMS = 25
"""An article is sought by so many of its most telling terms, as Lucene's MoreLikeThis does: the cost grows with their
number, and terms that are common or occur once say little."""

K1, B = 1.5, 0.75
"""BM25's usual saturation and length norm."""

ARTICLES_AT_ONCE = 1000
"""Articles whose matches are sought together: some 50 MB."""

Numbers = NDArray[Any]


def match_texts(connection: duckdb.DuckDBPyConnection, top_n: int) -> None:
    """Make the temporary table `text_match` (article_number, other_number, similarity).

    It has the `top_n` best matches of every article that `co_visited` has fewer for, if so many share a term with it.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE text_match (article_number INTEGER, other_number INTEGER, similarity DOUBLE)"
    )
    languages = connection.execute(
        "SELECT DISTINCT in_language FROM numbered_article ANTI JOIN "
        "(SELECT article_number FROM co_visited GROUP BY ALL HAVING count(*) >= ?) USING (article_number) ORDER BY ALL",
        [top_n],
    ).fetchall()
    query = TERMS.read_text(encoding="utf-8")
    for (language,) in languages:
        pool = connection.execute(query, {"in_language": language, "top_n": top_n}).to_arrow_table()
        for matches in _matches(pool, top_n):
            connection.register("matched", matches)
            connection.execute("INSERT INTO text_match FROM matched")
            connection.unregister("matched")


def _matches(pool: pa.Table, top_n: int) -> Iterator[pa.Table]:
    """Yield the matches within `pool`, the articles of one language in the order of their numbers."""
    numbers = pool["article_number"].to_numpy()
    texts, vocabulary = _numbered_terms(pool["terms"].combine_chunks())
    if vocabulary == 0:
        return
    excluded = pool["excluded"].to_pylist()
    sought = [place for place, others in enumerate(excluded) if others is not None]
    index = bm25s.BM25(method="lucene", k1=K1, b=B)
    index.scores = index.build_index_from_ids(list(range(vocabulary)), texts, show_progress=False)
    values, places, ends = (index.scores[name] for name in ("data", "indices", "indptr"))
    score_of_term = csr_array((values, places, ends), shape=(vocabulary, len(texts)))
    rarity = np.log1p(len(texts) / np.maximum(1, np.diff(ends)))
    for first in range(0, len(sought), ARTICLES_AT_ONCE):
        part = sought[first : first + ARTICLES_AT_ONCE]
        scores = _queries([texts[place] for place in part], rarity) @ score_of_term
        found = []
        for row, place in enumerate(part):
            span = slice(scores.indptr[row], scores.indptr[row + 1])
            allowed = ~np.isin(numbers[scores.indices[span]], excluded[place])
            best, score = _best(scores.indices[span][allowed], scores.data[span][allowed], top_n)
            found.append((np.full(len(best), numbers[place]), numbers[best], score))
        columns = (np.concatenate(column) for column in zip(*found, strict=True))
        yield pa.table(dict(zip(("article_number", "other_number", "similarity"), columns, strict=True)))


def _numbered_terms(terms: pa.ListArray) -> tuple[list[Numbers], int]:
    """Return each text's terms, numbered from 0, and how many different ones there are."""
    encoded = terms.flatten().dictionary_encode()
    ends = np.cumsum(terms.value_lengths().to_numpy())
    return np.split(encoded.indices.to_numpy(), ends[:-1]), len(encoded.dictionary)


def _queries(texts: list[Numbers], rarity: Numbers) -> Any:
    """Return a matrix of texts by terms: 1 for the terms that tell a text best from others."""
    telling = [_telling(text, rarity) for text in texts]
    ends = np.cumsum([0, *map(len, telling)])
    terms = np.concatenate(telling)
    return csr_array((np.ones(len(terms), np.float32), terms, ends), shape=(len(texts), len(rarity)))


def _telling(text: Numbers, rarity: Numbers) -> Numbers:
    """Return the terms that tell `text` best from others: often here, rarely elsewhere."""
    terms, counts = np.unique(text, return_counts=True)
    return np.asarray(terms[np.argsort(-counts * rarity[terms], kind="stable")[:QUERY_TERMS]])


def _best(places: Numbers, scores: Numbers, top_n: int) -> tuple[Numbers, Numbers]:
    """Return the places of the `top_n` best scores, and these; ties in the order of their places."""
    if len(scores) > top_n:
        enough = scores >= np.partition(scores, -top_n)[-top_n]
        places, scores = places[enough], scores[enough]
    order = np.lexsort((places, -scores))[:top_n]
    return places[order], scores[order]
