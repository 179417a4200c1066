import time

import pytest

from transforms.article import extract, json_ld
from transforms.article.charset import decode

KOREAN = "<p>서울의 밤 버스가 다시 달린다. 시는 수요일에 세 노선의 운행을 다시 시작한다고 밝혔다.</p>\n" * 5
VALUE = [{"url": "https://example.com/x", "tags": ["a"]}]


def test_korean_bytes_without_a_declared_charset_are_detected():
    assert decode(KOREAN.encode("euc-kr")) == KOREAN


@pytest.mark.parametrize(
    "text",
    [
        '{"url": "https://example.com/x", /* one */ "tags": ["a",], // two\n}',
        '<!-- {"url": "https://example.com/x", "tags": ["a"]}; -->',
        '//<![CDATA[\n{"url": "https://example.com/x", "tags": ["a"]}\n//]]>',
        "{&quot;url&quot;: &quot;https://example.com/x&quot;, &quot;tags&quot;: [&quot;a&quot;]}",
    ],
)
def test_broken_json_ld_is_repaired(text):
    assert json_ld.load(text) == VALUE


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"<!-- -->", b"{}", b"<html><body></body></html>"])
def test_bytes_that_are_no_page_give_a_record_all_the_same(content):
    told = extract(content, "https://example.com/a")
    assert (told["url"], told["authors"], told["article_body"]) == ("https://example.com/a", [], told["body"])


HOSTILE = {
    "nested": b"<div>" * 20_000 + b"<p>The ferry leaves at noon.</p>",
    "comments without an end": b'<script type="application/ld+json">{' + b"/* " * 200_000 + b"</script>",
    "strings without an end": b'<script type="application/ld+json">[' + b'"a' * 200_001 + b"</script>",
    "quoted comments": b'<script type="application/ld+json">{"a":"' + b'\\"/*' * 100_000 + b"</script>",
    "a deep value": b'<script type="application/ld+json">' + b'{"a":[' * 50_000 + b"</script>",
    "line breaks": b"<p>" + b"a<br> " * 100_000,
    "headlines": b"<h1>Some words here now</h1>" * 5_000,
    "an author without an end": b'<meta name="author" content="' + b"a" * 500_000 + b'"><p>Text</p>',
    "a date without an end": b'<meta name="date" content="' + b"2031 " * 100_000 + b'"><p>Text</p>',
    "a link without an end": '<h1>한 두 세</h1><div class="byline"><a href="/author/x">'.encode()
    + "가".encode() * 200_000,
    "long paragraphs": b"<article><h1>Some words here</h1>"
    + b"".join(b"<p>%d%s</p>" % (n, b" x." * 300) for n in range(1500)),
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_page_takes_for_ever(page):
    started = time.process_time()
    assert extract(page, "https://courier.example/a")["url"] == "https://courier.example/a"
    assert time.process_time() - started < 5
