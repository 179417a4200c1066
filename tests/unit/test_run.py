"""What `make run` says where its disk is full: that, and not Airflow's own error alone."""

from types import SimpleNamespace

import pytest

from dags import run


@pytest.fixture
def failing(tmp_path, monkeypatch):
    """A run whose first DAG fails as it does when Airflow's database can't be written; takes the free bytes."""
    monkeypatch.setenv("NEWSLAKE_HOME", str(tmp_path / "home"))
    for name in ("_make_samples", "_show_progress"):
        monkeypatch.setattr(run, name, lambda _: None)
    for name in ("prepare_metadata", "start_metrics"):
        monkeypatch.setattr(run, name, lambda: None)
    monkeypatch.setattr(run, "airflow_environment", lambda _: {})

    def full(*_):
        raise OSError("database or disk is full")

    monkeypatch.setattr(run, "run_dag", full)
    return lambda free: monkeypatch.setattr(run.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))


def test_a_full_disk_is_named_and_ends_the_run_with_status_1(failing, tmp_path, capsys):
    failing(4096)
    assert run.main() == 1
    said = capsys.readouterr().err
    assert f"the disk of {tmp_path / 'home'} is full: database or disk is full" in said
    assert "what was published is whole" in said


def test_an_error_that_is_no_full_disk_is_raised_as_it_is(failing):
    failing(50_000_000_000)
    with pytest.raises(OSError, match="database or disk is full"):
        run.main()
