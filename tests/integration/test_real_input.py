"""The whole pipeline over pages and logs that nobody in this project wrote."""

import json
import shutil
from datetime import datetime

import pytest

from lake import LakeLocation
from tests.integration import newsroom
from tests.integration.airflow_services import run_all, services_of
from tests.integration.services import postgres, s3  # noqa: F401 - fixtures

DATA = newsroom.ROOT.parent / "shared" / "data"
CONFIG = """
[[article_source]]
name = "labelled"
kind = "html_folder"
location = "{data}/articles"
[[article_source]]
name = "seed"
kind = "page_text"
location = "{data}/seed"
base_url = "https://paper.example/articles"
time_zone = "Asia/Seoul"
[[page_view_source]]
name = "apache"
location = "{data}/page_views/logs/elastic_apache_combined_10k.log"
site_host = "semicomplete.com"
[[page_view_source]]
name = "rubbish"
location = "rubbish"
"""
GONE = """
[[article_source]]
name = "gone"
kind = "html_folder"
location = "{data}/there/is/no/such/folder"
"""


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    if not DATA.is_dir():
        pytest.skip("the labelled pages and real logs are not beside the project")
    folder = tmp_path_factory.mktemp("real")
    (folder / "rubbish").mkdir()
    (folder / "rubbish/empty.log").touch()
    (folder / "rubbish/page.log.gz").write_text("<html>\n<p>not a log</p>\n", encoding="utf-8")
    for name, settings in (("real", CONFIG + GONE), ("mended", CONFIG)):
        (folder / f"{name}.toml").write_text(settings.format(data=DATA), encoding="utf-8")
    return folder / "home", newsroom.run(folder / "home", folder / "real.toml")


def rows(finished, query):
    with newsroom.connect(finished[0]) as connection:
        return connection.execute(query).fetchall()


def test_a_missing_source_is_named_and_the_rest_goes_on(finished):
    done = finished[1]
    assert done.returncode == 1
    assert "there/is/no/such/folder: there is no such file or folder; correct `location`" in done.stdout + done.stderr
    assert "Most viewed pages" in done.stdout


def test_received_is_the_sum_of_outcomes_for_every_file(finished):
    ledger = rows(finished, "SELECT source, file_name, rows_received, outcomes FROM source_file")
    assert {(source, name): received for source, name, received, _ in ledger} == {
        ("labelled", "articles"): 301,
        ("seed", "seed"): 1,
        ("apache", "elastic_apache_combined_10k.log"): 10_000,
        ("rubbish", "empty.log"): 0,
        ("rubbish", "page.log.gz"): 2,
    }
    assert all(received == sum(outcomes.values()) for *_, received, outcomes in ledger)


def test_at_least_95_percent_of_the_pages_become_articles(finished):
    ((outcomes,),) = rows(finished, "SELECT outcomes FROM source_file WHERE source = 'labelled'")
    assert outcomes["article"] >= 0.95 * 301
    refused = rows(finished, "SELECT failed_checks FROM quarantined_record WHERE source = 'labelled'")
    assert len(refused) == outcomes["quarantined"]
    assert all(checks for (checks,) in refused)


def test_the_seed_page_is_read_as_labelled_by_hand(finished):
    expected = json.loads((DATA / "seed/hani_page.expected.json").read_text(encoding="utf-8"))
    ((headline, deck, published, modified, offset, author, language, image, body),) = rows(
        finished,
        "SELECT headline, alternative_headline, date_published, date_modified, date_published_offset_minutes, author, "
        "in_language, image, article_body FROM article WHERE source = 'seed'",
    )
    assert (headline, deck) == (expected["headline"], expected["alternative_headline"])
    assert (published, modified) == tuple(
        datetime.fromisoformat(expected[key]) for key in ("date_published", "date_modified")
    )
    assert offset == 540
    assert (author, language) == (expected["author"], expected["in_language"])
    assert [{key: one[key] for key in ("caption", "credit_text")} for one in image] == expected["image"]
    paragraphs = body.split("\n\n")
    assert len(paragraphs) == expected["body_paragraphs"]
    assert paragraphs[0].startswith(expected["body_begins_with"])
    assert paragraphs[-1].endswith(expected["body_ends_with"])
    assert not [text for text in expected["body_must_not_contain"] if text in body]


def test_the_line_with_an_open_quote_in_its_user_agent_is_read(finished):
    found = rows(
        finished,
        "SELECT count(*) FROM quarantined_record WHERE source = 'apache'",
    )
    assert found == [(0,)]


def test_what_is_no_log_is_in_quarantine_line_by_line(finished):
    refused = rows(
        finished,
        "SELECT source_position, failed_checks, record FROM quarantined_record WHERE source = 'rubbish' ORDER BY 1",
    )
    assert refused == [(1, ["line_not_readable"], "<html>"), (2, ["line_not_readable"], "<p>not a log</p>")]


@pytest.mark.slow
def test_two_workers_on_postgresql_and_s3_make_the_same_lake(finished, tmp_path, postgres, s3):  # noqa: F811
    home, _ = finished
    with services_of(tmp_path, postgres, s3) as services:
        services.settings = home.parent / "mended.toml"
        # Visitors are named by the salts of their days.
        shutil.copytree(home / "private", services.home / "private")
        run_all(services)
        there = newsroom.tables_of(LakeLocation.from_variables(services.lake_variables()))
        assert min(services.tasks_of_workers()) > 0
    here = newsroom.tables(home)
    assert len(here["article"]) > 280
    assert len(here["page_view_event"]) > 3_000
    assert [name for name in here if here[name] != there[name]] == []
