"""How runs are watched: settings, files of lineage, what is told of a publish."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from openlineage.client.event_v2 import Job, Run, RunEvent, RunState

import settings
from dags import lineage_transport
from dags.lineage_transport import Folder, FolderConfig, without_private
from dags.reads import READS, WRITES_FILES
from dags.task_events import counts, facts, input_of
from dags.watching import watching_environment
from lake import Commit, TableChange
from schemas import CONTRACTS
from settings.watching import Lineage, Metrics
from tests.dags.test_dags import LAKE_WRITERS
from transforms.ranking.most_viewed import INPUTS

NOW = datetime(2025, 5, 8, 12, 30, tzinfo=UTC)
CHANGED = {
    "page_view_hourly": TableChange(90, 10, datetime(2025, 5, 8, 12, tzinfo=UTC)), "page": TableChange(4, -1, None),
}  # fmt: skip
NOTES = {"rows_read": 30, "rows_refused": 3, "touched_hours": []}
COMMIT = Commit("run", "ingest_page_views", 7, 1.5, 2, CHANGED, ("file:///log",), NOTES)


def event(**facets):
    return RunEvent(
        eventTime="2025-05-08T12:00:00+00:00", eventType=RunState.FAIL, job=Job("newslake", "erase_visitor.erase"),
        run=Run("01a2216a-1627-7099-a151-29724e59be42", facets=facets), producer="https://newslake.example",
    )  # fmt: skip


def test_every_task_that_writes_the_lake_says_what_it_reads():
    assert READS.keys() == LAKE_WRITERS | WRITES_FILES.keys()
    assert set().union(*READS.values()) <= CONTRACTS.keys()
    assert set(READS["rank_articles.rank"]) == set(INPUTS)


def test_events_are_lines_of_a_file_a_day_of_which_the_newest_stay(tmp_path, monkeypatch):
    for day in range(1, 6):
        (tmp_path / f"2025-01-0{day}.000.jsonl").write_text("{}\n")
    folder = Folder(FolderConfig.from_dict({"folder": str(tmp_path), "keep": 3}))
    folder.emit(event())
    folder.emit(event())
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names[:2] == ["2025-01-04.000.jsonl", "2025-01-05.000.jsonl"]
    assert len(names) == 3
    lines = (tmp_path / names[2]).read_text().splitlines()
    assert [json.loads(line)["job"]["name"] for line in lines] == ["erase_visitor.erase"] * 2
    monkeypatch.setattr(lineage_transport, "MOST_BYTES", 100)
    folder.emit(event())
    assert [file.name[11:14] for file in sorted(tmp_path.iterdir())] == ["000", "000", "001"]


def test_events_tell_nothing_that_a_person_typed_and_no_words_of_an_error():
    address = {"address": "192.0.2.7"}
    airflow = SimpleNamespace(dagRun={"run_id": "x", "conf": address, "note": "192.0.2.7"}, task={}, taskInstance={})
    told = without_private(event(airflow=airflow, errorMessage=SimpleNamespace(message="192.0.2.7")))
    assert "192.0.2.7" not in repr(told)
    assert told.run.facets["airflow"].dagRun == {"run_id": "x"}
    assert told.eventType is RunState.FAIL


def test_a_publish_is_told_as_facts_and_as_counts():
    assert facts(COMMIT, NOW)["tables"] == {
        "page_view_hourly": {"rows": 90, "rows_more": 10, "newest": "2025-05-08T12:00:00+00:00", "lag_seconds": 1800},
        "page": {"rows": 4, "rows_more": -1},
    }
    assert set(counts(COMMIT, NOW)) == {
        ("timing", "newslake.publish.ingest_page_views", 1500.0),
        ("incr", "newslake.conflicts.ingest_page_views", 2),
        ("incr", "newslake.rows_read.ingest_page_views", 30),
        ("incr", "newslake.rows_refused.ingest_page_views", 3),
        ("gauge", "newslake.rows.page_view_hourly", 90),
        ("incr", "newslake.rows_more.page_view_hourly", 10),
        ("gauge", "newslake.lag_seconds.page_view_hourly", 1800),
        ("gauge", "newslake.rows.page", 4),
    }


def test_the_input_of_a_mapped_task_is_found_among_its_arguments():
    batch = {"source": "web", "source_file_id": "x", "path": "/log"}
    assert input_of(SimpleNamespace(op_args=(batch,), op_kwargs={})) == batch
    assert input_of(SimpleNamespace(op_args=(), op_kwargs={"file": batch})) == batch
    assert input_of(SimpleNamespace(op_args=("web", [batch]), op_kwargs={})) == {}
    assert input_of(SimpleNamespace()) == {}


@pytest.fixture
def chosen(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSLAKE_HOME", str(tmp_path))
    return settings.load()


def test_lineage_goes_to_a_file_or_a_server_or_nowhere(chosen, tmp_path):
    def way(**lineage):
        return watching_environment(chosen.model_copy(update={"lineage": Lineage(**lineage)}))

    assert json.loads(way()["AIRFLOW__OPENLINEAGE__TRANSPORT"])["folder"] == str(tmp_path / "lineage")
    told = way(to="http", url="https://lineage.example", timeout_seconds=1.5)
    assert json.loads(told["AIRFLOW__OPENLINEAGE__TRANSPORT"])["url"] == "https://lineage.example"
    assert told["AIRFLOW__OPENLINEAGE__EXECUTION_TIMEOUT"] == "4"
    assert way(to="nowhere")["AIRFLOW__OPENLINEAGE__DISABLED"] == "True"
    for wrong in ({"to": "http"}, {"url": "https://lineage.example"}, {"to": "http", "url": "https://a:b@c.example"}):
        with pytest.raises(ValueError, match="url"):
            Lineage(**wrong)


def test_metrics_go_nowhere_unless_a_server_is_named(chosen):
    assert watching_environment(chosen)["AIRFLOW__METRICS__STATSD_ON"] == "False"
    chosen = chosen.model_copy(update={"metrics": Metrics(statsd="statsd.example:8125", tags="influxdb")})
    told = watching_environment(chosen)
    assert told["AIRFLOW__METRICS__STATSD_HOST"] == "statsd.example"
    assert told["AIRFLOW__METRICS__STATSD_PORT"] == "8125"
    assert told["AIRFLOW__METRICS__STATSD_INFLUXDB_ENABLED"] == "True"
