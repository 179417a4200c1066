"""Clusters: articles that near-copies lead to one another by, and the first of each."""

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components


def find_firsts(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `first_of_article` (article_id, first_article_id, first_publisher) of the articles in `cluster_link`."""
    members = connection.execute("SELECT article_id, publisher FROM cluster_member ORDER BY number").to_arrow_table()
    links = connection.execute(
        "SELECT a.number AS a, b.number AS b FROM cluster_link AS l "
        "JOIN cluster_member AS a ON a.article_id = l.article_id "
        "JOIN cluster_member AS b ON b.article_id = l.duplicate_of"
    ).fetchnumpy()
    size = members.num_rows
    graph = csr_array((np.ones(len(links["a"]), np.int8), (links["a"], links["b"])), shape=(size, size))
    _, cluster = connected_components(graph, directed=False)
    _, first = np.unique(cluster, return_index=True)  # numbers are in the order of publication: the first is the least
    firsts = members.take(pa.array(first[cluster]))
    table = pa.table(
        {
            "article_id": members["article_id"],
            "first_article_id": firsts["article_id"],
            "first_publisher": firsts["publisher"],
        }
    )
    connection.register("found", table)
    connection.execute("CREATE OR REPLACE TEMP TABLE first_of_article AS FROM found")
    connection.unregister("found")
