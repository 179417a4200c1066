"""What is to be seen of runs under Airflow: lineage at a server, metrics at a socket, log lines as JSON."""

import json
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from tests.integration import newsroom
from tests.integration.small_lake import line

pytestmark = pytest.mark.slow
KEY = "k3y-0f-the-l1neage-server"
RUN = """
import sys
import dags.run, dags.summary

if __name__ == "__main__":
    dags.run.DAGS = tuple(sys.argv[1:])
    dags.summary.summarize = lambda _: None
    sys.exit(dags.run.main())
"""
"""`make run` of some DAGs. A file: PySpark, where it is there, ends a process that has no main module (`python -c`)."""


class Lineage(ThreadingHTTPServer):
    """A lineage server that keeps what it gets, or takes the connection and never answers."""

    daemon_threads = True

    def __init__(self, hangs=False):
        self.received, self.keys = [], set()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                if hangs:
                    time.sleep(60)
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.server.received.append((self.path, json.loads(body)))
                self.server.keys.add(self.headers["Authorization"])
                self.send_response(201)
                self.end_headers()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


def ran(folder, server, *dags, metrics="", **variables):
    (folder / "logs").mkdir(exist_ok=True)
    config = folder / "my.toml"
    config.write_text(
        f'[lineage]\nto = "http"\nurl = "http://127.0.0.1:{server.server_port}"\nnamespace = "courier"\n'
        f'timeout_seconds = 1\n{metrics}\n[logs]\nformat = "json"\n'
        '[[page_view_source]]\nname = "web"\nlocation = "logs"\nformat = "combined"\n'
    )
    env = {**newsroom.environment(folder / "home", config), "NEWSLAKE_LINEAGE_API_KEY": KEY, **variables}
    env["PYTHONPATH"] = str(newsroom.ROOT)
    (folder / "run_some.py").write_text(RUN)
    started = time.monotonic()
    done = subprocess.run([sys.executable, folder / "run_some.py", *dags], cwd=newsroom.ROOT, env=env, check=False,
                          capture_output=True, text=True, timeout=300)  # fmt: skip
    return SimpleNamespace(status=done.returncode, output=done.stdout + done.stderr, stdout=done.stdout,
                           seconds=time.monotonic() - started)  # fmt: skip


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """One run over a log, with everything switched on."""
    folder, server = tmp_path_factory.mktemp("watched"), Lineage()
    (folder / "logs").mkdir()
    (folder / "logs" / "access.log").write_text(line(0) + line(60, "/b") + "no log line\n")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as statsd:
        statsd.bind(("127.0.0.1", 0))
        statsd.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        metrics = f'[metrics]\nstatsd = "127.0.0.1:{statsd.getsockname()[1]}"\nprefix = "courier"\n'
        run = ran(folder, server, "ingest_page_views", metrics=metrics)
        statsd.setblocking(False)
        counted = []
        while True:
            try:
                counted.append(statsd.recv(65536).decode())
            except BlockingIOError:
                break
    server.shutdown()
    return SimpleNamespace(run=run, events=server.received, keys=server.keys, counted=counted, folder=folder)


def test_lineage_names_files_and_tables_and_carries_the_key(watched):
    assert watched.run.status == 0, watched.run.output[-4000:]
    assert watched.keys == {f"Bearer {KEY}"}
    assert {path for path, _ in watched.events} == {"/api/v1/lineage"}
    events = [event for _, event in watched.events]
    assert {event["job"]["namespace"] for event in events} == {"courier"}
    log = ("file", str(watched.folder / "logs/access.log"))
    ended = {event["job"]["name"]: event for event in events if event["eventType"] == "COMPLETE"}
    published = ended["ingest_page_views.publish"]
    assert [(d["namespace"], d["name"]) for d in published["inputs"]].count(log) == 1
    lake = f"ducklake://{watched.folder}/home/lake/catalog.sqlite"
    written = {d["name"]: d for d in published["outputs"] if d["namespace"] == lake}
    assert written["main.page_view_event"]["outputFacets"]["outputStatistics"]["rowCount"] == 2
    fields = [field["name"] for field in written["main.page_view_hourly"]["facets"]["schema"]["fields"]]
    assert fields[:2] == ["hour_at", "page_id"]
    assert [(d["namespace"], d["name"]) for d in ended["ingest_page_views.one_input.read"]["inputs"]] == [log]
    assert "ingest_page_views" in ended
    assert KEY not in watched.run.output


def test_metrics_are_airflow_s_and_ours(watched):
    assert "courier.newslake.rows_read.ingest_page_views:3|c" in watched.counted
    assert "courier.newslake.rows_refused.ingest_page_views:1|c" in watched.counted
    assert "courier.newslake.rows.page_view_event:2|g" in watched.counted
    assert any(one.startswith("courier.newslake.publish.ingest_page_views:") for one in watched.counted)
    assert any(one.startswith("courier.ti.finish.ingest_page_views.publish.success:1|c") for one in watched.counted)


def test_log_lines_are_objects_that_name_run_task_and_input(watched):
    lines = [json.loads(one) for one in watched.run.stdout.splitlines() if one.startswith("{")]
    (published,) = [one for one in lines if "snapshot_id" in one]
    assert (published["dag_id"], published["task_id"], published["try_number"]) == ("ingest_page_views", "publish", 1)
    events = published["tables"]["page_view_event"]
    assert (events["rows"], events["rows_more"], events["newest"]) == (2, 2, "2025-05-04T10:01:00+00:00")
    (read,) = [one for one in lines if one.get("task_id") == "one_input.read"]
    assert (read["source"], read["file_name"], read["map_index"]) == ("web", "access.log", 0)
    assert len(read["source_file_id"]) >= 12


def test_a_server_that_never_answers_fails_nothing_and_holds_up_no_task(tmp_path):
    server = Lineage(hangs=True)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "access.log").write_text(line(0))
    hanging = ran(tmp_path, server, "check_lake")
    server.shutdown()
    assert hanging.status == 0, hanging.output[-4000:]
    assert "Failed to emit OpenLineage" in hanging.output
    assert hanging.seconds < 30
    assert not (tmp_path / "home" / "lineage").exists()
