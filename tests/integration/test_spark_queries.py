"""Every SQL file of `transforms/` gives on Spark what it gives on DuckDB."""

import duckdb
import pytest

from lake import LakeLocation
from tests.integration.recorded_queries import QUERIES, record
from tests.integration.spark_cluster import FEW_ROWS, require_spark
from transforms.page_view.functions import definitions

HASHES = {"page_view/requests": ("line_hash", "target_hash", "visitor_hash"), "related/terms": ("terms",)}
"""Columns made by hash(): the engines' differ, and tell apart the same."""
KEYS = {"page_view/requests": "position", "related/terms": "article_number"}
UNORDERED = {
    "related/visitor_days": {"articles": "list_sort(articles)"},
    "related/terms": {"excluded": "list_sort(excluded)"},
    "page_view/visitor_page": {
        "event_at": "CASE events WHEN 1 THEN event_at END",
        "country": "CASE events WHEN 1 THEN country END",
    },
}
"""What the query leaves open: the order of a list, and which of several rows `any_value` takes."""


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        return record(tmp_path_factory.mktemp("recorded"), patch)


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    require_spark()
    from lake.spark import open_spark
    from transforms.spark import Spark

    folder = tmp_path_factory.mktemp("spark")
    session = open_spark(LakeLocation(folder, folder), "local[2]", FEW_ROWS)
    engine = Spark(session, str(folder / "staged"))
    engine.define(definitions())
    yield engine
    session.stop()


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_gives_the_same_rows(name, asked, spark):
    query = asked[name]
    for table, file in query.inputs.items():
        spark.read(table, [str(file)])
    spark.table("answer", QUERIES[name], query.parameters)
    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW duck AS FROM '{query.output}'")
    connection.execute(f"CREATE VIEW spark AS FROM '{spark.folder_of('answer')}/*.parquet'")
    columns = [column for column, *_ in connection.execute("DESCRIBE duck").fetchall()]
    assert sorted(columns) == sorted(column for column, *_ in connection.execute("DESCRIBE spark").fetchall())
    hashes = HASHES.get(name, ())
    shown = ", ".join(_shown(name, column, connection) for column in columns if column not in hashes)
    for one, other in (("duck", "spark"), ("spark", "duck")):
        more = connection.execute(f"SELECT {shown} FROM {one} EXCEPT ALL SELECT {shown} FROM {other} LIMIT 3")
        assert more.fetchall() == []
    (rows,) = connection.execute("SELECT count(*) FROM duck").fetchone()
    assert rows
    for column in hashes:
        assert _tells_apart_the_same(connection, column, KEYS[name])


def _shown(name: str, column: str, connection: duckdb.DuckDBPyConnection) -> str:
    """Return what of a column must be equal: sums of doubles come in any order, and whole numbers in any width."""
    if column in UNORDERED.get(name, {}):
        return UNORDERED[name][column]
    types = {row[0]: row[1] for row in connection.execute("DESCRIBE duck").fetchall()}
    if types[column] == "DOUBLE":
        return f"round({column}, 9 - coalesce(ceil(log10(nullif(abs({column}), 0))), 0)::INTEGER)"
    return column


def _tells_apart_the_same(connection: duckdb.DuckDBPyConnection, column: str, key: str) -> bool:
    """Say whether DuckDB's values of `column` and Spark's go with one another, one to one."""
    types = {row[0]: row[1] for row in connection.execute("DESCRIBE duck").fetchall()}
    each = f"unnest({{0}}.{column})" if types[column].endswith("[]") else f"{{0}}.{column}"
    both = f"{each.format('duck')} AS one, {each.format('spark')} AS other FROM duck JOIN spark USING ({key})"
    found = connection.execute(
        f"SELECT count(*), count(DISTINCT one), count(DISTINCT other) FROM (SELECT DISTINCT {both}) "
        "WHERE one IS NOT NULL OR other IS NOT NULL"
    ).fetchone()
    return len(set(found)) == 1 and found[0] > 0
