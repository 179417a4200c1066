"""`airflow standalone` on free ports: the DAGs triggered by the REST API, the ranking read by DuckDB."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

import lake
from samples.newsroom import make
from tests.integration import newsroom
from tests.integration.airflow_api import READY_SECONDS, standalone, until
from tests.integration.chat import Chat

DONE_SECONDS = 300
NEWEST = {"article_ranking": "as_of", "page_view_hourly": "hour_at", "article": "date_published"}


@pytest.fixture
def airflow(tmp_path):
    home = tmp_path / "home"
    make(home / "samples", days=2, articles=50, visits_per_day=400)
    env = newsroom.environment(home)
    chat = Chat()
    env["AIRFLOW_CONN_CHAT"] = json.dumps({"conn_type": "slackwebhook", "password": chat.hook})
    env |= {"NEWSLAKE_ALERTS__SLACK_WEBHOOK_CONNECTION": "chat", "NEWSLAKE_ALERTS__DEADLINE_MINUTES": "0.02"}
    with standalone(env, tmp_path / "standalone.log") as api:
        yield home, api, env, chat
    chat.shutdown()


def finished(api, dag):
    runs = api.call(f"/api/v2/dags/{dag}/dagRuns?order_by=-run_after")["dag_runs"]
    return [run for run in runs if run["state"] in ("success", "failed")] and all(
        run["state"] in ("success", "failed") for run in runs
    ) and runs  # fmt: skip


def test_triggered_by_rest_the_ranking_follows_by_its_assets(airflow):
    home, api, env, chat = airflow
    for dag in ("ingest_articles", "ingest_page_views", "rank_articles", "export_rankings"):
        until(lambda dag=dag: api.call(f"/api/v2/dags/{dag}"), READY_SECONDS, f"{dag} to be parsed")
        assert api.call(f"/api/v2/dags/{dag}")["is_paused"] is False
    requests_side_by_side_are_answered(api)
    for dag in ("ingest_articles", "ingest_page_views"):
        api.call(f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None, "dag_run_id": "by_rest"}, "POST")
        for run in until(lambda dag=dag: finished(api, dag), DONE_SECONDS, f"{dag} to end"):
            assert run["state"] == "success", run
    feed = home / "exports/most_viewed.json"
    until(feed.exists, DONE_SECONDS, "the ranking and its export, triggered by their assets")
    until(lambda: finished(api, "rank_articles"), DONE_SECONDS, "rank_articles to end")
    items = json.loads(feed.read_text(encoding="utf-8"))["items"]
    totals = json.loads((home / "samples/truth/totals.json").read_text(encoding="utf-8"))["outcomes"]
    with newsroom.connect(home) as connection:
        (views,) = connection.execute("SELECT sum(views) FROM page_view_hourly").fetchone()
        ranking = connection.execute("SELECT url, views FROM most_viewed()").fetchall()
    assert views == totals["view"]
    assert [(item["url"], item["_newslake"]["views"]) for item in items] == ranking
    assert len(ranking) == 10
    assets_tell_of_their_tables(home, api)
    a_late_run_is_told_of(chat)
    backfill_changes_nothing(home, api, env)
    assert not any("backfill" in message["text"] for _, message in chat.received)


def requests_side_by_side_are_answered(api):
    """Without the plugin newslake_one_writer they wait for each other: half of them fail, the others in minutes."""

    def write(number):
        key = f"number_{number}"
        api.call("/api/v2/variables", {"key": key, "value": "1"}, "POST")
        return key

    with ThreadPoolExecutor(3) as threads:
        written = set(threads.map(write, range(30)))
    assert {found["key"] for found in api.call("/api/v2/variables")["variables"]} >= written


def assets_tell_of_their_tables(home, api):
    """What Airflow's page shows of an asset's events, by the same API."""
    events = api.call("/api/v2/assets/events?order_by=timestamp")["asset_events"]
    told = {event["uri"]: event["extra"] for event in events}
    with newsroom.connect(home) as connection:
        (snapshot,) = connection.execute("SELECT max(snapshot_id) FROM lake.snapshots()").fetchone()
        for table, newest in NEWEST.items():
            extra = told[f"newslake://lake/{table}"]
            query = f"SELECT count(*), max({newest}) FROM lake.{table} AT (VERSION => {extra['snapshot_id']})"
            rows, latest = connection.execute(query).fetchone()
            assert (extra["rows"], datetime.fromisoformat(extra["newest"])) == (rows, latest), table
            assert extra["rows_more"] > 0
            assert extra["lag_seconds"] > 0
            assert 0 < extra["snapshot_id"] <= snapshot
    assert told["newslake://lake/page_view_hourly"]["rows_read"] > 100


def a_late_run_is_told_of(chat):
    """By Airflow's scheduler and triggerer: a deadline of a second is missed by every run."""

    def late():
        return [message["text"] for _, message in chat.received if "ingest_page_views is late" in message["text"]]

    (text, *_) = until(late, DONE_SECONDS, "the message that a run is late")
    assert "after 0.02 minutes; it goes on" in text
    assert "/newslake/data_docs/index.html|Data docs>" in text


def backfill_changes_nothing(home, api, env):
    """Roll six hours up again by Airflow's own backfill: the same tables, and no run that failed."""
    api.wait_until_quiet({"rank_articles", "link_duplicates", "relate_articles"}, DONE_SECONDS)
    before = newsroom.tables(home)
    command = ["backfill", "create", "--dag-id", "ingest_page_views", "--from-date", "2025-05-10T06:00:00+00:00",
               "--to-date", "2025-05-10T11:00:00+00:00", "--reprocess-behavior", "completed"]  # fmt: skip
    subprocess.run([sys.executable, "-m", "dags.environment", *command], cwd=newsroom.ROOT, env=env, check=True)

    def backfilled():
        runs = api.call("/api/v2/dags/ingest_page_views/dagRuns?run_type=backfill")["dag_runs"]
        return runs if len(runs) == 6 and all(run["state"] in ("success", "failed") for run in runs) else None

    for run in until(backfilled, DONE_SECONDS, "the backfill to end"):
        assert run["state"] == "success", run
    with newsroom.connect(home) as connection:
        notes = [note for _, note in lake.snapshot_notes(connection) if note["run_id"].startswith("backfill__")]
    touched = [hour for note in notes if "files" in note for hour in note["touched_hours"]]
    assert sorted(touched) == [f"2025-05-10 {hour:02}:00:00+00:00" for hour in range(6, 12)]
    # The day follows once, after the last of them, and says so to those who rank.
    assert [note["rolled_up_days"] for note in notes if "rolled_up_days" in note] == [["2025-05-10"]]
    events = api.call("/api/v2/assets/events?source_task_id=close_hours")["asset_events"]
    assert [event["extra"]["touched_hours"] for event in events] == [["2025-05-10T22:00:00+00:00"]]
    assert newsroom.tables(home) == before
