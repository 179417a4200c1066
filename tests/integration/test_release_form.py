"""What a person is shown before a release: numbers, reasons, masked examples, and nothing that marks the page up."""

import pytest

from dags.steps.release import try_out
from dags.steps.release_choice import Filters
from dags.steps.release_form import EXAMPLE_CHARACTERS
from tests.integration.small_lake import AS_OF, Lake, line

HOSTILE = "<img src=x onerror=alert(1)> | [click](https://evil.example) `x` **b** 198.51.100.7 reader@courier.example\n"


@pytest.fixture
def small(tmp_path, monkeypatch):
    made = Lake(tmp_path, monkeypatch)
    (made.logs / "a.log").write_text(line(0) + "broken\n" * 3 + HOSTILE + "x" * 5000 + "\n" + "\x1b[31m\u202e broken\n")
    made.ingest()
    return made


def test_the_form_says_how_many_of_which_reasons_would_pass(small):
    told = try_out(small.settings, Filters(), "run", AS_OF)
    assert told["records"] == 6
    assert told["subject"] == "Release 0 of 6 records from quarantine?"
    assert (
        "| 6 | line\\_not\\_readable | page\\_view\\_event | web | stays \\(line\\_not\\_readable\\) |" in told["body"]
    )
    later = try_out(small.settings, Filters(limit=2), "run", AS_OF)
    assert later["subject"] == "Release 0 of 2 records from quarantine?"


def test_trying_publishes_nothing_and_leaves_no_rows_behind(small):
    before = small.rows("SELECT max(snapshot_id) FROM lake.snapshots()")
    try_out(small.settings, Filters(), "run", AS_OF)
    assert small.rows("SELECT max(snapshot_id) FROM lake.snapshots()") == before
    assert [file.name for file in (small.settings.staging_path / "run").rglob("*.parquet")] == ["chosen.parquet"]


def test_examples_are_masked_short_and_plain(small):
    ((name,),) = small.rows("SELECT quarantined_record_id FROM quarantined_record WHERE record LIKE '<img%'")
    body = try_out(small.settings, Filters(ids=[name]), "run", AS_OF)["body"]
    assert "198.51" not in body
    assert "198\\.51" not in body
    assert "reader" not in body
    assert "\\<img src\\=x" in body
    assert "\\[click\\]\\(https\\:\\/\\/evil" in body
    (example,) = [row for row in body.splitlines() if "img" in row]
    assert example.count(" | ") == 4
    shown = [try_out(small.settings, Filters(ids=[one]), "run", AS_OF)["body"]
             for (one,) in small.rows("SELECT quarantined_record_id FROM quarantined_record")]  # fmt: skip
    assert all(len(row) < 12 * EXAMPLE_CHARACTERS for body in shown for row in body.splitlines())
    assert not any(mark in body for body in shown for mark in "\x1b\u202e")


def test_where_nothing_fits_there_is_no_form(small, tmp_path, monkeypatch):
    assert try_out(small.settings, Filters(source="other"), "run", AS_OF) is None
    assert try_out(Lake(tmp_path / "new", monkeypatch).settings, Filters(), "run", AS_OF) is None


def test_parameters_of_a_run_become_filters():
    params = {"table": "", "failed_checks": [], "source": "web", "ids": ["a"], "limit": 5, "other": 1}
    assert Filters.from_params(params) == Filters(source="web", ids=["a"], limit=5)
