"""`make backup` and `make restore` on both kinds of lake: nothing lost, nothing doubled, damage named."""

import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import lake
import settings
from dags.steps.place import lake_location
from lake.backup import back_up
from lake.backup_outside import require_same_salts, restore_archives, save_archives, save_salts
from lake.backup_place import BackupPlace, name_at
from lake.location import ObjectStore
from lake.restore import choose, restore
from tests.integration import newsroom
from tests.integration.services import BUCKET, postgres, s3  # noqa: F401 - fixtures
from tests.integration.small_lake import Lake, line

AS_OF = datetime(2025, 5, 6, 6, tzinfo=UTC)
AT = datetime(2025, 5, 6, 7, tzinfo=UTC)
DAYS = 7
WRITER = """
INSERT INTO lake.page SELECT lpad(({0} * 100 + i)::VARCHAR, 12, 'p'), 'https://courier.example/x' FROM range(100) r (i)
"""


@pytest.fixture(params=["embedded", "served"])
def kind(request, tmp_path):
    """(settings of a lake, path of its backups, its store) of each kind."""
    if request.param == "embedded":
        return lambda _: "", str(tmp_path / "backups"), ObjectStore()
    postgres, s3 = request.getfixturevalue("postgres"), request.getfixturevalue("s3")  # noqa: F811
    unique = f"b{abs(hash(tmp_path)) % 10**8}"

    def section(name: str) -> str:
        url = postgres.url(f"{unique}_{name}")
        return f'[lake]\ncatalog = "{url}"\ndata_path = "s3://{BUCKET}/{unique}/{name}"\n{s3.settings}'

    return section, f"s3://{BUCKET}/{unique}/backups", ObjectStore(f"127.0.0.1:{s3.port}", "us-east-1", False, "path")


def filled(folder: Path, monkeypatch, section: str = "") -> Lake:
    made = Lake(folder, monkeypatch, section)
    (made.logs / "0.log").write_text("".join(line(second, f"/{second % 7}", second % 5) for second in range(0, 900, 9)))
    made.ingest(AS_OF)
    return made


def command(which: str, path: str, **more) -> subprocess.CompletedProcess:
    call = [sys.executable, "-m", "dags.backup_lake", which, path]
    return subprocess.run(
        call, cwd=newsroom.ROOT, env={**os.environ, **more}, capture_output=True, text=True, check=False
    )


def test_a_restored_lake_is_the_same_and_the_next_run_doubles_nothing(tmp_path, monkeypatch, kind):
    section, path, _ = kind
    made = filled(tmp_path / "one", monkeypatch, section("one"))
    archive = made.settings.warc_path / "post" / "a.warc.gz"
    archive.parent.mkdir(parents=True)
    archive.write_bytes(b"raw input")
    done = command("backup", path)
    assert done.returncode == 0, done.stderr
    again = command("backup", path)
    assert "0 of them copied now" in again.stderr
    tables = newsroom.tables_of(lake_location(made.settings))
    salts = {file.name: file.read_bytes() for file in made.settings.salt_path.iterdir()}
    refused = command("restore", path)
    assert refused.returncode == 1
    assert "there is a lake already" in refused.stderr
    secrets = [os.environ.get(name) for name in ("PGPASSWORD", "AWS_SECRET_ACCESS_KEY")]
    assert not any(secret and secret in text for secret in secrets for text in (done.stdout, done.stderr))

    other = Lake(tmp_path / "two", monkeypatch, section("two"))
    restored = command("restore", path)
    assert restored.returncode == 0, restored.stderr
    assert "list-runs erase_article" in restored.stdout
    assert newsroom.tables_of(lake_location(other.settings)) == tables
    assert {file.name: file.read_bytes() for file in other.settings.salt_path.iterdir()} == salts
    assert (other.settings.warc_path / "post" / "a.warc.gz").read_bytes() == b"raw input"
    # The same log under another name, and one that has grown: with the same salts nothing counts twice.
    views = sum(row[3] for row in other.roll_ups()[0])
    old = (made.logs / "0.log").read_text()
    (other.logs / "renamed.log").write_text(old)
    assert other.ingest(AS_OF)["files"] == 0
    (other.logs / "overlaps.log").write_text(old[old.index("\n") + 1 :] + line(1000, "/new"))
    assert other.ingest(AS_OF)["files"] == 1
    assert sum(row[3] for row in other.roll_ups()[0]) == views + 1


def test_what_is_backed_up_while_others_write_is_of_one_instant(tmp_path, monkeypatch, kind):
    section, path, store = kind
    made = Lake(tmp_path / "one", monkeypatch, section("one"))
    location, place = lake_location(made.settings), BackupPlace(path, store)
    lake.commit(location, lambda _: None, run_id="r", message="made")
    stop, commits = threading.Event(), []

    def both(transaction):
        transaction.connection.execute(WRITER.format(len(commits)))
        transaction.notes["number"] = len(commits)

    def write():
        while not stop.is_set():
            lake.commit(location, both, run_id="r", message="write")
            commits.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    backups = []
    try:
        while len(backups) < 2 or len(commits) < 2:
            backups.append(back_up(location, place, AT + timedelta(seconds=len(backups)), DAYS))
    finally:
        stop.set()
        writer.join()
    assert len({backup.snapshot for backup in backups}) == len(backups)
    for backup in backups:
        folder = tmp_path / f"r{backup.snapshot}"
        folder.mkdir()
        target = lake.LakeLocation(folder / "c.sqlite", folder / "data")
        restore(place, backup, target)
        with lake.connect(target) as connection:
            (rows,) = connection.execute("SELECT count(*) FROM page").fetchone()
            notes = [note["number"] for _, note in lake.snapshot_notes(connection) if "number" in note]
        assert rows == 100 * len(notes) == backup.tables["page"]


@pytest.fixture
def small(tmp_path, monkeypatch):
    made = filled(tmp_path / "one", monkeypatch)
    return made, lake_location(made.settings), BackupPlace(str(tmp_path / "backups"), ObjectStore())


def target_of(tmp_path):
    return lake.LakeLocation(tmp_path / "two" / "c.sqlite", tmp_path / "two" / "data")


def some_file(folder: Path) -> Path:
    return min(folder.rglob("page_view_event/**/*.parquet"))


def test_a_file_that_is_missing_or_damaged_is_named(small, tmp_path):
    _, location, place = small
    backup = back_up(location, place, AT, DAYS)
    file = some_file(Path(place.path) / "data")
    content = file.read_bytes()
    file.write_bytes(content[:-20] + b"x" * 20)
    with pytest.raises(lake.LakeError, match=f"{file.name}: this file is damaged: its SHA-256"):
        restore(place, backup, target_of(tmp_path))
    file.unlink()
    with pytest.raises(lake.LakeError, match=f"{file.name}: this file is missing"):
        restore(place, backup, target_of(tmp_path))
    file.write_bytes(content)
    assert restore(place, backup, target_of(tmp_path))

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


def test_what_was_killed_is_no_backup_and_is_made_again(small, tmp_path, monkeypatch):
    _, location, place = small
    with monkeypatch.context() as patch:
        patch.setattr(BackupPlace, "add", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            back_up(location, place, AT, DAYS)
    with pytest.raises(lake.LakeError, match="there is no whole backup"):
        choose(place)
    half = some_file(Path(place.path) / "data")
    half.write_bytes(b"x" * half.stat().st_size)  # of the same size, and of unknown content
    assert restore(place, back_up(location, place, AT, DAYS), target_of(tmp_path))


def test_old_backups_go_and_those_from_before_an_erasure(small):
    made, location, place = small
    first = back_up(location, place, AT, DAYS)
    (made.logs / "1.log").write_text(line(4000, "/b"))
    made.ingest(AS_OF)
    back_up(location, place, AT + timedelta(days=6), DAYS)
    back_up(location, place, AT + timedelta(days=8), DAYS)
    assert [backup.made_at for backup in place.backups()] == [AT + timedelta(days=6), AT + timedelta(days=8)]
    named = {path for backup in place.backups() for path in backup.digests}
    files = {str(file.relative_to(f"{place.path}/data")) for file in Path(place.path, "data").rglob("*.parquet")}
    assert files == named
    assert set(first.digests) <= named

    tombstone = "INSERT INTO lake.erased_article VALUES ('72fwf4pdacev', now(), 'asked')"
    lake.commit(location, lambda t: t.connection.execute(tombstone) and None, run_id="r", message="other")
    back_up(location, place, AT + timedelta(days=9), DAYS)
    assert len(place.backups()) == 1
    gone = "DELETE FROM lake.page"
    lake.commit(location, lambda t: t.connection.execute(gone) and None, run_id="r", message="erase_visitor")
    back_up(location, place, datetime.now(UTC) + timedelta(days=1), 10_000)
    assert len(place.backups()) == 1


def test_backups_have_a_place_of_their_own(small, tmp_path, monkeypatch):
    _, location, place = small
    back_up(location, place, AT, DAYS)
    with pytest.raises(lake.LakeError, match="can't lie in the lake's own data path"):
        back_up(location, BackupPlace(f"{location.data}/backups", ObjectStore()), AT, DAYS)
    another = filled(tmp_path / "another", monkeypatch)
    with pytest.raises(lake.LakeError, match="has backups of another lake"):
        back_up(lake_location(another.settings), place, AT, DAYS)
    assert settings.load().home == another.settings.home
    assert name_at(AT) == choose(place, AT).name


def test_salts_are_destroyed_in_the_backup_too(small):
    made, _, place = small
    folder = made.settings.salt_path
    require_same_salts(place, folder)
    save_salts(place, folder)
    kept = Path(place.path) / "salts"
    (day,) = [file.name for file in folder.iterdir()]
    assert (kept / day).stat().st_mode & 0o077 == 0
    salt = (folder / day).read_bytes()
    (folder / day).write_bytes(b"another")
    with pytest.raises(lake.LakeError, match="is another salt than"):
        require_same_salts(place, folder)
    assert (kept / day).read_bytes() == salt
    (folder / day).unlink()
    save_salts(place, folder)
    assert list(kept.iterdir()) == []


def test_archives_that_were_erased_from_are_copied_again_and_lost_ones_stay(small, tmp_path):
    _, _, place = small
    folder, at = tmp_path / "warc", AT
    folder.mkdir()
    (folder / "a.warc.gz").write_bytes(b"secret")
    assert save_archives(place, folder, at, DAYS) == 1
    assert save_archives(place, folder, at, DAYS) == 0
    os.utime(folder / "a.warc.gz", (1, 1))
    (folder / "a.warc.gz").write_bytes(b"xxxxxx")  # an erasure leaves every byte's place as it was
    assert save_archives(place, folder, at, DAYS) == 1
    assert (Path(place.path) / "warc/a.warc.gz").read_bytes() == b"xxxxxx"
    (folder / "a.warc.gz").unlink()
    save_archives(place, folder, at, DAYS)
    assert restore_archives(place, tmp_path / "new") == 1
    save_archives(place, folder, at + timedelta(days=8), DAYS)
    assert list((Path(place.path) / "warc").iterdir()) == []
    assert json.loads((Path(place.path) / "outside.json").read_text()) == {}
