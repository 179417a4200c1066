"""The parts of fetching that need no network."""

import asyncio
import gzip
import math
import zlib
from contextlib import suppress
from datetime import UTC, datetime

import brotli
import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st
from protego import Protego

from sources.fetch import FetchRules
from sources.fetch.address import is_public
from sources.fetch.encoding import TooMuchError, UndecodableError, decoded
from sources.fetch.pace import retry_after_seconds
from sources.fetch.robots import RobotsFile, Verdict, robots_text
from sources.fetch.urls import cleaned, one_line, site_of

CONTENT = b"<p>The harbour of Port Lumen reopened.</p>" * 500
PACKED = {
    "gzip": gzip.compress(CONTENT),
    "x-gzip": gzip.compress(CONTENT[:100]) + gzip.compress(CONTENT[100:]),
    "deflate": zlib.compress(CONTENT),
    "Deflate": zlib.compress(CONTENT)[2:-4],
    "br": brotli.compress(CONTENT),
    "zstd": zstandard.compress(CONTENT[:100]) + zstandard.compress(CONTENT[100:]),
    "gzip, br": brotli.compress(gzip.compress(CONTENT)),
    "": CONTENT,
    "identity": CONTENT,
    "none": CONTENT,
    "utf-8": CONTENT,
}
NOW = datetime(2025, 5, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("encoding", PACKED)
def test_content_encodings_are_undone_within_the_limit(encoding):
    assert decoded(PACKED[encoding], encoding, len(CONTENT)) == CONTENT
    with pytest.raises(TooMuchError):
        decoded(PACKED[encoding], encoding, len(CONTENT) - 1)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "Deflate", "br", "zstd", "gzip, br"])
def test_a_body_that_is_not_what_its_encoding_says_is_told(encoding):
    for body in (CONTENT, PACKED[encoding][: len(PACKED[encoding]) // 2], b"\x00"):
        with pytest.raises(UndecodableError):
            decoded(body, encoding, 10**6)
    assert decoded(b"", encoding, 10) == b""


def test_encodings_within_encodings_have_an_end():
    with pytest.raises(UndecodableError, match="4 content encodings"):
        decoded(CONTENT, "gzip,gzip,gzip,gzip", 10**6)


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate"])
def test_a_bomb_is_stopped_at_the_limit(encoding):
    zeros = bytes(50_000_000)
    pack = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.compress, "deflate": zlib.compress}
    packed = brotli.compress(zeros, quality=1) if encoding == "br" else pack[encoding](zeros)
    with pytest.raises(TooMuchError):
        decoded(packed, encoding, 1_000_000)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "br", "zstd", "deflate", "br, gzip"]))
def test_any_bytes_are_decoded_or_refused(body, encoding):
    with suppress(TooMuchError, UndecodableError):
        assert len(decoded(body, encoding, 10_000)) <= 10_000


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("40", 40),
        (" 0 ", 0),
        ("9" * 5000, math.inf),
        ("Sun, 04 May 2025 12:01:00 GMT", 60),
        ("Sunday, 04-May-25 12:01:00 GMT", 60),
        ("Sun, 04 May 2025 11:00:00 GMT", 0),
        ("Sun, 04 May 2025 21:01:00 +0900", 60),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("٤٠", None),
        ("99 May 9999999 99:99:99", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value, seconds):
    assert retry_after_seconds(value, NOW) == seconds


@given(st.text())
def test_any_retry_after_is_read_or_passed_over(value):
    seconds = retry_after_seconds(value, NOW)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("url", "base", "clean"),
    [
        ("HTTP://Courier.Example:80/a/../b?q=a b#part", None, "http://courier.example/b?q=a%20b"),
        ("http://editor:secret@courier.example/", None, "http://courier.example/"),
        ("//other.example/x", "https://courier.example/a", "https://other.example/x"),
        ("?page=2", "https://courier.example/a?page=1", "https://courier.example/a?page=2"),
        ("/기사", "https://courier.example/", "https://courier.example/%EA%B8%B0%EC%82%AC"),
        ("https://bücher.example/", None, "https://xn--bcher-kva.example/"),
    ],
)
def test_urls_are_made_clean(url, base, clean):
    assert cleaned(url, base) == clean


@pytest.mark.parametrize(
    "url", ["", "/only/path", "ftp://courier.example/", "data:text/html,x", "http://" + "a" * 9000]
)
def test_what_is_not_fetched_says_why(url):
    with pytest.raises(ValueError, match=r"URL|scheme"):
        cleaned(url)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://sport.courier.co.uk/x", "courier.co.uk"),
        ("https://amp.courier.com:8443/x", "courier.com"),
        ("https://desk.github.io/", "desk.github.io"),
        ("https://other.github.io/", "other.github.io"),
        ("http://courier.example/", "courier.example"),
        ("http://198.51.100.7/", "198.51.100.7"),
    ],
)
def test_a_site_is_what_one_keeper_has(url, site):
    assert site_of(url) == site


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("2002:808:808::1", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - an address that is refused
        ("255.255.255.255", False),
        ("224.0.0.1", False),
        ("192.0.2.1", False),
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001:db8::1", False),
    ],
)
def test_public_addresses(address, public):
    assert is_public(address) is public


def test_robots_are_cut_at_a_whole_line():
    content = b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /a\r\nDisallow: /bc\r\n"
    assert robots_text(content, 40).splitlines() == ["User-agent: *", "Disallow: /a"]
    assert robots_text(b"User-agent: *", 100) == "User-agent: *"
    assert robots_text(b"x" * 200, 100) == ""


@given(st.binary(max_size=400), st.text(max_size=60))
@example(b"User-agent: *\nDisallow: /*a*b$\nAllow: /%zz\nCrawl-delay: nan", "a?b#c%")
@example(b"User-agent:\nDisallow\n\x00\xff", "\\..")
@example(b"", "A:")
def test_any_robots_give_a_verdict_on_any_url(content, path):
    parsed = Protego.parse(robots_text(b"User-agent: newslake\n" + content, 1000))
    # Behind a slash all of it is a path: "A:" alone is a scheme, and no robots.txt is asked of it.
    verdict = RobotsFile(parsed, Verdict(), (), 0.0).verdict(cleaned(f"http://courier.example/{path}"), "Newslake")
    assert verdict.reason in {"", "robots_disallowed"}


@given(st.text(max_size=40))
@example("a..b")
@example("-")
@example("xn--")
def test_any_host_has_a_site_or_is_refused(host):
    with suppress(ValueError):
        assert site_of(cleaned(f"http://{host}/"))


def test_lines_of_the_log_stay_lines():
    assert one_line("a\r\nnot fetched: b\x00\x1b[31m") == "a not fetched: b [31m"
    assert len(one_line("x" * 1000)) == 300


@pytest.mark.parametrize("contact", ["", "desk\r\nX: y", "редакция", "a) (b"])
def test_a_user_agent_needs_a_contact_that_can_stand_in_it(contact):
    with pytest.raises(ValueError, match="contact"):
        FetchRules(contact=contact)


def test_rules_that_would_stop_everything_are_refused():
    with pytest.raises(ValueError, match="max_at_once"):
        FetchRules(contact="desk@courier.example", max_at_once=0)


def test_the_defaults_are_polite():
    rules = FetchRules(contact="https://courier.example/bot")
    assert rules.user_agent == "Newslake/0.1 (+https://courier.example/bot)"
    assert (rules.delay_seconds, rules.max_at_once_per_site, rules.max_at_once) == (5, 1, 4)
    assert (rules.rest_after_429_seconds, rules.rest_of_dead_site_seconds) == (30, 600)
    assert rules.private_hosts == frozenset()


def test_the_system_clock_tells_an_instant_with_its_zone():
    from sources.fetch.clock import SystemClock

    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    started = clock.monotonic()
    asyncio.run(clock.sleep(0.01))
    assert clock.monotonic() - started >= 0.01
