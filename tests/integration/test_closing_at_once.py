"""Tasks of several runs that close hours at once, in workers of their own, share files under NEWSLAKE_HOME."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

from dags.steps.clock import closing_time, note_closing
from lake.salts import destroy_salts, salt_of_day, salted_days
from settings import load

NOON = datetime(2025, 5, 5, 12, tzinfo=UTC)


def test_all_of_them_note_the_time(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSLAKE_HOME", str(tmp_path))
    settings = load()
    times = [NOON + timedelta(seconds=number) for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda as_of: note_closing(settings, as_of), times))
    noted = datetime.fromisoformat(json.loads((tmp_path / "closing.json").read_text())["as_of"])
    assert noted in times
    assert closing_time(settings, NOON + timedelta(days=2)) == noted
    assert [file.name for file in tmp_path.iterdir()] == ["closing.json"]


def test_a_salt_that_another_one_destroys_meanwhile_is_gone(tmp_path, monkeypatch):
    days = [date(2025, 5, 4), date(2025, 5, 5)]
    for day in days:
        salt_of_day(tmp_path, day)
    fsync = os.fsync

    def another_was_faster(number):
        fsync(number)
        (tmp_path / "2025-05-04").unlink(missing_ok=True)

    monkeypatch.setattr(os, "fsync", another_was_faster)
    destroy_salts(tmp_path, days)
    assert salted_days(tmp_path) == []
