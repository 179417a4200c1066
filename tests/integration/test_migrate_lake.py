"""`make migrate-lake`: an embedded lake to PostgreSQL and S3 and back; nothing is lost, the work goes on there."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

import lake
import settings
from dags import migrate_lake
from dags.steps.duplicates import link_duplicates
from dags.steps.place import lake_location
from dags.steps.rankings import hours_due, rank_hours
from lake.files import file_sizes
from lake.migrate import MARK, compare, migrate
from lake.table_state import layout, table_states
from schemas import CONTRACTS
from tests.integration import newsroom
from tests.integration.services import BUCKET, postgres, s3  # noqa: F401 - fixtures
from tests.integration.small_lake import Lake, line
from tests.integration.test_late_rankings import CONFIG, add_articles

AS_OF = datetime(2025, 5, 6, 6, tzinfo=UTC)

ENTRIES = """
SELECT 'view', view_name, comment || sql FROM duckdb_views() WHERE database_name = 'lake'
UNION ALL SELECT 'macro', function_name, parameters::VARCHAR || macro_definition FROM duckdb_functions()
WHERE database_name = 'lake' ORDER BY ALL"""


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    """An embedded lake with articles, near-copies looked for, a ranked hour and one that is not ranked yet."""
    with pytest.MonkeyPatch.context() as patch:
        made = Lake(tmp_path_factory.mktemp("embedded") / "newsroom", patch, CONFIG)
        add_articles(made)
        (made.logs / "0.log").write_text(line(0, "/0") + line(60, "/1"))
        made.ingest(AS_OF)
        rank_hours(made.settings, hours_due(made.settings), "rank_0")
        assert link_duplicates(made.settings, "link", AS_OF)
        (made.logs / "1.log").write_text(line(3600, "/1"))
        made.ingest(AS_OF)
        made.home = made.settings.home  # settings look it up in the environment, which is another one afterwards
    return made


@pytest.fixture
def small(embedded, monkeypatch):
    """The same lake for every test: a move leaves it as it is."""
    monkeypatch.setenv("NEWSLAKE_HOME", str(embedded.home))
    use(embedded, embedded.logs.parent / "my.toml", monkeypatch)
    return embedded


@pytest.fixture
def served(postgres, s3, request):  # noqa: F811
    """The [lake] section of a place of this test's own on the servers; nothing is there yet."""
    name = request.node.name.removeprefix("test_")[:40]
    return f'[lake]\ncatalog = "{postgres.url(name)}"\ndata_path = "s3://{BUCKET}/{name}"\n{s3.settings}'


def settings_file(small, name: str, section: str):
    file = small.logs.parent / name
    file.write_text((small.logs.parent / "my.toml").read_text() + section)
    return file


def move(source, target, **more):
    command = [sys.executable, "-m", "dags.migrate_lake", str(target)]
    told = {**os.environ, "NEWSLAKE_CONFIG": str(source), **more}
    return subprocess.run(command, cwd=newsroom.ROOT, env=told, capture_output=True, text=True, check=False)


def use(small, file, monkeypatch):
    monkeypatch.setenv("NEWSLAKE_CONFIG", str(file))
    small.settings = settings.load()


def state(location):
    """What a catalog says beside the rows: columns and comments, partitioning and sort, views and macros."""
    with lake.connect(location) as connection:
        return (
            table_states(connection),
            {table: layout(connection, table) for table in CONTRACTS},
            connection.execute(ENTRIES).fetchall(),
        )


def test_there_and_back_and_the_work_goes_on(small, served, monkeypatch):
    source = small.logs.parent / "my.toml"
    production = settings_file(small, "production.toml", served)
    old = lake_location(small.settings)
    due = hours_due(small.settings)
    done = move(source, production)
    assert done.returncode == 0, done.stderr
    assert (
        f"{'page_view_event':<26} {small.rows('SELECT count(*) FROM page_view_event')[0][0]:>14,} rows" in done.stdout
    )
    assert os.environ["PGPASSWORD"] not in done.stdout + done.stderr

    use(small, production, monkeypatch)
    new = lake_location(small.settings)
    assert len(compare(old, new)) == len(CONTRACTS)
    assert newsroom.tables_of(new) == newsroom.tables_of(old)
    assert state(new) == state(old)
    assert any(entry[:2] == ("macro", "most_viewed") for entry in state(new)[2])
    # What commits noted is still known: hours that wait for their ranking, inputs, articles that were compared.
    assert due
    assert hours_due(small.settings) == due
    assert small.ingest(AS_OF)["files"] == 0
    assert link_duplicates(small.settings, "link_2", AS_OF) is None
    assert rank_hours(small.settings, due, "rank_1")["rows"] > 0
    assert hours_due(small.settings) == []

    folder = settings_file(small, "back.toml", '[lake]\ncatalog = "sqlite:///b/c.sqlite"\ndata_path = "b/data"\n')
    done = move(production, folder)
    assert done.returncode == 0, done.stderr
    use(small, folder, monkeypatch)
    assert newsroom.tables_of(lake_location(small.settings)) == newsroom.tables_of(new)
    assert hours_due(small.settings) == []


def test_a_place_that_is_not_empty_is_refused(small, served, monkeypatch):
    source, production = small.logs.parent / "my.toml", settings_file(small, "production.toml", served)
    assert move(source, production).returncode == 0
    again = move(source, production)
    assert again.returncode == 1
    assert "there is a lake already; a lake is moved to an empty place only" in again.stderr
    with pytest.raises(lake.LakeError, match="must both be others"):
        migrate(lake_location(small.settings), lake_location(small.settings))


def test_a_move_that_was_killed_is_made_again(small, served, s3, monkeypatch):  # noqa: F811
    source, production = small.logs.parent / "my.toml", settings_file(small, "production.toml", served)
    command = [sys.executable, "-m", "dags.migrate_lake", str(production)]
    killed = subprocess.Popen(command, cwd=newsroom.ROOT, env={**os.environ, "NEWSLAKE_CONFIG": str(source)})
    bucket = s3.folder / BUCKET
    while killed.poll() is None and not any(bucket.glob("a_move_that_was_killed*/**/*.parquet")):
        time.sleep(0.01)
    killed.kill()
    assert killed.wait() != 0
    assert move(source, production).returncode == 0
    use(small, production, monkeypatch)
    assert hours_due(small.settings)


def test_a_move_that_was_not_checked_is_made_again_until_somebody_writes_there(small, served, monkeypatch):
    old = lake_location(small.settings)
    use(small, settings_file(small, "production.toml", served), monkeypatch)
    new = lake_location(small.settings)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("lake.migrate.compare", killed)
        with pytest.raises(KeyboardInterrupt):
            migrate(old, new)
    with lake.connect(new) as connection:
        mark = f"SELECT count(*) FROM __ducklake_metadata_lake.ducklake_metadata WHERE key = '{MARK}'"
        assert connection.execute(mark).fetchone() == (1,)
    with monkeypatch.context() as patch:
        patch.setattr("lake.migrate.compare", killed)
        with pytest.raises(KeyboardInterrupt):
            migrate(old, new)
    lake.commit(new, lambda opened: opened.notes.update(x=1) or opened.connection.execute("DELETE FROM lake.page"),
                run_id="x", message="x")  # fmt: skip
    with pytest.raises(lake.LakeError, match="there is a lake already"):
        migrate(old, new)


def test_two_stores_have_one_pair_of_keys(small, monkeypatch, capsys):
    monkeypatch.setattr(migrate_lake, "migrate", lambda *_: (_ for _ in ()).throw(lake.LakeError("Forbidden")))
    files = [
        settings_file(
            small, f"{name}.toml", f'[lake]\ndata_path = "s3://{name}/lake"\n[lake.s3]\nendpoint = "{name}:9"\n'
        )
        for name in ("here", "there")
    ]
    use(small, files[0], monkeypatch)
    assert migrate_lake.main(str(files[1])) == 1
    assert "Forbidden\nBoth stores are asked with the same AWS_ keys" in capsys.readouterr().err
    assert migrate_lake.main(str(small.logs.parent / "my.toml")) == 1
    assert "same AWS_ keys" not in capsys.readouterr().err


def test_a_file_that_is_not_as_it_was_is_told(small, served, monkeypatch):
    old = lake_location(small.settings)
    use(small, settings_file(small, "production.toml", served), monkeypatch)
    new = lake_location(small.settings)
    migrate(old, new)
    with lake.connect(new, read_only=False) as connection:
        connection.execute("UPDATE lake.page_view_hourly SET views = views + 1 WHERE page_id IS NOT NULL")
    with pytest.raises(lake.LakeError, match="the snapshots differ"):
        compare(old, new)
    monkeypatch.setattr("lake.migrate.SNAPSHOTS", "SELECT 1")
    with pytest.raises(lake.LakeError, match=r"differs from .* in page_view_hourly$"):
        compare(old, new)
    assert file_sizes(new).keys() > file_sizes(old).keys()
