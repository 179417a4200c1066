"""Data docs: what GX itself would show, on pages that ask nothing from anywhere, to those whom Airflow lets in."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

import lake
from dags.steps.data_docs import Run, run_results, write_run
from dags.steps.place import lake_location, newest_report, staging_folder
from dags.steps.report import write_report
from quality import CriticalCheckFailed, data_docs, validate
from quality.duckdb_source import gx_batch
from quality.failing_rows import make_repeated_keys
from quality.gate import session
from quality.library import great_expectations
from quality.report import BatchInput, quality_results
from quality.suite import expectation_arguments, expectation_suite
from schemas import CONTRACTS
from schemas.arrow import arrow_schema
from tests.contract.batches import broken_rows, good_rows, write_batch
from tests.integration import newsroom
from tests.integration.browser import PHONE, needs_chromium, opened
from tests.integration.browser import table as shown_table
from tests.integration.ports import free_port
from tests.integration.ranked_lake import RankedLake

ARTICLE = CONTRACTS["article"]
RUN = Run("ingest_articles", "manual__2025-05-05T00:00:00+00:00", "2025-05-05T00:00:00+00:00", "content")
LOOKS_FOR_COOKIES = "<script>try { document.cookie } catch (e) { document.title = e.name }</script>"
EVIL = "</title><script>window.hacked=1</script><img src=x onerror='window.hacked=2'>{{ 7 * 7 }} ${x}"


def result(check="headline_not_null", table="article", source_file_id="input", unexpected=0, **columns):
    return {
        "run_id": RUN.run_id, "table_name": table, "source_file_id": source_file_id, "check_name": check,
        "column_name": "headline", "severity": "error", "success": not unexpected,
        "expected": '{"column": "headline"}', "observed": json.dumps({"unexpected_count": unexpected}),
        "unexpected_count": unexpected, "row_count": 10, **columns,
    }  # fmt: skip


@pytest.fixture
def made(tmp_path, monkeypatch):
    return RankedLake(tmp_path, monkeypatch)


def test_every_check_of_a_contract_is_of_the_type_that_the_gate_ran():
    for contract in CONTRACTS.values():
        for check in contract.checks:
            ran = re.sub(r"(?<!^)(?=[A-Z])", "_", expectation_arguments(check)[0]).lower()
            assert data_docs.gx_type(contract.table, check.name, ",".join(check.columns)) == ran


@pytest.mark.parametrize("table", ["article", "page_view_event", "article_url"])
def test_the_page_says_what_gx_says_of_its_own_result(table, tmp_path):
    """All but shares: GX takes them of the rows that are not NULL, and writes that they are of all."""
    great_expectations()  # without PySpark, whose import ends a process that pytest-xdist started
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
    from great_expectations.render.view import DefaultJinjaPageView

    contract = CONTRACTS[table]
    rows = good_rows(contract, 50) + broken_rows(contract, 50)
    batch = write_batch(contract, rows, tmp_path)
    with session() as database:
        make_repeated_keys(database, contract, str(batch))
        with gx_batch(database, contract, batch) as data:
            own = data.validate(
                expectation_suite(contract), result_format={"result_format": "BASIC", "partial_unexpected_count": 0}
            )
        results = quality_results(database, contract, batch, len(rows), BatchInput(RUN.run_id, "wire", "input"))
    rendered = DefaultJinjaPageView().render(ValidationResultsPageRenderer(run_info_at_end=True).render(own))

    def says(page):
        text = re.sub(r"<[^>]*>", " ", data_docs._sections(page)[0])
        return re.sub(r"\s+|≈?[\d.]+%", " ", text).partition("Great Expectations Version")[0]

    assert says(data_docs._rendered_by_gx(results, asdict(RUN))) == says(rendered)
    assert says(rendered).count("✗ not kept") == 1 + sum(not row["success"] for row in results)


def test_a_process_that_has_the_templates_compiles_none_for_its_pages(monkeypatch):
    """Each task is a process forked from a worker that has them."""
    data_docs.load_templates()
    monkeypatch.setattr("jinja2.Environment.compile", lambda *_, **__: pytest.fail("a template is compiled anew"))
    run, results = asdict(RUN), [result(unexpected=1)]
    assert data_docs.validation_page(results, run=run)
    assert data_docs.run_page([], results, [], run=run)
    assert data_docs.index_page([])


def test_published_results_are_those_of_the_dag_and_staged_ones_those_of_its_tables(made):
    """`ingest_page_views` has a run of the same id, as hourly runs have."""
    schema = arrow_schema(CONTRACTS["quality_result"])
    for dag, table in (("ingest_articles", "article_url"), ("ingest_page_views", "page_view_event")):
        with lake.transaction(lake_location(made.settings), run_id=RUN.run_id, message=dag) as transaction:
            transaction.connection.register("given", pa.Table.from_pylist([result(table=table)], schema=schema))
            transaction.append("quality_result", "given")
    for table in ("article", "page_view_event"):
        contract, folder = CONTRACTS[table], staging_folder(made.settings, RUN.run_id) / table
        folder.mkdir(parents=True)
        rows = [{**row, contract.key[0]: None} for row in good_rows(contract, 3)]
        with pytest.raises(CriticalCheckFailed):
            validate(contract, write_batch(contract, rows, folder), run_id=RUN.run_id, source="s", source_file_id="f")
    assert {row["table_name"] for row in run_results(made.settings, RUN)} == {"article", "article_url"}


def test_the_newest_runs_stay_and_the_same_results_give_the_same_bytes(made, monkeypatch):
    monkeypatch.setattr("dags.steps.data_docs.KEPT_RUNS", {True: 1, False: 3})
    write_run(made.settings, Run("ingest_articles", "bad run", RUN.began, "content"), [result(unexpected=1)], [])
    began = datetime(2025, 5, 5, tzinfo=UTC)
    for number in range(5):
        at = (began + timedelta(hours=number)).isoformat()
        write_run(made.settings, Run("ingest_articles", f"run {number}", at, "content"), [], [])
    root = made.settings.home / "data_docs"
    index = (root / "index.html").read_bytes()
    folders = {folder.name.split("-")[0] for folder in (root / "ingest_articles").iterdir()}
    assert folders == {f"run_{number}" for number in range(2, 5)} | {"bad_run"}
    assert index.index(b"run 4<") < index.index(b"run 3<")
    write_run(made.settings, Run("ingest_articles", f"run {number}", at, "content"), [], [])
    assert (root / "index.html").read_bytes() == index
    assert not list(root.rglob("*.unfinished"))


def test_a_run_of_many_files_has_pages_of_the_failed_ones_first(made):
    results = [result(source_file_id=f"file{n:03}", unexpected=int(n == 99)) for n in range(100)]
    page = write_run(made.settings, RUN, results, [])
    files = sorted(file.name for file in page.parent.glob("article-*"))
    assert "article-file099.html" in files
    assert len(files) == 10
    assert page.read_text().count("<tr>") == 1 + 1 + 1 + 100


@pytest.fixture
def hostile(made):
    run = Run("ingest_articles", f"manual__{EVIL}/../..", RUN.began, "content")
    results = [
        result(unexpected=3, source_file_id=EVIL),
        result("new", "article", EVIL, column_name=EVIL, expected=EVIL, observed=json.dumps(EVIL), success=False),
        result("headline_matches", "article", EVIL, 2, expected=json.dumps({"column": EVIL, "regex": EVIL})),
        result("headline_between", "article", EVIL, 2, expected="[1"),
        result("quarters_late", EVIL, EVIL, severity="warning", success=False, row_count=0, unexpected_count=None),
        result("headline_between", "article", "file", expected='{"column": "headline", "no_such": 1}'),
    ]  # fmt: skip
    return write_run(made.settings, run, results, [{"task": EVIL, "says": EVIL}])


@needs_chromium
@pytest.mark.slow
@pytest.mark.parametrize("how", [{"color_scheme": "light"}, {"color_scheme": "dark", "viewport": PHONE}])
def test_pages_ask_nothing_from_anywhere_and_run_nothing(hostile, how):
    from axe_playwright_python.sync_playwright import Axe

    root = hostile.parents[2]
    pages = [root / "index.html", *sorted(hostile.parent.glob("*.html"))]
    assert len(pages) == 5
    for file in pages:
        with opened(file.as_uri(), **how) as page:
            assert page.evaluate("window.hacked") is None
            assert page.locator("script, img, iframe, object, link:not([rel=icon])").count() == 0
            assert page.trouble == [], file
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"


@needs_chromium
@pytest.mark.slow
def test_from_the_index_to_what_was_not_kept(hostile):
    from playwright.sync_api import sync_playwright

    from tests.integration.browser import CHROMIUM

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto((hostile.parents[2] / "index.html").as_uri())
        page.get_by_role("link", name="ingest_articles").click()
        assert page.get_by_role("heading", name="Tasks that failed").is_visible()
        worst = page.locator("table").first.locator("tbody tr").first.locator("td").all_inner_texts()
        assert worst[:3] == ["error", "article", "headline_not_null"]
        assert worst[5:7] == ["3", "10"]
        page.get_by_role("link", name="article", exact=True).last.click()
        shown = page.locator("tbody tr:visible").count()
        page.get_by_role("checkbox").check()
        assert page.locator("tbody tr:visible").count() < shown
        page.get_by_role("link", name="Data docs").click()
        assert page.locator("h1").inner_text() == "Data docs"
        browser.close()


@needs_chromium
@pytest.mark.slow
def test_the_report_has_the_trend_of_what_was_not_kept(made):
    schemas = {name: arrow_schema(CONTRACTS[name]) for name in ("quality_result", "quarantined_record")}
    for run, failed, records in (("first", 2, 3), ("second", 0, 0), ("third", 1, 0)):
        results = [result(f"check_{n}", unexpected=int(n < failed)) | {"run_id": run} for n in range(4)]
        refused = [
            {"quarantined_record_id": f"{run}{n}", "table_name": "article", "run_id": run} for n in range(records)
        ]
        with lake.transaction(lake_location(made.settings), run_id=run, message="ingest_articles") as transaction:
            for table, rows in (("quality_result", results), ("quarantined_record", refused)):
                transaction.connection.register("given", pa.Table.from_pylist(rows, schema=schemas[table]))
                transaction.append(table, "given")
    write_report(made.settings)
    with opened(newest_report(made.settings).as_uri()) as page:
        rows = shown_table(page, "Checks not kept and records in quarantine, run by run")
        assert [(row["dag"], row["checks"], row["failed_error"], row["quarantined"]) for row in rows] == [
            ("ingest_articles", "4", "2", "3"), ("ingest_articles", "4", "0", "0"), ("ingest_articles", "4", "1", "0"),
        ]  # fmt: skip
        bars = page.locator("#quality .wide [aria-roledescription='bar']")
        assert "2 checks of severity error not kept" in " ".join(bar.get_attribute("aria-label") for bar in bars.all())
        assert page.trouble == []


class Server:
    """Airflow's API server alone, with a login: the same plugin as under `make up`."""

    def __init__(self, home, folder):
        self.port, self.base = free_port(), ""
        self.base = f"http://127.0.0.1:{self.port}"
        passwords = folder / "passwords.json"
        passwords.write_text('{"desk": "desk"}')
        env = {
            **newsroom.environment(home), "AIRFLOW__API__PORT": str(self.port), "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "False",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "desk:viewer",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords),
        }  # fmt: skip
        self.log = folder / "server.log"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dags.environment", "api-server"], cwd=newsroom.ROOT, env=env, stdout=out,
                stderr=out, start_new_session=True,
            )  # fmt: skip

    def wait(self):
        for _ in range(240):
            try:
                self.get("/api/v2/monitor/health")
            except OSError:
                time.sleep(0.5)
            else:
                return
        pytest.fail(self.log.read_text("utf-8", "replace")[-4000:])

    def get(self, path, **headers):
        """Return status, headers and body; redirects are not followed."""

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        try:
            with urllib.request.build_opener(Stay).open(
                urllib.request.Request(self.base + path, headers=headers),  # noqa: S310 - loopback
                timeout=10,
            ) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, b""

    def token(self):
        body = json.dumps({"username": "desk", "password": "desk"}).encode()
        asked = urllib.request.Request(f"{self.base}/auth/token", body, {"Content-Type": "application/json"})  # noqa: S310 - loopback
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - loopback
            return json.load(answer)["access_token"]

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


@needs_chromium
@pytest.mark.slow
def test_airflow_serves_the_pages_to_those_it_lets_in_and_nothing_else(hostile, tmp_path):
    home = hostile.parents[3]
    (home / "report").mkdir()
    (home / "report" / "index.html").write_text(LOOKS_FOR_COOKIES)
    (home / "secret.html").write_text("secret")
    (home / "data_docs" / ".half.html").write_text("half")
    (home / "data_docs" / "out.html").symlink_to(home / "secret.html")
    server = Server(home, tmp_path)
    try:
        server.wait()
        here = f"/newslake/data_docs/{hostile.relative_to(home / 'data_docs').as_posix()}"
        status, headers, body = server.get(here)
        assert (status, body) == (307, b"")
        assert headers["Location"].startswith("/api/v2/auth/login?next=")
        assert server.get(here, Authorization="Bearer nonsense")[0] == 403
        let_in = {"Authorization": f"Bearer {server.token()}"}
        status, headers, body = server.get(here, **let_in)
        assert (status, body) == (200, hostile.read_bytes())
        assert headers["Content-Security-Policy"].startswith("sandbox ")
        assert "allow-same-origin" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        for path in ("data_docs/.half.html", "data_docs/../secret.html", "data_docs/%2e%2e/secret.html",
                     "data_docs/..%2fsecret.html", "data_docs/%2fetc/passwd", "data_docs//etc/passwd", "data_docs/%00",
                     "data_docs/out.html", "lake/catalog.sqlite", "airflow/airflow.db", "secret.html"):  # fmt: skip
            status, _, body = server.get(f"/newslake/{path}", **let_in)
            assert (status in (307, 404), b"") == (True, body), path
        walk_served_pages(server, let_in["Authorization"].removeprefix("Bearer "))
    finally:
        server.stop()


def walk_served_pages(server, token):
    """As a browser that is logged in: the index, a run, and a page that can't get at Airflow's cookie."""
    from playwright.sync_api import sync_playwright

    from tests.integration.browser import CHROMIUM

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context()
        context.add_cookies([{"name": "_token", "value": token, "url": server.base}])
        page = context.new_page()
        page.goto(f"{server.base}/newslake/data_docs/")
        page.get_by_role("link", name="ingest_articles").click()
        assert page.locator("h1").inner_text() == "ingest_articles: failed"
        page.goto(f"{server.base}/newslake/")
        assert page.url == f"{server.base}/newslake/report/"
        assert page.title() == "SecurityError"
        browser.close()
