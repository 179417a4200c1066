"""`make run` over the sample newsroom gives what the newsroom's own truth says, row for row."""

import json
import os
import re
import signal
import sqlite3
import subprocess
from collections import Counter, defaultdict
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest

from samples.newsroom import make
from sources.page_view.lines import read_lines
from tests.integration import newsroom
from tests.integration.browser import listed, needs_chromium, opened, table

ZONE = ZoneInfo("Europe/Lisbon")
ROLLING = {"1h": 1, "3h": 3, "24h": 24}
CALENDAR = {"day": 1, "7d": 7, "30d": 30}
TOP_N = 100
HOUR = timedelta(hours=1)
WIDE_DECK = 60
OF_OTHER_NEWSROOMS = {"failed_fetches", "rewritten_headlines"}
"""Questions to which the sample has no answer: test_crawl_steps.py has."""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "home"
    done = newsroom.run(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Most viewed articles" in done.stdout
    (folder / "run.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def truth(home):
    def lines(name):
        return [json.loads(line) for line in (home / "samples/truth" / name).read_text("utf-8").splitlines()]

    return {"requests": lines("requests.jsonl"), "articles": {row["url"]: row for row in lines("articles.jsonl")}}


def test_every_line_has_the_outcome_that_the_truth_gives_it(home, truth):
    expected = {(r["file"], r["line"]): (r["outcome"], r["outcome_reason"]) for r in truth["requests"]}
    with newsroom.connect(home) as connection:
        found = {
            (file, line): verdict
            for file, line, *verdict in connection.execute(
                "SELECT file_name, source_position, outcome, outcome_reason FROM page_view_event "
                "JOIN source_file USING (source_file_id)"
            ).fetchall()
        }
        refused = connection.execute(
            "SELECT file_name, source_position FROM quarantined_record JOIN source_file USING (source_file_id)"
        ).fetchall()
    assert {place: tuple(verdict) for place, verdict in found.items()} == {
        place: verdict for place, verdict in expected.items() if verdict[0] not in ("invalid", "not_page")
    }
    assert set(refused) == {place for place, verdict in expected.items() if verdict[0] == "invalid"}
    assert {reason for _, reason in expected.values() if reason} == {"regular_gaps", "robots_txt", "scanner_path"}


def test_the_ledger_balances_and_equals_the_truth(home, truth):
    expected = defaultdict(Counter)
    for request in truth["requests"]:
        expected[request["file"]][request["outcome"]] += 1
    with newsroom.connect(home) as connection:
        rows = connection.execute("SELECT file_name, rows_received, outcomes FROM source_file").fetchall()
    assert all(received == sum(outcomes.values()) for _, received, outcomes in rows)
    assert {name: Counter(outcomes) for name, _, outcomes in rows if name in expected} == expected


def test_articles_equal_the_truth(home, truth):
    with newsroom.connect(home) as connection:
        rows = connection.execute(
            "SELECT url, headline, alternative_headline, author, in_language, article_section, article_body, "
            "epoch(date_published)::BIGINT, epoch(date_modified)::BIGINT, translation_of_url FROM article"
        ).fetchall()
    assert {row[0] for row in rows} == set(truth["articles"])
    for url, headline, deck, author, language, section, body, published, modified, translation in rows:
        article = truth["articles"][url]
        assert (headline, language) == (article["headline"], article["in_language"])
        assert deck == article["alternative_headline"], url
        assert [person["name"] for person in author] == [person["name"] for person in article["author"]]
        # As labels of real pages have it, a wide deck is the first of the text: docs/decisions/0014-extraction.md.
        above = [deck] if article["source"] == "site" and len(deck) >= WIDE_DECK else []
        assert body.split("\n\n") == [*above, *article["paragraphs"]], url
        assert published == int(datetime.fromisoformat(article["date_published"]).timestamp())
        if article["source"] == "site":
            assert section == article["article_section"]
            assert translation == article["translation_url"]
            assert modified == int(datetime.fromisoformat(article["date_modified"]).timestamp())


def expected_ranking(views, articles, start, end):
    """Brute force over the truth's views: {scope: [(article, views, rank)]} in order of position."""
    counts = Counter(page for at, page in views if start <= at < end and page in articles)
    scopes = defaultdict(list)
    for page, count in counts.items():
        article = articles[page]
        published = datetime.fromisoformat(article["date_published"])
        if published >= end:
            continue
        scopes["all"].append((page, count, published))
        scopes[f"language:{article['in_language']}"].append((page, count, published))
        scopes[f"source:{article['source']}"].append((page, count, published))
        if article["section_in_lake"]:
            scopes[f"section:{article['section_in_lake']}"].append((page, count, published))
    return {
        scope: [
            (page, count, 1 + sum(other > count for _, other, _ in rows))
            for page, count, _ in sorted(rows, key=lambda row: (-row[1], -row[2].timestamp(), articles[row[0]]["id"]))
        ]
        for scope, rows in scopes.items()
    }


def midnight(day):
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def test_rankings_equal_the_truth_in_every_window_and_scope(home, truth):
    views = sorted(
        (datetime.fromisoformat(r["at"]).astimezone(UTC), r["page"])
        for r in truth["requests"]
        if r["outcome"] == "view"
    )
    with newsroom.connect(home) as connection:
        known = connection.execute("SELECT url, article_id, article_section FROM article").fetchall()
        found = defaultdict(list)
        for row in connection.execute(
            "SELECT as_of, time_window, scope, url, views, rank, previous_rank, rank_delta, position, share, watermark "
            "FROM article_ranking JOIN article USING (article_id) WHERE time_window <> 'trending' "
            "ORDER BY as_of, time_window, scope, position"
        ).fetchall():
            found[row[:2]].append(row[2:])
    articles = {
        url: {**truth["articles"][url], "id": article_id, "section_in_lake": section}
        for url, article_id, section in known
    }
    first, last = views[0][0].replace(minute=0, second=0, microsecond=0), views[-1][0]
    newest = last.replace(minute=0, second=0, microsecond=0) + HOUR
    windows = {}
    as_of = first + HOUR
    while as_of <= newest:
        for window, hours in ROLLING.items():
            windows[as_of, window] = (as_of - hours * HOUR, as_of, as_of - (hours + 1) * HOUR, as_of - HOUR)
        day = as_of.astimezone(ZONE).date()
        if as_of == midnight(day):
            for window, days in CALENDAR.items():
                bounds = [midnight(day - timedelta(days=n)) for n in (days, 0, days + 1, 1)]
                windows[as_of, window] = tuple(bounds)
        as_of += HOUR
    compared = 0
    for key, (start, end, earlier_start, earlier_end) in windows.items():
        expected = expected_ranking(views, articles, start, end)
        before = expected_ranking(views, articles, earlier_start, earlier_end)
        rows = defaultdict(list)
        for scope, *rest in found.pop(key, []):
            rows[scope].append(rest)
        assert set(rows) == set(expected), key
        for scope, ranking in expected.items():
            earlier = {page: rank for page, _, rank in before.get(scope, [])}
            total = sum(count for _, count, _ in ranking)
            for place, ((page, count, rank), row) in enumerate(zip(ranking[:TOP_N], rows[scope], strict=True), 1):
                previous = earlier.get(page)
                delta = None if previous is None else previous - rank
                assert row[:6] == [page, count, rank, previous, delta, place], (key, scope)
                assert row[6] == pytest.approx(count / total)
                compared += 1
    assert not found
    assert compared > 50_000


def test_macros_and_the_shell_answer(home):
    with newsroom.connect(home) as connection:
        top = connection.execute("SELECT position, article_id, views, as_of FROM most_viewed(n := 3)").fetchall()
        at = connection.execute("SELECT position, article_id, views, as_of FROM most_viewed_at(?, n := 3)", [top[0][3]])
        assert at.fetchall() == top
        assert [row[0] for row in top] == [1, 2, 3]
        hours = connection.execute("FROM views_by_hour(?)", [top[0][1]]).fetchall()
        assert sum(views for hour, views in hours if hour >= top[0][3] - 24 * HOUR) == top[0][2]
        latest = connection.execute("SELECT count(DISTINCT time_window) FROM ranking_latest").fetchone()
        assert latest == (7,)
        assert connection.execute("SELECT score FROM trending()").fetchall()
        history = connection.execute("SELECT as_of, views FROM rank_history(?)", [top[0][1]]).fetchall()
        assert history[-1] == (top[0][3], top[0][2])
        for asked, known in (("time_window := '9h'", "1h, 24h"), ("scope := 'section:Wrld'", "section:World")):
            for macro in (f"most_viewed({asked})", f"most_viewed_at(now() - INTERVAL 1 HOUR, {asked})"):
                with pytest.raises(duckdb.InvalidInputException, match=known):
                    connection.execute(f"FROM {macro}").fetchall()
        with pytest.raises(duckdb.InvalidInputException, match="section:World"):
            connection.execute("FROM trending(scope := 'section:Wrld')").fetchall()
    asked = {**newsroom.environment(home), "Q": "SELECT sum(views) AS views FROM page_view_hourly"}
    shown = subprocess.run(
        ["make", "-s", "sql"], cwd=newsroom.ROOT, env=asked, capture_output=True, text=True, check=True
    )
    with newsroom.connect(home) as connection:
        (views,) = connection.execute("SELECT count(*) FROM page_view_event WHERE outcome = 'view'").fetchone()
    assert shown.stdout.split() == ["views", str(views)]


@pytest.mark.parametrize("file", sorted((newsroom.ROOT / "docs/queries").glob("*.sql")), ids=lambda file: file.stem)
def test_every_example_query_answers(home, file):
    with newsroom.connect(home) as connection:
        rows = connection.execute(file.read_text(encoding="utf-8")).fetchall()
    assert bool(rows) == (file.stem not in OF_OTHER_NEWSROOMS)


def written(path):
    """What a file says, as text: a Parquet file's rows, a database's dump, else its bytes."""
    if path.suffix == ".parquet":
        with duckdb.connect() as connection:
            return "\n".join(map(repr, connection.execute("FROM read_parquet(?)", [str(path)]).fetchall()))
    if path.suffix in (".sqlite", ".db"):
        with closing(sqlite3.connect(path)) as connection:
            return "\n".join(connection.iterdump())
    return path.read_bytes().decode("latin-1")


def test_no_address_that_the_run_was_fed_is_anywhere_in_what_it_wrote(home):
    lines = [line for batch in map(read_lines, sorted((home / "samples/logs").iterdir()))
             for part in batch for line in part.column("line").to_pylist()]  # fmt: skip
    fed = {line.split(" ", 1)[0] for line in lines if re.match(r"(\d+\.){3}\d+ |[0-9a-f]+:[0-9a-f:]+ ", line)}
    assert len(fed) > 10_000
    files = [path for path in home.rglob("*") if path.is_file() and "samples" not in path.relative_to(home).parts]
    assert {".parquet", ".sqlite", ".db", ".log"} <= {path.suffix for path in files}
    for path in files:
        told = set(
            re.findall(
                r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}", written(path)
            )
        )
        assert not told & fed, (path, sorted(told & fed)[:5])


def test_nothing_staged_is_left_behind(home):
    assert not [path for path in (home / "staging").rglob("*") if path.is_file()]


def test_a_second_run_changes_no_table(home):
    before = newsroom.tables(home)
    assert {name for name in before if not before[name]} == {
        "page_view_count",
        "page_fetch",
        "article_duplicate",
        "erased_article",
    }  # the newsroom has no counted views
    done = newsroom.run(home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert newsroom.tables(home) == before


def test_killed_at_ten_moments_and_run_again_the_tables_are_the_same(tmp_path):
    small = {"days": 2, "articles": 8, "visits_per_day": 400}
    alone, killed = tmp_path / "alone", tmp_path / "killed"
    make(alone / "samples", **small)
    started = datetime.now(UTC)
    assert newsroom.run(alone).returncode == 0
    length = (datetime.now(UTC) - started).total_seconds()
    make(killed / "samples", **small)
    salts = killed / "private" / "salts"
    salts.mkdir(parents=True)
    for salt in (alone / "private/salts").iterdir():
        (salts / salt.name).write_bytes(salt.read_bytes())
    kills = 0
    for moment in range(1, 11):
        process = newsroom.start(killed)
        try:
            process.wait(length * moment / 16)  # a run that goes on where another was killed is shorter
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            kills += 1
    done = newsroom.run(killed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert kills >= 5
    assert newsroom.tables(killed) == newsroom.tables(alone)


@needs_chromium
def test_the_report_shows_the_lakes_numbers(home):
    """Every list of every window and scope, the days' outcomes, the ledger and the gate: as a reader sees them."""
    shown = {}
    with opened((home / "report/index.html").as_uri()) as page:
        for window in page.locator("input[name=window]").all():
            window.check(force=True)
            for option in page.locator("select option").all():
                page.select_option("select", option.get_attribute("value"))
                rows = listed(page)
                shown[window.get_attribute("value"), option.get_attribute("value")] = [
                    (int(row["rank"]), row["headline"], int(row["views"].replace(",", ""))) for row in rows
                ]
        outcomes = {
            (row["site_date"], row["outcome"]): row["requests"] for row in table(page, "Requests by day and outcome")
        }
        checks = {row["table_name"]: row["checks"] for row in table(page, "Checks by table")}
        quarantined = sum(int(row["records"].replace(",", "")) for row in table(page, "Records in quarantine"))
        assert page.trouble == []
    with newsroom.connect(home) as connection:
        lists = connection.execute("SELECT time_window, unnest(scopes) FROM ranking_newest").fetchall()
        assert {scope for _, scope in lists} >= {"all", "language:en", "section:World", "source:site"}
        for window, scope in lists:
            macro = f"most_viewed(time_window := '{window}', scope := '{scope}', n := 15)"
            expected = connection.execute(f"SELECT rank, headline, views FROM {macro} ORDER BY position").fetchall()
            assert shown.pop((window, scope)) == [
                (rank, " ".join(text.split()), views) for rank, text, views in expected
            ]
        assert shown == {}
        by_day = connection.execute(
            "SELECT (event_at AT TIME ZONE 'Europe/Lisbon')::DATE::VARCHAR, outcome, count(*) FROM page_view_event "
            "WHERE event_at >= TIMESTAMPTZ '2025-05-05 23:00:00+00' GROUP BY ALL"
        ).fetchall()
        assert outcomes == {(day, outcome): f"{count:,}" for day, outcome, count in by_day}
        by_table = connection.execute("SELECT table_name, count(*) FROM quality_result GROUP BY ALL").fetchall()
        assert checks == {name: f"{count:,}" for name, count in by_table}
        assert connection.execute("SELECT count(*) FROM quarantined_record").fetchone() == (quarantined,)
