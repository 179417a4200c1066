"""Which days have an hour that is not closed: those that all hours give, though few of them are looked at."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest

from dags.steps.hours import unclosed_days
from transforms.page_view.site_days import days_of_hours

FIRST = datetime(2025, 3, 20, tzinfo=UTC)
HOURS = [FIRST + timedelta(hours=number) for number in range(24 * 14)]  # the change to summer time is among them


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "Asia/Kolkata", "America/St_Johns"])
@pytest.mark.parametrize("missing", [0, 1, 20, 300])
def test_they_are_those_that_all_hours_give(zone, missing):
    chance = random.Random(f"{zone} {missing}")
    known = sorted(chance.sample(HOURS, len(HOURS) - missing))
    status = dict.fromkeys(known, True) | dict.fromkeys(chance.sample(known, 2), False)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; CREATE SCHEMA lake")
        connection.execute("CREATE TABLE lake.hour_status (hour_at TIMESTAMPTZ, is_final BOOLEAN)")
        connection.executemany("INSERT INTO lake.hour_status VALUES (?, ?)", [list(row) for row in status.items()])
        found = unclosed_days(connection, ZoneInfo(zone))
    days = days_of_hours(status, ZoneInfo(zone))
    assert found == [day for day in days if not all(status.get(hour, False) for hour in day.hours)]
    assert 0 < len(found) < len(days) or missing == 300
