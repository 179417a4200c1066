"""Every misbehaviour ends in a result with its URL and reason, and none is asked for without end."""

import asyncio
import logging
import time

import pytest

from sources.fetch import Exchange, Failure, Fetcher, Request
from tests.integration.misbehaving_server import (
    CHARSETS,
    PAGE,
    RULES,
    MisbehavingServer,
    VirtualClock,
    fetched,
    resolve,
)


@pytest.fixture(scope="module")
def server():
    with MisbehavingServer() as running:
        yield running


def count_of(server, path):
    return sum(asked.path == path for asked in server.asked)


@pytest.mark.parametrize(
    ("path", "reason", "requests"),
    [
        ("/loop/a", "redirect_loop", 1),
        ("/chain/10", "too_many_redirects", 1),
        ("/to/ftp://courier.example/page", "bad_redirect", 1),
        ("/to/http:///", "bad_redirect", 1),
        ("/to/javascript:alert(1)", "bad_redirect", 1),
        ("/tonowhere", "status_302", 1),
        ("/control", "protocol_error", 1),
        ("/bomb", "too_large_decompressed", 1),
        ("/notgzip", "undecodable", 1),
        ("/large", "too_large", 1),
        ("/unasked304", "not_modified_unasked", 1),
        ("/picture", "wrong_content_type", 1),
        ("/manyheaders", "headers_too_large", 1),
        ("/status/404", "status_404", 1),
        ("/status/410", "status_410", 1),
        ("/status/403", "status_403", 1),
        ("/status/500", "status_500", 1),
        ("/status/206", "status_206", 1),
        ("/status/999", "status_999", 1),
        ("/status/502", "status_502", 3),
        ("/status/504", "status_504", 3),
        ("/storm", "rate_limited", 3),
        ("/stormuntil", "rate_limited", 1),
        ("/broken/short", "connection_error", 3),
        ("/broken/reset", "connection_error", 3),
        ("/broken/chunkscut", "connection_error", 3),
        # One more than three: the first went out on a connection that had been idle.
        ("/broken/silence", "connection_error", 4),
        ("/broken/http09", "connection_error", 4),
        ("/broken/hangs", "timed_out", 3),
        ("/broken/stalls", "timed_out", 3),
        ("/broken/dripheaders", "timed_out", 3),
        ("/broken/continues", "timed_out", 3),
        ("/broken/drip", "slow", 1),
        ("/broken/endless", "too_large", 1),
        ("/broken/endlessheader", "headers_too_large", 1),
        ("/broken/chunks", "protocol_error", 1),
        ("/broken/garbage", "protocol_error", 1),
        ("/broken/twolengths", "protocol_error", 1),
    ],
)
def test_a_misbehaviour_ends_in_its_reason_and_the_next_page_comes(server, caplog, path, reason, requests):
    before, started = count_of(server, path), time.monotonic()
    url = server.url(path)
    with caplog.at_level(logging.WARNING):
        failure, after = fetched(server, Request(url), Request(server.url("/page")))
    assert isinstance(failure, Failure)
    assert failure.reason == reason, failure.detail
    assert failure.request.url == url
    assert count_of(server, path) - before == requests
    line = f"not fetched: {failure.url} reason={reason}"
    assert line in caplog.text
    if reason != "rate_limited" or path == "/storm":
        assert isinstance(after, Exchange), after
        assert after.content == PAGE + b"/page"
    else:
        assert after.reason == "host_resting", "three hours of Retry-After are more than we wait"
        assert after.retry_after == 3600, "capped"
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("charset", sorted(CHARSETS))
def test_bytes_are_kept_as_received_whatever_their_charset(server, charset):
    hops = []
    (exchange,) = fetched(server, Request(server.url(f"/charset/{charset}")), keep=hops.append)
    body = f"<title>{CHARSETS[charset]}</title>".encode(charset)
    assert exchange.content == exchange.final.body == hops[-1].body == body


def test_wrong_and_missing_charsets_are_passed_on(server):
    wrong, missing = fetched(server, Request(server.url("/wrongcharset")), Request(server.url("/nocharset")))
    assert wrong.content.decode("gb18030") == "<title>港口</title>"
    assert missing.content.decode("euc-kr") == "<title>항구</title>"


def test_what_is_merely_odd_is_passed_on(server):
    paths = ["/soft404", "/utf8coding", "/gzip", "/injected", "/broken/untilclose", "/chain/9"]
    soft, coding, packed, injected, until_close, chain = fetched(server, *(Request(server.url(p)) for p in paths))
    assert soft.content == b"<title>Page not found</title>"
    assert coding.content == packed.content == until_close.content == PAGE
    assert packed.final.body != PAGE
    assert injected.url.endswith("/page%0d%0aSet-Cookie:%20a=bx"), "a tab goes, as in browsers; %0d%0a is no line break"
    assert len(chain.hops) == 11
    assert not [name for asked in server.asked for name in asked.headers if name in {"cookie", "set-cookie"}]


def test_what_follows_a_too_short_content_length_is_not_taken_for_the_next_page(server):
    exchanges = fetched(server, Request(server.url("/excess")), Request(server.url("/page")))
    assert [exchange.content for exchange in exchanges] == [PAGE, PAGE + b"/page"]


@pytest.mark.parametrize("kind", ["selfsigned", "expired", "wronghost"])
def test_a_certificate_that_does_not_hold_is_not_asked_twice(server, kind):
    clock = VirtualClock()
    (failure,) = fetched(server, Request(server.url("/page", kind=kind)), clock=clock)
    assert failure.reason == "tls_error"
    assert "certificate" in failure.detail
    assert clock.slept == []


def test_a_certificate_that_holds_is_recorded(server):
    (exchange,) = fetched(server, Request(server.url("/page", kind="https")))
    assert (exchange.final.tls_version, exchange.final.address) == ("TLSv1.3", "127.0.0.1")


def test_a_fall_back_to_http_is_noted(server, caplog):
    plain = server.url("/page")
    (exchange,) = fetched(server, Request(server.url(f"/to/{plain}", kind="https")))
    assert exchange.url == plain
    assert (exchange.final.note, exchange.final.via) == ("from https to http", server.url(f"/to/{plain}", kind="https"))
    assert "from https to http" in caplog.text


def test_a_host_in_any_script_is_asked_by_its_ascii_name(server):
    (exchange,) = fetched(server, Request(server.url("/päge?q=ü", "bücher.example")))
    assert exchange.url == server.url("/p%C3%A4ge?q=%C3%BC", "xn--bcher-kva.example")
    assert server.asked[-1].host == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mailto:desk@courier.example", "http://", "http://a b/", "http://x\ud800/"]
)
def test_what_is_no_url_fails_without_a_request(server, url):
    before = len(server.asked)
    (failure,) = fetched(server, Request(url))
    assert failure.reason == "url_invalid"
    assert len(server.asked) == before


def test_credentials_of_a_url_are_neither_sent_nor_kept(server):
    hops = []
    url = server.url("/page").replace("//", "//editor:secret@")
    (exchange,) = fetched(server, Request(url), keep=hops.append)
    assert "secret" not in exchange.url + "".join(map(repr, hops))
    assert "authorization" not in server.asked[-1].headers


def test_conditions_are_sent_and_not_modified_is_an_answer(server):
    first, second, third = (
        fetched(server, Request(server.url("/conditional")))[0],
        fetched(server, Request(server.url("/conditional"), etag='"v1"'))[0],
        fetched(server, Request(server.url("/conditional"), etag='"v0"'))[0],
    )
    assert (first.etag, first.last_modified) == ('"v1"', "Sun, 04 May 2025 10:00:00 GMT")
    assert (second.not_modified, second.content, second.etag) == (True, b"", '"v1"')
    assert (third.not_modified, third.content) == (False, PAGE)


def test_a_busy_server_is_asked_again_when_it_says(server):
    clock = VirtualClock()
    (exchange,) = fetched(server, Request(server.url("/recovers")), clock=clock)
    assert exchange.content == PAGE
    assert [hop.status for hop in exchange.hops] == [503, 503, 200]
    assert clock.slept[1:] == [pytest.approx(7, abs=0.1)] * 2, "robots.txt's delay, then Retry-After"


def test_a_dead_site_is_left_alone_and_tried_again_later(server):
    clock, path = VirtualClock(), "/broken/silence"
    before = count_of(server, path)

    async def run():
        async with Fetcher(RULES, clock=clock, chance=lambda: 0.0, resolve=resolve, tls=server.trust) as fetcher:
            results = [await fetcher.fetch(Request(server.url(path))) for _ in range(40)]
            asked = count_of(server, path) - before
            clock.seconds += 601
            page = await fetcher.fetch(Request(server.url("/page")))
            return results, asked, page

    results, asked, page = asyncio.run(run())
    assert [result.reason for result in results[:3]] == ["connection_error", "connection_error", "host_resting"]
    assert {result.reason for result in results[2:]} == {"host_resting"}
    assert all(540 < result.retry_after <= 600 for result in results[2:])
    assert asked == RULES.troubles_before_rest + 1, "and the one on the idle connection"
    assert page.content == PAGE + b"/page"
