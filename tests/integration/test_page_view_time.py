"""When a view was, and which hour and site day it belongs to. The numbers are worked out by hand."""

import json
from datetime import UTC, datetime, timedelta

from dags.steps.closing import close_hours
from tests.integration.small_lake import AGENT, AS_OF, Lake

NOVEMBER = datetime(2025, 11, 1, tzinfo=UTC)
DAILY = "SELECT site_date::VARCHAR, views, unique_visitors FROM page_view_daily ORDER BY 1"
HOURLY = "SELECT strftime(hour_at, '%dT%H'), views, unique_visitors FROM page_view_hourly ORDER BY hour_at"

# created_at, sent_at (the client's clock), received_at (the server's) -> event time, all on 4 May 2025, UTC.
CLOCKS = {
    "right": ("10:00:00", "10:00:05", "10:00:06", "10:00:01"),
    "two_hours_fast": ("12:00:00", "12:00:05", "10:00:10", "10:00:05"),
    "nine_hours_slow": ("01:00:00", "01:00:30", "10:00:40", "10:00:10"),
    "sent_two_hours_later": ("08:00:00", "09:59:50", "10:00:00", "08:00:10"),
    "not_told_when_sent": ("09:30:00", None, "10:00:00", "09:30:00"),
    "not_told_when_created": (None, "09:30:00", "10:00:00", "10:00:00"),
    "received_alone": (None, None, "10:00:00", "10:00:00"),
    "created_alone": ("09:15:00", None, None, "09:15:00"),
    "five_minutes_ahead": ("10:05:00", None, "10:00:00", "10:05:00"),
    "more_than_that": ("10:05:01", None, "10:00:00", "10:00:00"),
    "created_behind_sent": ("10:10:00", "10:00:00", "10:00:00", "10:00:00"),
}


def write(small, name, *views):
    """Write an event file of `views`: (received_at, visitor), all of one page."""
    records = [
        {"received_at": at, "url": "https://courier.example/a", "visitor_id": visitor, "user_agent": AGENT}
        for at, visitor in views
    ]
    (small.logs / f"{name}.ndjson").write_text("".join(json.dumps(record) + "\n" for record in records))


def test_event_time_puts_the_client_s_clock_right(tmp_path, monkeypatch):
    small = Lake(tmp_path, monkeypatch)
    records = [
        {"url": f"https://courier.example/{page}", "visitor_id": page, "user_agent": AGENT}
        | {
            name: f"2025-05-04T{time}Z"
            for name, time in zip(("created_at", "sent_at", "received_at"), times, strict=False)
            if time
        }
        for page, times in CLOCKS.items()
    ]
    records += [
        {"url": "/far", "visitor_id": "v", "created_at": "2099-05-04T10:00:00Z"},
        {"url": "/far", "visitor_id": "v", "created_at": "2099-05-04T10:00:00Z", "received_at": "2025-05-04T10:00:00Z"},
        {"url": "/no", "visitor_id": "v"},
        {"url": "/no", "visitor_id": "v", "created_at": "2025-02-31T10:00:00Z", "received_at": "2025-05-04T10:00:00Z"},
    ]  # fmt: skip
    (small.logs / "a.ndjson").write_text("".join(json.dumps(record) + "\n" for record in records))
    small.ingest()
    assert small.outcomes() == {"view": len(CLOCKS) + 1, "invalid": 3}
    found = small.rows(
        "SELECT string_split(page_url, '/')[-1], strftime(event_at, '%Y-%m-%d %H:%M:%S') "
        "FROM page_view_event JOIN page USING (page_id)"
    )
    expected = {page: f"2025-05-04 {times[3]}" for page, times in CLOCKS.items()}
    assert dict(found) == expected | {"far": "2025-05-04 10:00:00"}
    assert small.rows("SELECT source_position, failed_checks[1] FROM quarantined_record ORDER BY 1") == [
        (len(CLOCKS) + 1, "event_at_in_future"),
        (len(CLOCKS) + 3, "line_not_readable"),
        (len(CLOCKS) + 4, "line_not_readable"),
    ]
    hourly = small.rows(
        "SELECT strftime(hour_at, '%H'), sum(views)::INTEGER FROM page_view_hourly GROUP BY 1 ORDER BY 1"
    )
    assert hourly == [("08", 1), ("09", 2), ("10", 9)]


def test_days_of_23_and_of_25_hours(tmp_path, monkeypatch):
    small = Lake(tmp_path, monkeypatch)
    # Lisbon: 30 March lacks the hour from 1 to 2 and ends at 23:00 UTC.
    write(small, "spring", ("2025-03-29T23:59:00Z", "v1"), ("2025-03-30T00:00:00Z", "v1"),
          ("2025-03-30T00:30:00Z", "v2"), ("2025-03-30T01:30:00Z", "v1"), ("2025-03-30T22:59:00Z", "v3"),
          ("2025-03-30T23:00:00Z", "v1"))  # fmt: skip
    # 26 October begins at 23:00 UTC and has the hour from 1 to 2 twice.
    write(small, "autumn", ("2025-10-25T22:59:00Z", "v1"), ("2025-10-25T23:00:00Z", "v1"),
          ("2025-10-26T01:30:00+01:00", "v2"), ("2025-10-26T01:30:00+00:00", "v2"),
          ("2025-10-26T23:59:00Z", "v3"), ("2025-10-27T00:00:00Z", "v3"))  # fmt: skip
    small.ingest(as_of=NOVEMBER)
    assert small.outcomes() == {"view": 12}
    assert small.rows(DAILY) == [
        ("2025-03-29", 1, 1), ("2025-03-30", 4, 3), ("2025-03-31", 1, 1),
        ("2025-10-25", 1, 1), ("2025-10-26", 4, 3), ("2025-10-27", 1, 1),
    ]  # fmt: skip
    assert small.rows(HOURLY) == [
        ("29T23", 1, 1), ("30T00", 2, 2), ("30T01", 1, 1), ("30T22", 1, 1), ("30T23", 1, 1),
        ("25T22", 1, 1), ("25T23", 1, 1), ("26T00", 1, 1), ("26T01", 1, 1), ("26T23", 1, 1), ("27T00", 1, 1),
    ]  # fmt: skip
    close_hours(small.settings, NOVEMBER + timedelta(hours=73), "closing")
    within = "hour_at >= ?::TIMESTAMPTZ AND hour_at < ?::TIMESTAMPTZ"
    for first, end, hours in (("03-30 00", "03-30 23", 23), ("10-25 23", "10-27 00", 25)):
        bounds = (f"2025-{first}:00:00Z", f"2025-{end}:00:00Z")
        assert small.rows(f"SELECT count(*) FROM hour_status WHERE is_final AND {within}", *bounds) == [(hours,)]
    assert small.rows("SELECT count(*) FROM page_view_daily WHERE is_final") == [(6,)]
    assert [file.name for file in small.settings.salt_path.iterdir()] == ["persistent"]


def test_days_that_begin_within_a_utc_hour(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSLAKE_SITE__TIME_ZONE", "Asia/Kolkata")
    small = Lake(tmp_path, monkeypatch)
    # In India 5 May begins at 18:30 UTC on the 4th.
    write(small, "a", ("2025-05-04T18:10:00Z", "v1"), ("2025-05-04T18:29:59Z", "v2"), ("2025-05-04T18:30:00Z", "v1"),
          ("2025-05-04T18:45:00Z", "v1"), ("2025-05-05T00:15:00+05:30", "v3"))  # fmt: skip
    small.ingest(as_of=AS_OF)
    assert small.rows(HOURLY) == [("04T18", 5, 3)]
    assert small.rows(DAILY) == [("2025-05-04", 2, 2)]  # the 5th goes on
    write(small, "b", ("2025-05-04T18:31:00Z", "v2"), ("2025-05-05T18:29:00Z", "v1"), ("2025-05-05T18:31:00Z", "v1"))
    small.ingest(as_of=AS_OF + timedelta(hours=19))
    assert small.rows(HOURLY) == [("04T18", 6, 3), ("05T18", 2, 1)]
    assert small.rows(DAILY) == [("2025-05-04", 2, 2), ("2025-05-05", 5, 3)]
    small.ingest(as_of=AS_OF + timedelta(hours=43))
    assert small.rows(DAILY) == [("2025-05-04", 2, 2), ("2025-05-05", 5, 3), ("2025-05-06", 1, 1)]


def test_a_day_that_only_shares_an_hour_with_views_is_not_waited_for_in_every_run(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSLAKE_SITE__TIME_ZONE", "Asia/Kolkata")
    small = Lake(tmp_path, monkeypatch)
    write(small, "a", ("2025-05-04T18:10:00Z", "v1"))  # no view behind 18:30, on the 5th
    small.ingest(as_of=AS_OF + timedelta(hours=43))
    snapshots = small.rows("SELECT count(*) FROM ducklake_snapshots('lake')")
    assert small.ingest(as_of=AS_OF + timedelta(hours=44)) == {"files": 0, "touched_hours": []}
    assert small.rows("SELECT count(*) FROM ducklake_snapshots('lake')") == snapshots
    assert small.rows(DAILY) == [("2025-05-04", 1, 1)]
