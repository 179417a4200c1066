"""Event exports beyond their golden folders: a real one, CSV not as it should be, names that tell the hour."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from sources.page_view import detect, format_named
from tests.page_requests import read_requests

ROOT = Path(__file__).parents[2]
GOATCOUNTER_EXPORT = ROOT.parent / "shared" / "data" / "page_views" / "events" / "goatcounter_export.csv"


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def read(connection, path, name):
    rows = []
    for _ in read_requests(connection, path, format_named(name)):
        relation = connection.execute("FROM request ORDER BY position")
        columns = [column for column, *_ in relation.description]
        rows += [dict(zip(columns, row, strict=True)) for row in relation.fetchall()]
    return rows


def csv_file(tmp_path, content):
    path = tmp_path / "events.csv"
    path.write_bytes(content)
    return path


@pytest.mark.skipif(not GOATCOUNTER_EXPORT.exists(), reason="the shared data is not beside the project")
def test_a_real_goatcounter_export(connection):
    assert detect(connection, GOATCOUNTER_EXPORT) == "goatcounter"
    event, first, second = read(connection, GOATCOUNTER_EXPORT, "goatcounter")
    assert all(row["is_readable"] for row in (event, first, second))
    assert (event["is_page_request"], event["target"]) == (False, "click-cv-html")
    assert (first["is_page_request"], first["target"]) == (True, "/stupid-light.html")
    assert first["received_at"] == datetime(2020, 12, 1, 0, 7, 44, tzinfo=UTC)
    assert first["visitor_key"] == event["visitor_key"] == "287fb97cbed4e4f-8e4f5c975b8fee06"
    assert (first["country"], second["country"]) == ("AR", "RO")
    assert (second["is_page_request"], second["target"]) == (True, "/static-go.html")
    assert second["received_at"] == datetime(2020, 12, 27, 0, 37, 37, tzinfo=UTC)
    assert second["user_agent"].endswith("Version/14.0.2 Safari/605.1.15")


def test_a_newer_goatcounter_export_is_not_read(connection, tmp_path):
    path = csv_file(
        tmp_path,
        b"3Path,Title,Event,UserAgent,Session,Bot,Referrer scheme,Location,FirstVisit,Date\n"
        b"/a,A,0,,1-2,0,,,1,2025-05-04T10:00:00Z\n",
    )
    assert [row["is_readable"] for row in read(connection, path, "goatcounter")] == [False]


def test_csv_with_a_byte_order_mark_and_quoted_line_ends(connection, tmp_path):
    path = csv_file(
        tmp_path,
        b"\xef\xbb\xbfreceived_at,url,visitor_id,title\r\n"
        b'2025-05-04T10:00:00Z,/a,v1,"one\r\ntwo, ""three"""\r\n'
        b"2025-05-04T10:00:01Z,/b,v1,four\r\n",
    )
    assert detect(connection, path) == "events_csv"
    rows = read(connection, path, "events_csv")
    assert [(row["position"], row["is_readable"], row["target"]) for row in rows] == [(1, True, "/a"), (2, True, "/b")]
    assert rows[0]["line"] == '2025-05-04T10:00:00Z,/a,v1,"one\ntwo, ""three"""'


def test_a_csv_record_shorter_or_longer_than_the_header(connection, tmp_path):
    path = csv_file(
        tmp_path,
        b"received_at,url,visitor_id,country\n"
        b"2025-05-04T10:00:00Z,/short,v1\n"  # nothing required is missing
        b"2025-05-04T10:00:01Z,/too-short\n"
        b"2025-05-04T10:00:02Z,/long,v1,DE,more,still more\n",
    )
    rows = read(connection, path, "events_csv")
    # Of a record that is too long nobody knows which field is which.
    assert [(row["position"], row["target"]) for row in rows if row["is_readable"]] == [(1, "/short")]
    assert len(rows) == 3


@pytest.mark.parametrize("behind", [b"", b'2025-05-04T10:00:02Z,/c,v1,"agent"\n'])
def test_an_open_quote_is_no_view_and_what_it_swallowed_is_shown(connection, tmp_path, behind):
    path = csv_file(
        tmp_path,
        b"received_at,url,visitor_id,user_agent\n"
        b"2025-05-04T09:00:00Z,/before,v1,agent\n"
        b'2025-05-04T10:00:00Z,/a,v1,"agent\n'
        b"2025-05-04T10:00:01Z,/b,v1,agent\n" + behind,
    )
    before, *swallowed = read(connection, path, "events_csv")
    assert before["is_readable"]
    assert not any(row["is_readable"] for row in swallowed)
    shown = "\n".join(row["line"] for row in swallowed)
    assert shown == path.read_text().split("/before,v1,agent\n")[1].rstrip("\n")


def test_an_enriched_file_may_begin_with_the_names_of_its_columns(connection, tmp_path):
    names = [f"column{place}" for place in range(131)]
    names[5:7] = "event", "event_id"
    path = tmp_path / "enriched.tsv"
    path.write_text("\t".join(names) + "\n", encoding="utf-8")
    (row,) = read(connection, path, "snowplow")
    assert (row["is_readable"], row["is_page_request"]) == (True, False)


@pytest.mark.parametrize(
    ("file_name", "hour"),
    [
        ("pageviews-20250504-100000", datetime(2025, 5, 4, 9, tzinfo=UTC)),
        ("pageviews-20250101-000000.txt", datetime(2024, 12, 31, 23, tzinfo=UTC)),
        ("pageviews-20250504-240000", None),
        ("pageviews-20250231-100000", None),
        ("pageviews.txt", None),
    ],
)
def test_the_name_of_an_hourly_dump_tells_the_hour_by_its_end(connection, tmp_path, file_name, hour):
    path = tmp_path / file_name
    path.write_text("en Tide 12 0\n", encoding="utf-8")
    (row,) = read(connection, path, "wikimedia_hourly")
    assert (row["received_at"], row["is_readable"]) == (hour, hour is not None)


@pytest.mark.parametrize(
    ("file_name", "readable", "page_request"),
    [
        ("pageviews-20250504-user", True, True),
        ("pageviews-20250504-spider", True, False),
        ("pageviews-20250504-automated", True, False),
        ("pageviews-202505-user", False, False),  # a month: its letters are days
    ],
)
def test_only_readers_views_of_a_day_count(connection, tmp_path, file_name, readable, page_request):
    path = tmp_path / file_name
    path.write_text("en.wikipedia Tide 31458 desktop 44 A12K30X2\n", encoding="utf-8")
    (row,) = read(connection, path, "wikimedia_complete")
    assert (row["is_readable"], row["is_page_request"]) == (readable, page_request)
