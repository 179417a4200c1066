"""The roll-up on a Spark cluster with two workers: tables and rankings are those of DuckDB, row for row."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest

import lake
from dags.steps import articles, rankings
from dags.steps.article_input import find_batches
from dags.steps.place import lake_location
from lake.plain_files import find_files
from lake.spark import open_spark
from samples.newsroom import make
from samples.period import LAST_DAY, midnight
from tests.integration import newsroom
from tests.integration.services import postgres  # noqa: F401 - a fixture
from tests.integration.small_lake import Lake
from tests.integration.spark_cluster import FEW_ROWS, cluster, inline, require_spark

AS_OF = midnight(LAST_DAY) + timedelta(days=1)
NOON = datetime(2025, 5, 10, 12, tzinfo=UTC)
CONFIG = """
[[article_source]]
name = "site"
kind = "html_folder"
location = "samples/site"
[[page_view_source]]
name = "web"
location = "logs"
site_host = "courier.example"
[[page_view_source]]
name = "export"
format = "events_ndjson"
location = "exports"
"""
SPARK = """
[lake]
engine = "spark"
[lake.spark]
master = "{master}"
conf = {conf}
"""


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    with cluster(tmp_path_factory.mktemp("spark")) as url:
        yield url
        from pyspark.sql import SparkSession

        if active := SparkSession.getActiveSession():
            active.stop()


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples") / "newsroom"
    make(folder, days=2, articles=12, visits_per_day=600)
    return folder


def view(number: int, minute: int, page: str = "a") -> str:
    at = NOON + timedelta(minutes=minute)
    reader = f"reader-{number}"
    record = {"event_id": f"{number}", "received_at": at.isoformat(), "url": f"https://courier.example/{page}"}
    return json.dumps(record | {"visitor_id": reader, "country": "PT"}) + "\n"


def played(folder, monkeypatch, samples, config, salts=None) -> Lake:
    """Ingest in three runs: a day, what came late with the next one, and after an erasure, a last export."""
    made = Lake(folder, monkeypatch, config + CONFIG)
    (folder / "exports").mkdir()
    shutil.copytree(samples, folder / "samples")
    if salts:
        shutil.copytree(salts, made.settings.salt_path)
    found = [
        articles.validate(articles.parse(made.settings, batch, "run"), "run")
        for source in made.settings.article_source
        for batch in find_batches(made.settings, source)
    ]
    articles.publish(made.settings, found, [], "run", AS_OF)
    logs = sorted((samples / "logs").iterdir())
    for log in logs[:1]:
        shutil.copy(log, made.logs)
    (folder / "exports/a.ndjson").write_text("".join(view(number, number) for number in range(30)))
    made.ingest(AS_OF)
    for log in logs[1:]:
        shutil.copy(log, made.logs)
    # The same id again, the day before and by another reader: neither counts, whichever was read first.
    (folder / "exports/b.ndjson").write_text(view(3, 3) + view(4, -600) + view(50, 1) + view(50, 1, "b"))
    made.ingest(AS_OF)
    lake.commit(lake_location(made.settings), _forget_reader, run_id="gone", message="erase")
    (folder / "exports/c.ndjson").write_text(view(60, 5))
    made.ingest(AS_OF)
    rankings.rank_hours(made.settings, rankings.hours_due(made.settings), "rank")
    return made


def _forget_reader(transaction) -> None:
    """Delete rows out of files, as an erasure does."""
    transaction.connection.execute("DELETE FROM lake.page_view_event WHERE event_id % 7 = 0")


def comparable(made: Lake) -> dict[str, list[tuple]]:
    tables = newsroom.tables_of(lake_location(made.settings))
    del tables["source_file"]  # has the time of reading; its outcomes are compared
    return tables | {"outcomes": sorted(made.outcomes().items())}


def test_tables_and_rankings_are_duckdbs(tmp_path, monkeypatch, samples, master):
    duck = played(tmp_path / "duck", monkeypatch, samples, "")
    expected = comparable(duck)
    spark = played(
        tmp_path / "spark",
        monkeypatch,
        samples,
        SPARK.format(master=master, conf=inline(FEW_ROWS)),
        duck.settings.salt_path,
    )
    found = comparable(spark)
    assert {name for name in expected if found[name] != expected[name]} == set()
    assert {"duplicate", "id_conflict", "double_click", "bot_behaviour", "view"} <= dict(found["outcomes"]).keys()
    assert len(found["article_ranking"]) > 100
    assert list((tmp_path / "spark/home/lake/data").glob("staged/*")) == []


@pytest.mark.parametrize("changes", [False, True], ids=["holds", "again"])
def test_a_backfill_rolls_up_before_the_lock(tmp_path, monkeypatch, samples, master, postgres, changes):  # noqa: F811
    catalog = f'catalog = "{postgres.url(f"spark_{changes}".lower())}"\ndata_path = "{tmp_path}/data"\n'
    spark = SPARK.format(master=master, conf=inline(FEW_ROWS)).replace("[lake]\n", f"[lake]\n{catalog}")
    made = Lake(tmp_path, monkeypatch, spark + CONFIG)
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports/a.ndjson").write_text(view(1, 1))
    shutil.copy(min((samples / "logs").iterdir()), made.logs)
    made.ingest(AS_OF)
    before = made.roll_ups(), made.outcomes()
    commit, places = lake.commit, []

    def after(location, work, **more):
        if changes:  # something that a roll-up reads, though this one's outcome is the same
            commit(location, _close_later, run_id="other", message="close_hours")
        places.extend((tmp_path / "data/staged").glob("*"))
        return commit(location, work, **more)

    monkeypatch.setattr(lake, "commit", after)
    assert len(made.ingest(AS_OF, redo=[NOON, NOON + timedelta(hours=2)])["touched_hours"]) == 2
    assert len(places) == 1
    assert list((tmp_path / "data/staged").glob("*")) == []
    assert (made.roll_ups(), made.outcomes()) == before


def _close_later(transaction) -> None:
    transaction.connection.execute("UPDATE lake.hour_status SET closes_at = closes_at + INTERVAL 1 HOUR")


def test_files_that_only_ducklake_reads_right_are_told_from_plain_ones(tmp_path, monkeypatch, samples):
    made = Lake(tmp_path, monkeypatch)
    for log in (samples / "logs").iterdir():
        shutil.copy(log, made.logs)
    made.ingest(AS_OF)

    def look(transaction):
        connection, day = transaction.connection, "event_at < TIMESTAMPTZ '2025-05-11 00:00:00+00'"
        whole = find_files(connection, "page_view_event", day)
        assert (len(whole.plain), len(whole.others)) == (24, 0)  # one an hour
        connection.execute(
            "DELETE FROM lake.page_view_event WHERE source_position IN "
            "(SELECT min(source_position) FROM lake.page_view_event GROUP BY date_trunc('hour', event_at))"
        )
        assert find_files(connection, "page_view_event", day).others == whole.plain
        connection.execute(f"DELETE FROM lake.page_view_event WHERE {day}")
        assert find_files(connection, "page_view_event", day).others == []
        connection.execute("ALTER TABLE lake.page_view_event RENAME COLUMN country TO land")
        connection.execute("ALTER TABLE lake.page_view_event ADD COLUMN country VARCHAR")

    location = lake_location(made.settings)
    lake.commit(location, look, run_id="r", message="look")
    with lake.connect(location) as connection:
        assert find_files(connection, "page_view_event", "TRUE").plain == []


def test_a_master_that_gives_no_session_is_named(tmp_path):
    require_spark()
    location = lake.LakeLocation(tmp_path / "c", tmp_path)
    with pytest.raises(lake.LakeError, match=r"Spark at local\[0\]: no session: .*\nSee that \[lake.spark\] master"):
        open_spark(location, "local[0]", {})  # after a minute, another master that is not there says the same
