"""The text and JSON logs of Matomo Log Analytics' tests give the hits and fields that those tests expect.

Expected values: matomo-org/matomo-log-analytics, tests/test_main.py. Its `date` and `timezone` are one instant here, a
`path` with a `query_string` is one target. Its hits leave out static files, which is not the reader's to judge.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest

from sources.page_view import detect, format_named
from tests.page_requests import read_requests
from transforms.page_view.static_files import STATIC_ENDINGS

LOGS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "page_views" / "logs" / "matomo_formats"
pytestmark = pytest.mark.skipif(not LOGS.is_dir(), reason="no ../shared/data/page_views/logs/matomo_formats here")

CHROME_17 = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/535.11 (KHTML, like Gecko) Chrome/17.0.963.56 Safari/535.11"
CHROME_24 = (
    "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.17 (KHTML, like Gecko) Chrome/24.0.1312.57 Safari/537.17"
)
FIREFOX_90 = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.13; rv:90.0) Gecko/20100101 Firefox/90.0"
FIREFOX_121 = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:121.0) Gecko/20100101 Firefox/121.0"

COMMON = {
    "address": "1.2.3.4",
    "received_at": datetime(2012, 2, 10, 21, 42, 7, tzinfo=UTC),
    "target": "/",
    "status": 301,
}
EXTENDED = {**COMMON, "user_agent": CHROME_17}
COMPLETE = {**EXTENDED, "host": "www.example.com"}

EXPECTED = [
    ("common.log", "combined", [COMMON]),
    ("common.log.gz", "combined", [{"address": "1.2.3.5", "target": "/form", "status": 200}]),
    ("common.log.bz2", "combined", [{"address": "1.2.3.7", "target": "/", "status": 200}]),
    ("common_vhost.log", "combined", [{**COMMON, "host": "www.example.com"}]),
    ("common_complete.log", "combined", [COMPLETE]),
    ("ncsa_extended.log", "combined", [EXTENDED]),
    ("icecast2.log", "combined", [EXTENDED]),
    ("ovh.log", "combined", [COMPLETE]),
    (
        "gandi.log",
        "combined",
        [COMPLETE, {**COMPLETE, "address": "125.125.125.125", "status": 200, "user_agent": FIREFOX_90}],
    ),
    (
        "nginx_json.log",
        "nginx_json",
        2
        * [
            {
                "address": "1.2.3.4",
                "received_at": datetime(2013, 10, 10, 14, 52, tzinfo=UTC),
                "host": "www.piwik.org",
                "status": 200,
                "user_agent": CHROME_24,
            }
        ],
    ),
    (
        "caddy_json.log",
        "caddy_json",
        [
            {
                "address": "1.2.3.4",
                "received_at": datetime(2023, 12, 23, 23, 17, 54, 815561, tzinfo=UTC),
                "host": "example.com",
                "method": "GET",
                "target": "/beta/",
                "status": 200,
                "user_agent": FIREFOX_121,
            },
            {"target": "/beta/assets/index-mMaLXldj.css"},
            {"target": "/beta/assets/index-HIcRLzdf.js"},
        ],
    ),
    (
        "traefik_json.log",
        "traefik_json",
        [
            {
                "address": "1.2.3.4",
                "received_at": datetime(2023, 8, 11, 11, 41, 25, tzinfo=UTC),
                "host": "localhost",
                "method": "GET",
                "target": "/my/app/auth?id=1234&user=dude",
                "status": 200,
                "user_agent": "Prometheus/2.40.5",
            }
        ],
    ),
    (
        "haproxy.log",
        "haproxy",
        [
            {
                "address": "4.3.2.1",
                "received_at": datetime(2018, 9, 25, 6, 5, 27, 584000, tzinfo=UTC),
                "method": "POST",
                "target": "/user/",
                "status": 200,
            }
        ],
    ),
]
ONE_LINE = [case for case in EXPECTED if case[0].endswith(".log") and case[0] != "haproxy.log"]


def requests(path, name="", log_format=""):
    """Return the readable page requests of a file, told by its content where no format is named, and the format."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        name = name or detect(connection, path)
        found = []
        for _ in read_requests(connection, path, format_named(name, log_format)):
            result = connection.execute(
                "FROM request WHERE is_readable AND coalesce(is_page_request, TRUE) ORDER BY position"
            )
            columns = [column for column, *_ in result.description]
            found += [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
    return name, found


def assert_holds(found, expected):
    assert len(found) == len(expected)
    for request, fields in zip(found, expected, strict=True):
        assert {name: request[name] for name in fields} == fields


@pytest.mark.parametrize(("file", "name", "expected"), EXPECTED, ids=[file for file, *_ in EXPECTED])
def test_a_log_gives_the_fields_that_its_own_tests_expect(file, name, expected):
    told, found = requests(LOGS / file)
    assert told == name
    assert_holds(found, expected)


@pytest.mark.parametrize(("file", "name", "expected"), ONE_LINE, ids=[file for file, *_ in ONE_LINE])
def test_an_ipv6_address_and_junk_behind_the_line(tmp_path, file, name, expected):
    text = (LOGS / file).read_text(encoding="utf-8").replace("1.2.3.4", "0:0:0:0:0:ffff:7b2d:4359")
    (tmp_path / file).write_text(f"{text} junk", encoding="utf-8")
    told, found = requests(tmp_path / file)
    assert told == name
    assert_holds(found[:1], [{**expected[0], "address": "0:0:0:0:0:ffff:7b2d:4359"}])


def test_bytes_of_another_encoding_survive():
    told, (request,) = requests(LOGS / "common_encoding_big5.log")
    raw = re.sub(rb"\\x([0-9a-f]{2})", lambda byte: bytes([int(byte[1], 16)]), request["target"].encode())
    assert (told, raw.decode("big5")) == ("combined", "/為其兼行惡道")


@pytest.mark.parametrize(("file", "hits"), [("static_ignores.log", ["/"]), ("caddy_json.log", ["/beta/"])])
def test_static_files_are_no_hits(file, hits):
    _, found = requests(LOGS / file)
    targets = [request["target"] for request in found]
    assert [target for target in targets if target.rpartition(".")[2] not in STATIC_ENDINGS] == hits


def test_a_tracker_s_own_requests_keep_their_arguments():
    told, found = requests(LOGS / "logs_to_tests.log")
    assert told == "combined"
    # The fourth is a HEAD with a 403 below a comment: it "should not error out", and its size is a dash.
    assert [request["method"] for request in found] == ["GET", "GET", "GET", "HEAD"]
    arguments = [parse_qs(urlsplit(request["target"]).query) for request in found[:3]]
    assert [one["url"] for one in arguments] == [
        ["http://clearcode.cc/"],
        ["http://clearcode.cc/case/adviserbrief-track-your-investments-and-plan-financial-future/"],
        ["http://clearcode.cc/case/atl-apps-mobile-android-ios-games/"],
    ]
    assert [one["action_name"][0].partition(" - ")[0] for one in arguments] == ["Clearcode", "AdviserBrief", "ATL Apps"]
    assert [(one["_id"], one["h"], one["m"], one["s"], one["r"]) for one in arguments] == [
        (["1da79fc743e8bcc4"], ["17"], ["31"], [second], [r])
        for second, r in [("25", "983420"), ("40", "109464"), ("46", "080064")]
    ]


def test_a_date_of_one_s_own():
    _, found = requests(
        LOGS / "custom_regex_custom_date.log", "custom", r"%h %l %u [%{%B - %d, %Y:%H:%M:%S}t] \"%r\" %>s %b"
    )
    at = datetime(2012, 2, 10, 16, 42, 7, tzinfo=UTC)
    assert_holds(found, [{"address": "1.2.3.4", "received_at": at, "target": "/", "status": 301}])
