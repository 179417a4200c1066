"""Tables and places that can't be read as a whole: each is named with the remedy, and what else there is gets in."""

import duckdb

from dags.steps import page_view_input, page_view_publish
from sources.errors import SourceError
from tests.integration.small_lake import AS_OF, Lake, line

TABLES = """
[[page_view_source]]
name = "tables"
location = "logs/tables"
[[page_view_source]]
name = "named"
format = "events_csv"
location = "logs/named"
[[page_view_source]]
name = "hidden"
location = "logs/hidden"
"""


def ingest_what_can_be_read(small):
    """One run as the DAG does it: a source or an input that fails stays out alone. Returns the failures, sorted."""
    failures, found, landed = [], [], []
    for source in small.settings.page_view_source:
        try:
            found += page_view_input.find_files(small.settings, source)
        except SourceError as error:
            failures.append(str(error))
    for file in found:
        try:
            batch = page_view_input.read_file(small.settings, file, "run", AS_OF)
        except SourceError as error:
            failures.append(str(error))
        else:
            landed.append(page_view_input.validate(batch, "run"))
    page_view_publish.publish(small.settings, landed, "run", AS_OF)
    return sorted(failures)


def parquet(path, columns):
    duckdb.sql(f"COPY (SELECT {columns} FROM range(5_000) AS r(n)) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


def test_tables_that_can_not_be_read_are_named_and_the_others_are_in(tmp_path, monkeypatch):
    small = Lake(tmp_path, monkeypatch, TABLES)
    for source in ("tables", "named", "hidden"):
        (small.logs / source).mkdir()
    url = "'https://courier.example/a' AS url, 'v' || n AS visitor_id, '192.0.2.' || n % 250 AS address"
    whole = parquet(tmp_path / "whole.parquet", f"TIMESTAMPTZ '2025-05-04 10:00:00Z' AS received_at, {url}")
    (small.logs / "tables" / "whole.parquet").write_bytes(whole)
    (small.logs / "tables" / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    (small.logs / "tables" / "other.parquet").write_bytes(
        parquet(tmp_path / "other.parquet", "n AS number, '192.0.2.' || n AS address")
    )
    (small.logs / "named" / "other.csv").write_text("received_at,page\n2025-05-04T10:00:00Z,/a\n")
    (small.logs / "named" / "fit.csv").write_text("received_at,url,visitor_id\n2025-05-04T10:00:00Z,/a,v1\n")
    (small.logs / "hidden" / ".access.log").write_text(line(0))
    failures = ingest_what_can_be_read(small)
    assert dict(small.rows("SELECT file_name, outcomes FROM source_file")) == {
        "whole.parquet": {"view": 5_000},
        "fit.csv": {"view": 1},
    }
    assert small.outcomes() == {"view": 5_001}
    assert small.rows("SELECT count(*) FROM quarantined_record") == [(0,)]
    hidden, table, cut, other = failures
    assert "cut.parquet: not a whole Parquet file" in cut
    assert "other.parquet: the table lacks url; correct `format`" in other
    assert "other.csv: the header lacks url; correct `format`" in table
    assert "hidden: the folder holds no log file" in hidden
