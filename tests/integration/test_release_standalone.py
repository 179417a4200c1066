"""`airflow standalone`: a release is triggered by REST, shown, approved and rejected by REST, and seen in the lake."""

import time

import pytest

from tests.integration import newsroom
from tests.integration.airflow_api import READY_SECONDS, standalone, until
from tests.integration.small_lake import Lake
from tests.integration.test_release_page_views import LOG, WRONG, repair

DONE_SECONDS = 300
RUNS = "/api/v2/dags/release_quarantined/dagRuns"


@pytest.fixture
def wrong(tmp_path, monkeypatch):
    """A lake with a log in quarantine, its settings put right by now."""
    small = Lake(tmp_path, monkeypatch, WRONG)
    (small.logs / "access.log").write_text(LOG)
    small.ingest()
    repair(small)
    return small


@pytest.fixture
def api(tmp_path, wrong):
    env = newsroom.environment(wrong.settings.home, tmp_path / "my.toml")
    with standalone(env, tmp_path / "standalone.log") as made:
        until(lambda: made.call("/api/v2/dags/release_quarantined"), READY_SECONDS, "the DAG to be parsed")
        yield made


def asked(api, run, conf):
    """Trigger a run and return its form."""
    api.call(RUNS, {"logical_date": None, "dag_run_id": run, "conf": conf}, "POST")

    def form():
        return api.call(f"{RUNS}/{run}/hitlDetails")["hitl_details"]

    return until(form, DONE_SECONDS, f"the form of {run}")[0]


def answered(api, run, option):
    """Answer the form; return the state of the run and of its tasks.

    Airflow loses an answer that comes before its scheduler has heard that the task waits, and asks again.
    """

    def ended():
        found = api.call(f"{RUNS}/{run}")
        if found["state"] in ("success", "failed"):
            return found
        if api.call(f"{RUNS}/{run}/hitlDetails?response_received=false&state=awaiting_input")["hitl_details"]:
            time.sleep(3)
            answer = {"chosen_options": [option], "params_input": {}}
            api.call(f"{RUNS}/{run}/taskInstances/approve/-1/hitlDetails", answer, "PATCH")
        return None

    state = until(ended, DONE_SECONDS, f"{run} to end")["state"]
    tasks = api.call(f"{RUNS}/{run}/taskInstances")["task_instances"]
    return state, {task["task_id"]: task["state"] for task in tasks}


@pytest.mark.slow
def test_a_release_is_triggered_approved_and_seen_in_the_lake(api, wrong):
    form = asked(api, "rejected", {"source": "web"})
    assert form["subject"] == "Release 8 of 9 records from quarantine?"
    assert form["options"] == ["Approve", "Reject"]
    assert "line\\_not\\_readable" in form["body"]
    assert "192.0" not in form["body"].replace("\\", "")
    state, tasks = answered(api, "rejected", "Reject")
    assert (state, tasks["release_page_views"], tasks["release_articles"]) == ("success", "skipped", "skipped")
    assert wrong.outcomes() == {"invalid": 9}

    asked(api, "approved", {"failed_checks": ["line_not_readable"]})
    state, tasks = answered(api, "approved", "Approve")
    assert (state, tasks["release_page_views"], tasks["release_articles"]) == ("success", "success", "skipped")
    assert wrong.outcomes() == {"view": 4, "double_click": 2, "bot_declared": 1, "not_page": 1, "invalid": 1}
    assert wrong.rows("SELECT DISTINCT release_run_id FROM quarantined_record") == [("approved",)]
    events = api.call("/api/v2/assets/events?source_dag_id=release_quarantined")["asset_events"]
    assert [(event["name"], event["extra"]["released"]) for event in events] == [("lake_page_view_hourly", 8)]
