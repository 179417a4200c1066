"""W3C extended and Amazon's logs of matomo-org/matomo-log-analytics: the hits and fields that its own tests expect.

Where this project writes a fact down in another way, a comment says so.
"""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from sources.page_view import detect, format_named
from tests.page_requests import read_requests

LOGS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "page_views" / "logs" / "matomo_formats"

pytestmark = pytest.mark.skipif(not LOGS.is_dir(), reason="the shared logs of other projects are not on this machine")

ANDROID = "(Linux; Android 4.4.4; SM-G900V Build/KTU84P) AppleWebKit/537.36 (KHTML, like Gecko)"
MAC = "(Macintosh; Intel Mac OS X 10_10_1) AppleWebKit/537.36 (KHTML, like Gecko)"
# The source project keeps the '+' that IIS and NetScaler write for a space; the user agent is the same.
FIREFOX_3 = "Mozilla/5.0+(X11;+U;+Linux+i686;+en-US;+rv:1.9.2.7)+Gecko/20100722+Firefox/3.6.7".replace("+", " ")
EXPLORER_7 = (
    "Mozilla/4.0+(compatible;+MSIE+7.0;+Windows+NT+5.1;+Trident/4.0;+.NET+CLR+1.1.4322;+.NET+CLR+2.0.50727;"
    "+.NET+CLR+3.0.04506.648;+.NET+CLR+3.5.21022)"
).replace("+", " ")
CHROME_39 = f"Mozilla/5.0 {ANDROID} Chrome/39.0.2171.59 Mobile Safari/537.36"
CHROME_41 = f"Mozilla/5.0 {MAC} Chrome/41.0.2227.1 Safari/537.36"
CHROME_37 = f"Mozilla/5.0 {MAC} Chrome/37.0.2062.124 Safari/537.36"
CHROME_58 = (
    "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/58.0.3029.110 Safari/537.36"
)
THUNDERBIRD = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.10; rv:45.0) Gecko/20100101 Thunderbird/45.8.0 Lightning/4.7.8"
CHROME_10 = (
    "Mozilla/5.0 (Windows; U; Windows NT 6.1; de-DE) AppleWebKit/534.17 (KHTML, like Gecko) Chrome/10.0.649.0 "
    "Safari/534.17"
)
CHROME_17 = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/535.11 (KHTML, like Gecko) Chrome/17.0.963.56 Safari/535.11"
PLAYER = "NSPlayer/10.0.0.3702 WMFSDK/10.0"

# The source project's tests ask for dates to the second; fractions that stand in the files are kept here. The method is
# left out where a file has none, an address '-' where the source project has '-', and a missing status, which means 200
# there and here. A load balancer's URL is kept whole, host and port in it.
IIS_TARGET = "/foo/bar?topCat1=divinity&submit=Search"
URL = "https://www.example.com:443/path/index.html"
COLUMNS = ("position", "received_at", "address", "host", "method", "target", "status", "user_agent")
HITS = {
    "iis.log": [(5, "2012-04-01T00:00:13", "1.2.3.4", "example.com", "GET", IIS_TARGET, 200, FIREFOX_3)],
    "iis_custom.log": [
        (8, "2012-08-15T17:00:00.363", "70.95.0.0", "xzy.example.com", "GET", "/Products/theProduct", 200, CHROME_39),
        (9, "2012-08-15T17:00:00.660", None, "example.hello.com", "GET", "/Topic/hw43061", 301, CHROME_41),
        (
            10,
            "2012-08-15T17:00:00.675",
            "173.5.0.0",
            "hello.example.com",
            "GET",
            "/hello/world/6,681965",
            404,
            CHROME_37,
        ),
    ],
    "incapsula_w3c.log": [
        (
            5,
            "2017-06-28T07:26:35",
            "123.123.123.123",
            "www.example.com",
            "GET",
            "/page.php?variable=test",
            200,
            CHROME_58,
        ),
        (6, "2017-06-26T18:21:17", "125.125.125.125", "www.example.com", "GET", "/rss/news", None, THUNDERBIRD),
    ],
    "netscaler.log": [
        (5, "2012-08-16T11:55:13", "172.20.1.0", None, "GET", "/Citrix/XenApp/Wan/auth/login.jsp", 302, EXPLORER_7)
    ],
    "shoutcast.log": [(4, "2015-12-07T10:37:05", "1.2.3.4", None, None, "/stream?title=UKR%20Nights", 200, PLAYER)],
    "splitted_date_and_time.log": [
        (2, "2015-12-07T10:37:05", "1.2.3.4", None, None, "/stream?title=UKR%20Nights", 200, PLAYER)
    ],
    "amazon_cloudfront_web.log": [
        (3, "2014-05-23T01:13:11", "192.0.2.10", "example.com", "GET", "/view/my/file.html", 200, CHROME_10)
    ],
    "alb.log": [(1, "2020-01-01T00:55:04.127531", "1.2.3.4", None, "GET", URL, 200, CHROME_17)],
    "elb.log": [(1, "2015-05-13T23:39:43.945958", "1.2.3.4", None, "GET", URL, 200, CHROME_17)],
    "s3.log": [(1, "2012-02-10T21:42:07", "1.2.3.4", "www.example.com", "GET", "/index", 200, CHROME_17)],  # -0500
}
FORMATS = {"alb.log": "elb", "elb.log": "elb", "s3.log": "s3"}


def read(name):
    path = LOGS / name
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        told = detect(connection, path)
        for _ in read_requests(connection, path, format_named(told)):
            columns = [column for column, *_ in connection.execute("DESCRIBE request").fetchall()]
            rows = connection.execute("FROM request ORDER BY position").fetchall()
    return told, [dict(zip(columns, row, strict=True)) for row in rows]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("name", HITS)
def test_a_log_gives_the_hits_that_its_own_project_expects(name):
    told, rows = read(name)
    assert told == FORMATS.get(name, "w3c")
    hits = [row for row in rows if row["is_readable"] and row["is_page_request"] is not False]
    expected = [(position, at(time), *others) for position, time, *others in HITS[name]]
    assert [tuple(hit[column] for column in COLUMNS) for hit in hits] == expected


@pytest.mark.parametrize("name", HITS)
def test_the_lines_between_are_readable(name):
    refused = [row["position"] for row in read(name)[1] if not row["is_readable"]]
    assert refused == ([2] if name == "elb.log" else [])  # a comment, which no load balancer writes


def test_a_tcp_request_is_no_page_request():
    assert read("elb.log")[1][2]["is_page_request"] is False


def test_incapsula_gives_the_country():
    assert [row["country"] for row in read("incapsula_w3c.log")[1][4:]] == ["SE", "SE"]


def test_streaming_events_are_readable_and_no_page_requests():
    """The source project sends them on as events (connect, play) and not as page views."""
    told, rows = read("amazon_cloudfront_rtmp.log")
    assert told == "w3c"
    assert all(row["is_readable"] and row["is_page_request"] is False for row in rows)
    columns = ("position", "received_at", "address", "user_agent")
    assert [tuple(row[column] for column in columns) for row in rows[2:]] == [
        (3, at("2010-03-12T23:51:20"), "192.0.2.147", "LNX 10,0,32,18"),
        (4, at("2010-03-12T23:51:21"), "192.0.2.222", "LNX 10,0,32,18"),
    ]
    assert all(row["target"].endswith("/shqshne4jdp4b6.cloudfront.net/cfx/st\u200b?key=value") for row in rows[2:])
