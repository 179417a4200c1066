"""Pairs of texts with enough MinHash bands in common: by one sparse product; SQL takes seven times as long."""

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from transforms.duplicate.bands import COMMON_BANDS
from transforms.duplicate.shingles import Numbers

TEXTS_AT_ONCE = 1000
"""Texts whose counts are in memory together."""


def add_pairs(connection: duckdb.DuckDBPyConnection, sought: str, held: str, table: str) -> None:
    """Add to `table` (text_key, other_key) each text of `sought` with those of `held` that it has enough bands with.

    Both are queries that give text_key and band_key; a text is no pair with itself.
    """
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE sought_band AS SELECT DISTINCT text_key, band_key FROM ({sought})"
    )
    texts, bands = _columns(connection, "FROM sought_band")
    others, other_bands = _columns(
        connection, f"SELECT DISTINCT text_key, band_key FROM ({held}) SEMI JOIN sought_band USING (band_key)"
    )
    keys, numbers = np.unique(texts, return_inverse=True)
    other_keys, other_numbers = np.unique(others, return_inverse=True)
    every_band, places = np.unique(np.concatenate((bands, other_bands)), return_inverse=True)
    by_band = _ones(numbers, places[: len(bands)], len(keys), len(every_band))
    of_band = _ones(other_numbers, places[len(bands) :], len(other_keys), len(every_band)).T.tocsr()
    for first in range(0, len(keys), TEXTS_AT_ONCE):
        common = (by_band[first : first + TEXTS_AT_ONCE] @ of_band).tocoo()
        enough = common.data >= COMMON_BANDS
        found, other = keys[common.coords[0][enough] + first], other_keys[common.coords[1][enough]]
        pairs = pa.table({"text_key": found[found != other], "other_key": other[found != other]})
        connection.register("found_pairs", pairs)
        connection.execute(f"INSERT INTO {table} FROM found_pairs")
        connection.unregister("found_pairs")


def _columns(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Numbers, Numbers]:
    found = connection.execute(query).fetchnumpy()
    return np.asarray(found["text_key"]), np.asarray(found["band_key"])


def _ones(rows: Numbers, columns: Numbers, height: int, width: int) -> Any:
    return csr_array((np.ones(len(rows), np.int8), (rows, columns)), shape=(height, width))
