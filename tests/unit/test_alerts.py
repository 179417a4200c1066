"""What an alert says: grouped, bounded, one line where one line is meant, and nobody's address."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

import lake
from dags import alerts, deadlines
from dags.steps.alert import Alert, chat_text, findings, mail_text, one_line
from dags.steps.alert_notes import claim, has_told, told_of
from dags.steps.data_docs import Run
from quality import CriticalCheckFailed
from settings import load
from settings.sections import Alerts
from sources.errors import SourceError

RUN = Run("ingest_articles", "manual__2025-05-05T00:00:00+00:00", "2025-05-05T00:00:00+00:00", "content")
LINK = "http://127.0.0.1:8080/newslake/data_docs/a/b/index.html"


def row(source_file_id, check="headline_not_null", severity="error", unexpected=1, **columns):
    return {
        "table_name": "article", "source_file_id": source_file_id, "check_name": check, "severity": severity,
        "success": False, "expected": '{"column": "headline"}', "unexpected_count": unexpected, "row_count": 10,
        "observed": json.dumps({"unexpected_count": unexpected}), **columns,
    }  # fmt: skip


def test_inputs_of_one_check_are_one_finding_and_the_worst_come_first():
    rows = [
        row("a"),
        row("b", unexpected=4),
        row("c", "z", "critical"),
        row("d", success=True),
        row("e", "w", "warning"),
    ]
    found = findings(rows, "error", {"b": "wire: b.ndjson"})
    assert [(one.check, one.rows, one.of, one.input, one.owner) for one in found] == [
        ("z", 1, 10, "c", "content"), ("headline_not_null", 5, 20, "wire: b.ndjson and 1 more", "content"),
    ]  # fmt: skip
    assert [one.check for one in findings(rows, "critical", {})] == ["z"]
    assert len(findings(rows, "warning", {})) == 3


def test_a_check_of_the_lake_has_no_rows_of_its_own():
    (found,) = findings([row("lake", unexpected=None, row_count=None, expected=None)], "error", {})
    assert found.counted == "0 rows looked at"


def test_a_hundred_failures_make_one_short_message():
    long = "<&`" * 5000
    rows = [row(f"{n}{long}", f"check_{n}", expected=long, observed=long) for n in range(100)]
    failures = tuple({"task": f"task[{n}]", "says": one_line(long, 300)} for n in range(100))
    told = Alert(RUN, failures, findings(rows, "error", {}), LINK)
    assert len(chat_text(told)) < 40_000  # Slack cuts there, a chat's own limit is of what is shown
    assert chat_text(told).count("\n") < 40
    assert "and 92 more tasks failed" in chat_text(told)
    assert "and 92 more checks were not kept" in mail_text(told)
    assert chat_text(told).count("`") % 2 == 0
    assert chat_text(told).replace(f"<{LINK}|", "").count("<") == 0


@pytest.mark.parametrize(
    "text",
    ["192.0.2.7", "ada@courier.example", "2001:db8::1", "::1", "fe80::1ff:fe23:4567:890a", "2001:db8:1:2:3:4:5:6"],
)
def test_addresses_are_masked(text):
    assert (
        one_line(f"line 7 ({text}), 2025-05-05T06:00:00+00:00", 300) == "line 7 ([address]), 2025-05-05T06:00:00+00:00"
    )


def test_a_subject_is_one_line():
    evil = Run("dag\r\nBcc: all@courier.example\u2028\u202e\0", "run", RUN.began, "content")
    assert Alert(evil, ({"task": "t", "says": ""},), (), LINK).title == "dag Bcc: [address] failed"


def test_of_errors_that_are_not_ours_only_the_kind_is_told():
    def raised(error, cause=None):
        error.__cause__ = cause
        return told_of(error)

    assert raised(RuntimeError("gone"), SourceError("x")) == "gone"
    assert raised(RuntimeError("article: gone"), CriticalCheckFailed("x")) == "article: gone"
    assert raised(ValueError("could not convert 'Ada Ferry, 12 Quay Street'")) == "ValueError; see the log"
    assert told_of(None) == "it was stopped from outside; see the log"


def test_more_is_told_again_and_the_same_is_not(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSLAKE_HOME", str(tmp_path))
    settings = load()
    assert not has_told(settings, RUN)
    assert claim(settings, RUN, 0, 2)
    assert has_told(settings, RUN)
    assert not claim(settings, RUN, 0, 2)
    assert claim(settings, RUN, 1, 2)
    assert claim(settings, replace(RUN, began="2025-05-05T01:00:00+00:00"), 1, 2)


def test_a_callback_never_raises(monkeypatch, caplog):
    monkeypatch.setenv("NEWSLAKE_CONFIG", "/no/such/file.toml")
    alerts.after_failure({"task": SimpleNamespace(trigger_rule="all_success"), "dag_run": None})
    assert "the task itself is as it was" in caplog.text


class Task(SimpleNamespace):
    """As much of a task of `ingest_page_views` as callbacks look at: read, then close_hours, and watch after both."""

    def get_flat_relative_ids(self, *, upstream):
        assert not upstream
        return self.later


TASKS = {
    "read": Task(trigger_rule="all_success", pool="default_pool", later=["publish", "close_hours", "watch"]),
    "publish": Task(trigger_rule="all_done", pool="lake_writer", later=["close_hours", "watch"]),
    "close_hours": Task(trigger_rule="all_done", pool="lake_writer", later=["watch"]),
    "watch": Task(trigger_rule="one_failed", pool="default_pool", later=[]),
}


@pytest.fixture
def after(tmp_path, monkeypatch):
    """Call the callback of an outcome of a task; returns the failed tasks of each message that went out by then."""
    file = tmp_path / "my.toml"
    file.write_text('[alerts]\nslack_webhook_connection = "chat"\n')
    monkeypatch.setenv("NEWSLAKE_CONFIG", str(file))
    monkeypatch.setenv("NEWSLAKE_HOME", str(tmp_path / "home"))
    lake.forget_commits()  # those of other tests
    told = []
    monkeypatch.setattr(alerts, "deliver", lambda _, alert: told.append([one["task"] for one in alert.failures]))
    dag = SimpleNamespace(get_task=TASKS.get)

    def call(name, state, map_index=-1):
        task = TASKS[name]
        task.dag, task.owner = dag, "audience"
        run = SimpleNamespace(dag_id="ingest_page_views", run_id="r", start_date=datetime(2025, 5, 5, tzinfo=UTC))
        ti = SimpleNamespace(task_id=name, map_index=map_index)
        callback = {"failed": alerts.after_failure}.get(state, alerts.after_end)
        callback({"task": task, "dag_run": run, "ti": ti, "exception": RuntimeError("x")})
        return told

    return call


def test_a_run_tells_at_its_end_of_all_that_failed(after):
    after("read", "failed", 0)
    after("watch", "failed")
    after("read", "failed", 7)
    after("read", "success", 8)
    assert after("publish", "success") == []
    assert after("close_hours", "success") == [["read[0]", "read[7]"]]


@pytest.mark.parametrize("end", ["skipped", "failed"])
def test_the_last_writer_tells_however_it_ends(after, end):
    after("publish", "failed")
    assert after("close_hours", end) == [["publish"] if end == "skipped" else ["close_hours", "publish"]]


def test_a_failure_that_is_noted_late_is_told_too(after):
    after("read", "failed", 0)
    after("close_hours", "success")
    assert after("read", "failed", 1) == [["read[0]"], ["read[0]", "read[1]"]]
    assert len(after("close_hours", "success")) == 2


def test_a_run_in_which_nothing_failed_says_nothing(after):
    after("publish", "success")
    assert after("close_hours", "success") == []


@pytest.mark.parametrize("bad", [
    {"email_to": ["nobody"]}, {"email_to": ["a@courier.example\r\nBcc: b@courier.example"]}, {"min_severity": "all"},
    {"slack_webhook_connection": "https://hooks.courier.example/T/B/x"}, {"base_url": "javascript:x"},
])  # fmt: skip
def test_settings_that_cannot_be_meant_are_refused(bad):
    with pytest.raises(ValueError, match="validation error"):
        Alerts(**bad)


def test_nobody_is_told_by_default():
    assert not Alerts().wanted


def test_a_late_run_is_told_of_without_being_called_failed():
    told = Alert(RUN, (), (), LINK, "queued at 10:00, running after 45 minutes")
    assert told.title == "ingest_articles is late"
    assert "queued at 10:00, running after 45 minutes" in chat_text(told)
    assert "failed" not in chat_text(told) + mail_text(told)
    assert chat_text(told).endswith(f"<{LINK}|Data docs>")


def test_runs_of_a_backfill_are_late_by_design(monkeypatch, caplog):
    sent = []
    monkeypatch.setattr(
        deadlines, "load", lambda: load().model_copy(update={"alerts": Alerts(email_to=("a@b.example",))})
    )
    monkeypatch.setattr(deadlines, "_send", lambda _, run: sent.append(run["run_type"]))
    for kind in ("backfill", "scheduled"):
        run = {"run_type": kind, "dag_id": "ingest_page_views", "dag_run_id": "x", "state": "running"}
        asyncio.run(deadlines.tell({"dag_run": run}))
    assert sent == ["scheduled"]
    assert "ingest_page_views is late: run x is running" in caplog.text


def test_a_run_in_which_nothing_passed_the_gate_does_not_ask_the_lake(after, monkeypatch):
    asked = []
    monkeypatch.setattr("dags.steps.data_docs.run_results", lambda *_: asked.append(1) or [])
    assert after("close_hours", "success") == []
    assert asked == []
    (load().staging_path / "r").mkdir(parents=True)
    after("close_hours", "success")
    assert asked == [1]
