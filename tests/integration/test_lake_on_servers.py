"""The sample newsroom through the DAGs on PostgreSQL and S3: the tables that it gives on the embedded lake."""

import csv
import io
import os
import shutil
import subprocess

import pytest

import lake
import settings
from dags.steps.place import lake_location
from samples.newsroom import make
from tests.integration import newsroom
from tests.integration.services import BUCKET, postgres, s3  # noqa: F401 - fixtures

SOURCES = """
[site]
name = "The Lowmere Courier"
time_zone = "Europe/Lisbon"

[[article_source]]
name = "site"
kind = "html_folder"
location = "{home}/samples/site"

[[page_view_source]]
name = "web"
location = "{home}/samples/logs"
site_host = "courier.example"
"""


@pytest.fixture(scope="module")
def homes(tmp_path_factory, postgres, s3):  # noqa: F811
    """Two homes over the same input: {name: (home, settings file)}."""
    folder = tmp_path_factory.mktemp("servers")
    served = f'[lake]\ncatalog = "{postgres.url("sample")}"\ndata_path = "s3://{BUCKET}/sample"\n{s3.settings}'
    places = {"embedded": "", "served": served}
    made = {}
    for name, place in places.items():
        home, config = folder / name, folder / f"{name}.toml"
        config.write_text(SOURCES + place)
        make(home / "samples", days=2, articles=8, visits_per_day=300)
        if made:  # with the same salts, so that the same visitors have the same identifiers
            shutil.copytree(folder / "embedded" / "private", home / "private")
        done = newsroom.run(home, config)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Most viewed articles" in done.stdout
        assert os.environ["PGPASSWORD"] not in done.stdout + done.stderr
        made[name] = (home, config)
    return made


def chosen(monkeypatch, home, config):
    monkeypatch.setenv("NEWSLAKE_HOME", str(home))
    monkeypatch.setenv("NEWSLAKE_CONFIG", str(config))
    return lake_location(settings.load())


def test_the_tables_are_the_same(homes, monkeypatch):
    tables = {name: newsroom.tables_of(chosen(monkeypatch, *place)) for name, place in homes.items()}
    filled = {name for name, rows in tables["embedded"].items() if rows}
    assert {"article", "page_view_event", "page_view_hourly", "article_ranking", "source_file"} <= filled
    assert tables["served"] == tables["embedded"]


def test_nothing_but_the_catalogs_own_is_left_on_the_disk(homes):
    home, _ = homes["served"]
    assert not (home / "lake").exists()
    assert (homes["embedded"][0] / "lake" / "catalog.sqlite").exists()


def sql(home, config, query, **more):
    told = {**os.environ, "NEWSLAKE_HOME": str(home), **more}
    command = ["make", "-s", "sql", f"CONFIG={config}", f"Q={query}"]
    return subprocess.run(command, cwd=newsroom.ROOT, env=told, capture_output=True, text=True, check=False)


def test_make_sql_reads_it_and_hides_what_is_secret(homes, postgres, monkeypatch):  # noqa: F811
    query = "SELECT position, article_id, views FROM most_viewed() ORDER BY position"
    answers = {name: sql(*place, query) for name, place in homes.items()}
    assert answers["served"].stderr == ""
    assert len(list(csv.DictReader(io.StringIO(answers["served"].stdout)))) > 3
    assert answers["served"].stdout == answers["embedded"].stdout
    with_password = postgres.url("sample", password=True)
    monkeypatch.delenv("PGPASSWORD")
    assert sql(*homes["served"], query, NEWSLAKE_LAKE__CATALOG=with_password).stdout == answers["served"].stdout
    location = chosen(monkeypatch, *homes["served"])
    monkeypatch.setenv("NEWSLAKE_LAKE__CATALOG", with_password)
    from lake.shell import arguments

    command = " ".join(arguments(chosen(monkeypatch, *homes["served"]), query))
    assert postgres.password not in command
    assert os.environ["AWS_SECRET_ACCESS_KEY"] not in command
    assert str(location.catalog) == str(chosen(monkeypatch, *homes["served"]).catalog)


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"PGPASSWORD": "wrong"}, "PGPASSWORD or PGPASSFILE is right"),
        ({"NEWSLAKE_LAKE__CATALOG": "postgresql://newslake@127.0.0.1:1/sample"}, "See that the server runs"),
        ({"AWS_SECRET_ACCESS_KEY": ""}, "AWS_SECRET_ACCESS_KEY not set: the keys are taken from the environment"),
        ({"NEWSLAKE_LAKE__CATALOG": "…"}, "there is no lake yet; `make run` makes one"),
    ],
)
def test_what_is_missing_is_named(homes, postgres, variables, said):  # noqa: F811
    told = {name: value.replace("…", postgres.url("nothing")) for name, value in variables.items()}
    done = sql(*homes["served"], "FROM help", **told)
    assert done.returncode != 0
    assert done.stdout == ""
    assert said in done.stderr
    assert postgres.password not in done.stderr


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"NEWSLAKE_LAKE__S3__ENDPOINT": "127.0.0.1:1"}, "See that the bucket is there"),
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, "that the AWS_ keys fit"),
        ({"NEWSLAKE_LAKE__DATA_PATH": f"s3://{BUCKET}/other"}, "Set [lake] data_path to the place"),
        ({"NEWSLAKE_LAKE__DATA_PATH": "s3://nowhere/x", "NEWSLAKE_LAKE__CATALOG": "…"}, "See that the bucket is there"),
    ],
)
def test_a_store_that_cannot_be_written_is_named_before_the_work(homes, postgres, monkeypatch, variables, said):  # noqa: F811
    for name, value in variables.items():
        monkeypatch.setenv(name, value.replace("…", postgres.url("new")))
    location = chosen(monkeypatch, *homes["served"])
    with pytest.raises(lake.LakeError) as caught:
        lake.commit(location, lambda _: pytest.fail("it was begun"), run_id="x", message="x")
    assert said in str(caught.value)
    assert postgres.password not in str(caught.value)
