"""Catalogs that older DuckLakes wrote: refused, upgraded by `make upgrade-lake`, restored from old backups."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

import lake
from lake import LakeLocation
from lake.backup import back_up
from lake.backup_place import CATALOG, BackupPlace
from lake.catalog_copy import attached
from lake.location import ObjectStore
from lake.restore import restore
from lake.upgrade import main, upgrade
from tests.integration.services import postgres  # noqa: F401 - a fixture

FORMATS = Path(__file__).parents[1] / "golden" / "ducklake_formats"
AT = datetime(2025, 5, 6, tzinfo=UTC)
TODAY = "1.0"


def build(folder: Path, version: str) -> LakeLocation:
    """Make the lake of tests/golden/ducklake_formats/<version> in `folder`."""
    shutil.copytree(FORMATS / version / "data", folder / "data")
    dump = (FORMATS / version / "catalog.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as catalog:
        catalog.executescript(dump.replace("DATA_PATH", str(folder / "data")))
    return LakeLocation(folder / "catalog.sqlite", folder / "data")


def to_postgres(old: LakeLocation, url: str) -> LakeLocation:
    """Put the catalog of `old` into a database, as the older version would have made it there."""
    new = LakeLocation.of(url, str(old.data))
    with attached(source=old, target=new) as session:
        tables = session.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'source'").fetchall()
        for (name,) in tables:
            session.execute(f"CREATE TABLE target.{name} AS FROM source.{name}")
    return new


def format_of(catalog: Path) -> str:
    with closing(sqlite3.connect(catalog)) as opened:
        (version,) = opened.execute("SELECT value FROM ducklake_metadata WHERE key = 'version'").fetchone()
    return version


def require_content(location: LakeLocation) -> None:
    """What made_by.sql wrote is there: rows, older snapshots, views, and what commits noted."""
    with lake.connect(location) as connection:
        assert connection.execute("SELECT page_id FROM page").fetchall() == [("ferryberth22",)]
        assert connection.execute("SELECT count(*) FROM page AT (VERSION => 1)").fetchall() == [(2,)]
        assert connection.execute("FROM busiest").fetchall() == [("ferryberth22", 7)]
        assert [notes["run_id"] for _, notes in lake.snapshot_notes(connection)][:1] == ["run_1"]


@pytest.mark.parametrize("version", sorted(path.name for path in FORMATS.iterdir() if path.is_dir()))
def test_an_older_catalog_is_refused_then_upgraded_and_the_work_goes_on(version, tmp_path, monkeypatch, capsys):
    location = build(tmp_path, version)
    monkeypatch.setenv("NEWSLAKE_CATALOG", str(location.catalog))
    monkeypatch.setenv("NEWSLAKE_DATA_PATH", str(location.data))
    for read_only in (True, False):
        with pytest.raises(lake.LakeError, match=f"its format is {version}, .* is {TODAY}\n.*make upgrade-lake"):
            lake.connect(location, read_only=read_only)
    assert format_of(location.catalog) == version
    assert main() == 0
    copy = tmp_path / f"catalog-format-{version}.sqlite"
    assert f"was {version} and is {TODAY}; the catalog as it was: {copy}" in capsys.readouterr().out
    assert format_of(copy) == version
    require_content(location)
    with lake.transaction(location, run_id="run_2", message="test") as transaction:
        transaction.append_new(
            "page", "(SELECT 'ferryberth22' AS page_id, 'https://courier.example/ferry' AS page_url)"
        )
    require_content(location)
    assert main() == 0
    assert f"is {TODAY} already" in capsys.readouterr().out
    assert sorted(tmp_path.glob("catalog-format-*")) == [copy]


def test_a_catalog_in_postgresql_is_upgraded(tmp_path, postgres):  # noqa: F811
    location = to_postgres(build(tmp_path, "0.3"), postgres.url("upgraded"))
    with pytest.raises(lake.LakeError, match=r"its format is 0\.3"):
        lake.connect(location)
    assert upgrade(location) == ("0.3", TODAY, None)
    require_content(location)


def test_no_copy_of_an_older_catalog_is_lost_and_no_lake_is_made(tmp_path, capsys, monkeypatch):
    location = build(tmp_path, "0.4")
    copy = tmp_path / "catalog-format-0.4.sqlite"
    copy.write_bytes(b"of the last time")
    with pytest.raises(lake.LakeError, match="there is such a copy already"):
        upgrade(location)
    assert copy.read_bytes() == b"of the last time"
    assert format_of(location.catalog) == "0.4"
    monkeypatch.setenv("NEWSLAKE_CATALOG", str(tmp_path / "none.sqlite"))
    monkeypatch.setenv("NEWSLAKE_DATA_PATH", str(tmp_path / "data"))
    assert main() == 1
    assert "there is no lake to upgrade" in capsys.readouterr().err


def test_an_upgrade_that_fails_leaves_the_copy_and_is_told(tmp_path):
    location = build(tmp_path, "0.3")
    with closing(sqlite3.connect(location.catalog)) as catalog:
        catalog.execute("DROP TABLE ducklake_column")
        catalog.commit()
    with pytest.raises(lake.LakeError, match="can't be opened as a DuckLake catalog"):
        upgrade(location)
    assert format_of(tmp_path / "catalog-format-0.3.sqlite") == "0.3"
    assert format_of(location.catalog) == "0.3"


def test_a_newer_catalog_is_left_to_a_newer_ducklake(tmp_path):
    location = LakeLocation(tmp_path / "catalog.sqlite", tmp_path / "data")
    lake.connect(location, read_only=False).close()
    with closing(sqlite3.connect(location.catalog)) as catalog:
        catalog.execute("UPDATE ducklake_metadata SET value = '1.1' WHERE key = 'version'")
        catalog.commit()
    for opening in (lake.connect, upgrade):
        with pytest.raises(lake.LakeError, match=r"its format is 1\.1, .*\nUpdate DuckDB and its extensions"):
            opening(location)


def test_a_backup_of_an_older_ducklake_is_restored_by_the_newer(tmp_path):
    for name in ("one", "old"):
        (tmp_path / name).mkdir()
    location, old = build(tmp_path / "one", "0.3"), build(tmp_path / "old", "0.3")
    place = BackupPlace(str(tmp_path / "backups"), ObjectStore())
    backup = back_up(location, place, AT, 7)
    assert format_of(location.catalog) == "0.3", "a backup before the upgrade needs no upgrade"
    assert format_of(Path(place.path) / "backups" / backup.name / CATALOG) == TODAY
    # The catalog that the older version backed up; files are the same.
    shutil.copy(old.catalog, Path(place.path) / "backups" / backup.name / CATALOG)
    target = LakeLocation(tmp_path / "two" / "catalog.sqlite", tmp_path / "two" / "data")
    restore(place, backup, target)
    require_content(target)
    assert format_of(Path(place.path) / "backups" / backup.name / CATALOG) == "0.3"


def test_what_the_installed_ducklake_writes_is_the_format_that_the_docs_name(tmp_path):
    location = LakeLocation(tmp_path / "catalog.sqlite", tmp_path / "data")
    lake.connect(location, read_only=False).close()
    assert format_of(location.catalog) == TODAY
    assert duckdb.__version__.startswith("1.5.")
