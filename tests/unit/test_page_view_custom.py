import duckdb
import pytest

from sources.errors import SourceError
from sources.page_view import format_named
from tests.page_requests import read_requests

APACHE = r"%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-agent}i\""


def read(tmp_path, log_format, *lines):
    file = tmp_path / "log"
    file.write_text("\n".join(lines), encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        assert list(read_requests(connection, file, format_named("custom", log_format))) == [len(lines)]
        result = connection.execute("FROM request ORDER BY position")
        columns = [column for column, *_ in result.description]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


@pytest.mark.parametrize(
    ("log_format", "words"),
    [
        ("", ["an address", "a whole time", "a request"]),
        ("plain text", ["an address", "a whole time", "a request"]),
        ("%h %r", ["a whole time", "%t or "]),
        ("%h %r %{%H:%M:%S}t", ["a whole time"]),
        ("%h %r %{%Y-%m-%d %I:%M}t", ["a whole time"]),
        ("%h %t %m %q %s", ["a request", "%r or %U%q"]),
        ("%t %r %{X-Forwarded-For}i", ["an address", "%a or %h"]),
        ('$http_x_forwarded_for [$time_local] "$request"', ["an address", "$remote_addr"]),
        ("$remote_addr [$time_local] $args", ["a request", "$request_uri"]),
        ("%h %t %r %Z %{x}y %>200s 100% ", ["%Z", "%{x}y", "% "]),
        ("%h %r %{%Y-%m-%d %Q}t", ["%{%Y-%m-%d %Q}t"]),
        ('LogFormat "%h %t %r" common', ["between the quotes"]),
    ],
)
def test_a_string_that_does_not_do_is_refused_with_what_to_write(log_format, words):
    with pytest.raises(SourceError) as refused:
        format_named("custom", log_format)
    for word in words:
        assert word.strip() in str(refused.value)


def test_a_quote_in_a_request_can_not_forge_what_follows(tmp_path):
    line = r'192.0.2.7 - - [04/May/2025:10:00:00 +0200] "GET /a\" 200 9 \"-\" \"Mozilla/5.0\"" 404 9 "-" "curl/8.5.0"'
    (found,) = read(tmp_path, APACHE, line)
    assert (found["status"], found["user_agent"]) == (404, "curl/8.5.0")


def test_quotes_that_the_server_was_told_not_to_escape(tmp_path):
    line = '192.0.2.7 [04/May/2025:10:00:00 +0200] "GET /a HTTP/1.1" 200 "Tide "10" tablet" "x"'
    (found,) = read(tmp_path, '$remote_addr [$time_local] "$request" $status "$http_user_agent" "$http_cookie"', line)
    assert (found["is_readable"], found["target"], found["user_agent"]) == (True, "/a", 'Tide "10" tablet')


@pytest.mark.parametrize(
    ("escaped", "agent"),
    [
        (r"caf\xC3\xA9 \x22x\x22 50%41", 'café "x" 50%41'),
        (r"back\\x41slash \"x\"", r'back\x41slash "x"'),
        (r"latin \xE9", r"latin \xE9"),
        ("100 %zz +", "100 %zz +"),
    ],
)
def test_escapes_of_both_servers_are_undone(tmp_path, escaped, agent):
    line = f'192.0.2.7 - - [04/May/2025:10:00:00 +0200] "GET /a HTTP/1.1" 200 9 "-" "{escaped}"'
    (found,) = read(tmp_path, APACHE, line)
    assert found["user_agent"] == agent


@pytest.mark.parametrize(
    ("log_format", "line", "target", "host"),
    [
        ("$request_uri", "/a?b=1", "/a?b=1", None),
        ("$scheme://$host$request_uri", "https://courier.example/a?b=1", "/a?b=1", "courier.example"),
        ("$scheme://${host}:$server_port$uri$is_args$args", "https://courier.example:8443/a-", "/a", "courier.example"),
        ("$uri$is_args$args", "/a?b=1-", "/a?b=1-", None),
        ('"$uri" "$query_string"', '"/a" "-"', "/a", None),
        ('"$request_method $uri?$args"', '"GET /a b?c=1"', "/a b?c=1", None),
        ('"$request" $request_uri', '"GET /rewritten HTTP/1.1" /a', "/a", None),
        ('"$request" $server_name', '"GET https://courier.example/a HTTP/1.1" -', "https://courier.example/a", None),
        ('"$request"', '"-"', None, None),
        ('"$request"', '""', None, None),
    ],
)
def test_the_target_is_put_together(tmp_path, log_format, line, target, host):
    (found,) = read(tmp_path, f"$remote_addr $msec {log_format}", f"192.0.2.7 1746345600.123 {line}")
    assert (found["is_readable"], found["target"], found["host"]) == (True, target, host)
    assert found["is_page_request"] == (target is not None)


@pytest.mark.parametrize(
    ("time", "text"),
    [
        ("%t", "[04/May/2025:10:00:00 +0200]"),
        ("%{sec}t", "1746345600"),
        ("%{msec}t", "1746345600000"),
        ("%{usec}t", "1746345600000000"),
        ("%{%s}t", "1746345600"),
        ("%{begin:%c}t %{%z}t", "Sun May  4 10:00:00 2025 +0200"),
        ("%{%F %T}t", "2025-05-04 08:00:00"),
        ("%{%d/%b/%Y %T}t.%{usec_frac}t %{%z}t", "04/May/2025 10:00:00.000000 +0200"),
        ("%{%Y%m%d%H%M%S}t", "20250504080000"),
        ("%{%D %r %Z}t", "05/04/25 08:00:00 AM CEST"),
        ("%{%j %Y %k h}t", "124 2025  8 h"),
        ("%{end:%F %T}t", "2025-05-04 08:00:00"),
        ("%{%H:%M}t %{end:%F %T}t", "07:59 2025-05-04 08:00:00"),
    ],
)
def test_apache_s_times(tmp_path, time, text):
    (found,) = read(tmp_path, f"%a {time} %r", f"192.0.2.7 {text} GET /a HTTP/1.1")
    assert found["received_at"].isoformat() == "2025-05-04T08:00:00+00:00"


def test_the_parts_of_a_time_keep_their_order_in_a_long_line(tmp_path):
    log_format = r"%a %m %V %s %U%q %{Host}i \"%{User-Agent}i\" %{Sec-Purpose}i %{%d %m %y %H %M %S}t"
    line = '192.0.2.7 GET courier.example 200 /a?b courier.example "curl/8.5.0" - 04 05 06 07 08 09'
    (found,) = read(tmp_path, log_format, line)
    assert found["received_at"].isoformat() == "2006-05-04T07:08:09+00:00"


def test_of_several_addresses_and_statuses_the_final_ones_count(tmp_path):
    (found,) = read(tmp_path, "%s %{c}a %t %>s %U %a", "301 198.51.100.1 [04/May/2025:10:00:00 +0200] 200 /a 192.0.2.7")
    assert (found["status"], found["address"]) == (200, "192.0.2.7")
