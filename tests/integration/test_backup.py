"""`make backup` and `make restore`: nothing lost, nothing doubled, damage named, what was erased is gone.

The whole of it once, with both on servers; the rest on small lakes of two tables in folders.
"""

import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import lake
from dags import backup_lake
from dags.steps.place import lake_location
from lake.backup import back_up
from lake.backup_outside import require_same_salts, restore_archives, restore_salts, save_archives, save_salts
from lake.backup_place import BackupPlace, name_at
from lake.location import ObjectStore
from lake.migrate import compare
from lake.restore import choose, restore
from schemas import CONTRACTS
from tests.integration import newsroom
from tests.integration.services import BUCKET, postgres, s3  # noqa: F401 - fixtures
from tests.integration.small_lake import Lake, line

AS_OF = datetime(2025, 5, 6, 6, tzinfo=UTC)
AT = datetime(2025, 5, 6, 7, tzinfo=UTC)
DAYS = 7
TABLES = """
CREATE TABLE page (page_id VARCHAR, page_url VARCHAR);
CREATE TABLE erased_article (article_id VARCHAR, erased_at TIMESTAMPTZ, reason VARCHAR);
INSERT INTO page SELECT i::VARCHAR, 'https://courier.example/' || i FROM range(100) AS r (i);
INSERT INTO page VALUES ('100', 'https://courier.example/last')"""


def write(location, statements: str, message: str = "write (r)") -> None:
    """Write to a lake without the tables of the contracts, which would take most of the time."""
    with lake.connect(location, read_only=False) as connection:
        connection.execute(f"BEGIN; {statements}; CALL lake.set_commit_message('test', '{message}'); COMMIT")


@pytest.fixture
def small(tmp_path):
    """(a lake of two tables, a place for its backups)."""
    location = lake.LakeLocation(tmp_path / "one" / "c.sqlite", tmp_path / "one" / "data")
    write(location, TABLES)
    return location, BackupPlace(str(tmp_path / "backups"), ObjectStore())


@pytest.fixture
def target(tmp_path):
    return lake.LakeLocation(tmp_path / "two" / "c.sqlite", tmp_path / "two" / "data")


def some_file(folder: Path) -> Path:
    return min(folder.rglob("page/*.parquet"))


@pytest.mark.slow
def test_a_restored_lake_is_the_same_and_the_next_run_doubles_nothing(tmp_path, monkeypatch, postgres, s3, capsys):  # noqa: F811
    def place(name: str) -> str:
        return f'[lake]\ncatalog = "{postgres.url(name)}"\ndata_path = "s3://{BUCKET}/{name}"\n{s3.settings}'

    backups = f"s3://{BUCKET}/restored_backups"
    made = Lake(tmp_path / "one", monkeypatch, place("restored_one"))
    old = "".join(line(second, f"/{second % 7}", second % 5) for second in range(0, 900, 9))
    (made.logs / "0.log").write_text(old)
    made.ingest(AS_OF)
    archive = made.settings.warc_path / "post" / "a.warc.gz"
    archive.parent.mkdir(parents=True)
    archive.write_bytes(b"raw input")
    tables = newsroom.tables_of(lake_location(made.settings))
    salts = {file.name: file.read_bytes() for file in made.settings.salt_path.iterdir()}
    call = [sys.executable, "-m", "dags.backup_lake", "backup", backups]
    done = subprocess.run(call, cwd=newsroom.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    secrets = [os.environ[name] for name in ("PGPASSWORD", "AWS_SECRET_ACCESS_KEY")]
    assert not any(secret in done.stdout + done.stderr for secret in secrets)

    other = Lake(tmp_path / "two", monkeypatch, place("restored_two"))
    assert backup_lake.main("restore", backups) == 0
    assert "list-runs erase_article" in capsys.readouterr().out
    assert newsroom.tables_of(lake_location(other.settings)) == tables
    assert {file.name: file.read_bytes() for file in other.settings.salt_path.iterdir()} == salts
    assert (other.settings.warc_path / "post" / "a.warc.gz").read_bytes() == b"raw input"
    # A log that has grown, under another name: with the same salts nothing counts twice.
    views = sum(row[3] for row in other.roll_ups()[0])
    (other.logs / "overlaps.log").write_text(old[old.index("\n") + 1 :] + line(1000, "/new"))
    assert other.ingest(AS_OF)["files"] == 1
    assert sum(row[3] for row in other.roll_ups()[0]) == views + 1


def test_what_is_backed_up_while_others_write_is_of_one_instant(tmp_path, monkeypatch, postgres, s3, target):  # noqa: F811
    monkeypatch.setattr("lake.ddl.CONTRACTS", {"page": CONTRACTS["page"]})
    monkeypatch.setattr("lake.ddl.create_catalog_entries", lambda _: None)
    store = ObjectStore(f"127.0.0.1:{s3.port}", "us-east-1", False, "path")
    location = lake.LakeLocation.of(postgres.url("one_instant"), f"s3://{BUCKET}/one_instant", store)
    place = BackupPlace(str(tmp_path / "backups"), store)
    lake.commit(location, lambda _: None, run_id="r", message="made")
    stop, commits = threading.Event(), []

    def both(transaction):
        row = f"(SELECT '{len(commits)}' AS page_id, '' AS page_url FROM range(100))"
        transaction.append("page", row)
        transaction.notes["number"] = len(commits)

    def keep_writing():
        while not stop.is_set():
            lake.commit(location, both, run_id="r", message="write")
            commits.append(1)

    writer = threading.Thread(target=keep_writing)
    writer.start()
    backups = []
    try:
        while len(backups) < 2 or len(commits) < 2:
            backups.append(back_up(location, place, AT + timedelta(seconds=len(backups)), DAYS))
    finally:
        stop.set()
        writer.join()
    assert len({backup.snapshot for backup in backups}) == len(backups)
    restore(place, backups[-1], target)
    with lake.connect(target) as connection:
        (rows,) = connection.execute("SELECT count(*) FROM page").fetchone()
        notes = [note["number"] for _, note in lake.snapshot_notes(connection) if "number" in note]
    assert rows == 100 * len(notes) == backups[-1].tables["page"]


def test_a_folder_is_backed_up_by_what_is_new_and_restored_whole(small, target):
    location, place = small
    first = back_up(location, place, AT, DAYS)
    files = {file: file.stat().st_ino for file in Path(place.path).rglob("*.parquet")}
    write(location, "DELETE FROM page WHERE page_id = '7'")
    second = back_up(location, place, AT + timedelta(hours=1), DAYS)
    assert len(second.digests) == len(first.digests) + 1
    assert {file: file.stat().st_ino for file in files} == files
    assert second.tables["page"] == 100
    restore(place, choose(place, AT), target)
    restore(place, second, lake.LakeLocation(target.catalog.with_name("d.sqlite"), target.data.with_name("other")))
    with lake.connect(target) as connection:
        assert connection.execute("SELECT count(*), max(page_url) FROM page").fetchone()[0] == 101
    with pytest.raises(lake.LakeError, match="there is a lake already"):
        restore(place, second, target)


def test_a_file_that_is_missing_or_damaged_is_named(small, target, tmp_path):
    location, place = small
    backup = back_up(location, place, AT, DAYS)
    file = some_file(Path(place.path) / "data")
    content = file.read_bytes()
    file.write_bytes(content[:-20] + b"x" * 20)
    with pytest.raises(lake.LakeError, match=f"{file.name}: this file is damaged: its SHA-256"):
        restore(place, backup, target)
    file.unlink()
    with pytest.raises(lake.LakeError, match=f"{file.name}: this file is missing"):
        restore(place, backup, target)
    file.write_bytes(content)
    assert restore(place, backup, target)
    assert compare(location, target)

    live = some_file(Path(location.data))
    live.write_bytes(content[:-1])
    assert back_up(location, place, AT + timedelta(minutes=1), DAYS)  # there is a good copy already
    other = BackupPlace(str(tmp_path / "others"), ObjectStore())
    with pytest.raises(lake.LakeError, match=f"{live.name}: this file is damaged: {len(content) - 1} bytes"):
        back_up(location, other, AT, DAYS)
    live.unlink()
    with pytest.raises(lake.LakeError, match=f"{live.name}: this file is missing. The catalog names it"):
        back_up(location, other, AT, DAYS)
    assert other.backups() == []


def test_what_was_killed_is_no_backup_and_is_made_again_and_leaves_nothing(small, target, monkeypatch):
    location, place = small
    with monkeypatch.context() as patch:
        patch.setattr(BackupPlace, "add", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            back_up(location, place, AT, DAYS)
    with pytest.raises(lake.LakeError, match="there is no whole backup"):
        choose(place)
    half = some_file(Path(place.path) / "data")
    half.write_bytes(b"x" * half.stat().st_size)  # of the same size, and of unknown content
    for name in ("data/main/gone/a.parquet", "backups/2025-05-05T00_00_00+00_00/catalog.sqlite", "salts/2025-05-05"):
        file = Path(place.path) / f"{name}.unfinished"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"of rows that may be erased by now")
    backup = back_up(location, place, AT, DAYS)
    assert restore(place, backup, target)
    assert list(Path(place.path).rglob("*.unfinished")) == []
    assert [folder.name for folder in Path(place.path, "backups").iterdir()] == [backup.name]
    assert not Path(place.path, "data/main/gone").exists()


def test_a_restore_that_was_killed_is_made_again_with_its_salts(small, tmp_path, monkeypatch, capsys):
    location, place = small
    monkeypatch.setenv("NEWSLAKE_HOME", str(tmp_path / "home"))
    backup = back_up(location, place, AT, DAYS)
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "2025-05-06").write_bytes(b"x" * 32)
    save_salts(place, tmp_path / "from")
    with monkeypatch.context() as patch:
        patch.setattr("lake.migrate.compare", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            backup_lake.main("restore", place.path)
    assert backup_lake.main("restore", place.path) == 0
    (found,) = (tmp_path / "home").rglob("2025-05-06")
    assert found.read_bytes() == b"x" * 32
    assert f"restored snapshot {backup.snapshot}" in capsys.readouterr().out
    found.unlink()
    assert backup_lake.main("restore", place.path) == 1
    assert "there is a lake already" in capsys.readouterr().err
    assert not found.exists(), "a salt that was destroyed since does not come back beside a lake"


def test_what_was_said_wrong_is_told(tmp_path, monkeypatch, capsys):
    place = BackupPlace(str(tmp_path / "backups"), ObjectStore())
    monkeypatch.setenv("NEWSLAKE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    for command, path, variables, message in (
        ("backup", "", {}, "TO= is missing"),
        ("backup", place.path, {"KEEP": "week"}, "KEEP=week: write for how many days"),
        ("backup", "s3://bucket/backups", {}, "AWS_ACCESS_KEY_ID"),
        ("restore", place.path, {"AT": "yesterday"}, "AT=yesterday: write an instant"),
    ):
        with monkeypatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            assert backup_lake.main(command, path) == 2
        assert message in capsys.readouterr().err
    assert backup_lake.main("restore", str(tmp_path / "nothing")) == 1
    assert "there is no whole backup here" in capsys.readouterr().err


def test_old_backups_go_and_those_from_before_an_erasure(small, caplog):
    location, place = small
    first = back_up(location, place, AT, DAYS)
    write(location, "INSERT INTO page VALUES ('x', 'y')")
    back_up(location, place, AT + timedelta(days=6), DAYS)
    back_up(location, place, AT + timedelta(days=8), DAYS)
    assert [backup.made_at for backup in place.backups()] == [AT + timedelta(days=6), AT + timedelta(days=8)]
    named = {path for backup in place.backups() for path in backup.digests}
    files = {str(file.relative_to(f"{place.path}/data")) for file in Path(place.path, "data").rglob("*.parquet")}
    assert files == named
    assert set(first.digests) <= named
    # Snapshots are of today: what happened between those backups and the oldest of them is not known any more.
    assert "nobody knows whether a visitor was erased" in caplog.text

    write(location, "INSERT INTO erased_article VALUES ('72fwf4pdacev', now(), 'asked')")
    back_up(location, place, AT + timedelta(days=9), DAYS)
    assert len(place.backups()) == 1
    write(location, "DELETE FROM page", "erase_visitor (r)")
    caplog.clear()
    back_up(location, place, datetime.now(UTC) + timedelta(days=1), 10_000)
    assert len(place.backups()) == 1
    assert "nobody knows" not in caplog.text


def test_backups_have_a_place_of_their_own(small, target):
    location, place = small
    back_up(location, place, AT, DAYS)
    assert name_at(AT) == choose(place, AT).name
    with pytest.raises(lake.LakeError, match="can't lie in the lake's own data path"):
        back_up(location, BackupPlace(f"{location.data}/backups", ObjectStore()), AT, DAYS)
    write(target, TABLES)
    with pytest.raises(lake.LakeError, match="has backups of another lake"):
        back_up(target, place, AT, DAYS)


def test_salts_are_destroyed_in_the_backup_too(tmp_path):
    place, folder = BackupPlace(str(tmp_path / "backups"), ObjectStore()), tmp_path / "salts"
    folder.mkdir()
    salt = folder / "2025-05-06"
    salt.write_bytes(b"s" * 32)
    require_same_salts(place, folder)
    save_salts(place, folder)
    (kept,) = (Path(place.path) / "salts").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert restore_salts(place, tmp_path / "new") == 1
    (restored,) = (tmp_path / "new").iterdir()
    assert (restored.read_bytes(), restored.stat().st_mode & 0o077) == (b"s" * 32, 0)
    salt.write_bytes(b"another")
    with pytest.raises(lake.LakeError, match="is another salt than"):
        require_same_salts(place, folder)
    assert kept.read_bytes() == b"s" * 32
    salt.unlink()
    save_salts(place, folder)
    assert not kept.exists()


def test_archives_that_were_erased_from_are_copied_again_and_lost_ones_stay(tmp_path):
    place, folder = BackupPlace(str(tmp_path / "backups"), ObjectStore()), tmp_path / "warc"
    folder.mkdir()
    (folder / "a.warc.gz").write_bytes(b"secret")
    assert save_archives(place, folder, AT, DAYS) == 1
    assert save_archives(place, folder, AT, DAYS) == 0
    os.utime(folder / "a.warc.gz", (1, 1))
    (folder / "a.warc.gz").write_bytes(b"xxxxxx")  # an erasure leaves every byte's place as it was
    assert save_archives(place, folder, AT, DAYS) == 1
    assert (Path(place.path) / "warc/a.warc.gz").read_bytes() == b"xxxxxx"
    (folder / "a.warc.gz").unlink()
    save_archives(place, folder, AT, DAYS)
    assert restore_archives(place, tmp_path / "new") == 1
    save_archives(place, folder, AT + timedelta(days=8), DAYS)
    assert list((Path(place.path) / "warc").iterdir()) == []
    assert json.loads((Path(place.path) / "outside.json").read_text()) == {}
