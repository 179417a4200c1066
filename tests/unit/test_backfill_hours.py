from datetime import UTC, datetime, timedelta

import pendulum

from dags.steps.page_view_publish import hours_between


def test_hours_of_an_interval_in_airflows_own_type():
    start = pendulum.datetime(2026, 11, 23, 10)
    assert hours_between(start, start.add(hours=2)) == [datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in (10, 11)]
    assert all(type(hour) is datetime for hour in hours_between(start, start.add(hours=2)))


def test_an_empty_interval_has_none():
    start = datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert hours_between(start, start) == []
    assert hours_between(start, start + timedelta(hours=1)) == [start]
