"""A visitor forgotten: nothing is left, and everybody else is counted as before."""

from datetime import date

import pytest

import lake
from dags.steps import erase_visitor, rankings
from dags.steps.erased import EraseError
from dags.steps.place import lake_location
from lake.salts import destroy_salts
from tests.integration.small_lake import AGENT, AS_OF, Lake, line

RARE = "Mozilla/5.0 (X11; Linux x86_64) Oddity/1.0 Firefox/140.0"
DAY = date(2025, 5, 4)


def read(folder, monkeypatch, *, with_visitor):
    """A lake of two hours: two visitors, and one more whom the test erases or leaves out."""
    folder.mkdir()
    small = Lake(folder, monkeypatch)
    for number, second in enumerate((0, 3600)):
        others = line(second, "/a", 1) + line(second + 5, "/b", 2) + line(second + 9, "/a", 2)
        his = line(second + 7, "/a", 9, RARE) + line(second + 60, "/only-he", 9, RARE) if with_visitor else ""
        (small.logs / f"{number}.log").write_text(others + his, encoding="utf-8")
        small.ingest()
    return small


@pytest.fixture
def small(tmp_path, monkeypatch):
    return read(tmp_path / "with", monkeypatch, with_visitor=True)


def test_nothing_is_left_and_others_are_counted_as_without_the_visitor(small, tmp_path, monkeypatch):
    ids = erase_visitor.visitor_ids(small.settings, "192.0.9.7", RARE, DAY)
    found = small.rows("SELECT count(*) FROM page_view_event WHERE visitor_id = ?", ids[0])
    assert found == [(4,)]
    ledger = small.rows("SELECT rows_received, outcomes FROM source_file ORDER BY ALL")
    done = erase_visitor.erase_visitor(small.settings, ids, "erasure", AS_OF)
    assert done["deleted_rows"] == {"page_view_event": 4, "user_agent": 1}
    assert done["proof"] == {"found": []}
    data = small.settings.home / "lake" / "data"
    held = f"SELECT count(*) FROM read_parquet('{data}/main/page_view_event/**/*.parquet') WHERE visitor_id = ?"
    assert small.rows(held, ids[0]) == [(0,)]
    statistics = "SELECT count(*) FROM __ducklake_metadata_lake.{} WHERE ? IN (min_value, max_value)"
    for table in ("ducklake_table_column_stats", "ducklake_file_column_stats"):
        assert small.rows(statistics.format(table), str(ids[0])) == [(0,)]
    assert len(small.rows("FROM lake.snapshots()")) <= 2
    assert small.rows("SELECT rows_received, outcomes FROM source_file ORDER BY ALL") == ledger
    touched = ["2025-05-04T10:00:00+00:00", "2025-05-04T11:00:00+00:00"]
    assert done["touched_hours"] == touched
    with lake.connect(lake_location(small.settings)) as connection:
        assert set(touched) <= set(rankings.progress(connection)["touched_hours"])
    # Identifiers differ between lakes, as their salts do; what is counted does not.
    without = read(tmp_path / "without", monkeypatch, with_visitor=False)
    assert small.roll_ups() == without.roll_ups()
    judged = "SELECT event_at, outcome, page_id FROM page_view_event ORDER BY ALL"
    assert small.rows(judged) == without.rows(judged)


def test_who_can_not_be_told_any_more_is_refused(small):
    destroy_salts(small.settings.salt_path, [DAY])
    with pytest.raises(EraseError, match="no salt"):
        erase_visitor.visitor_ids(small.settings, "192.0.9.7", AGENT, DAY)
    with pytest.raises(EraseError, match="no visitor"):
        erase_visitor.erase_visitor(small.settings, [], "erasure", AS_OF)
