import pytest

from transforms.article import extract, json_ld
from transforms.article.body import without_headline
from transforms.article.charset import decode

KOREAN = "<p>서울의 밤 버스가 다시 달린다. 시는 수요일에 세 노선의 운행을 다시 시작한다고 밝혔다.</p>\n" * 5


def test_korean_bytes_without_a_declared_charset_are_detected():
    assert decode(KOREAN.encode("euc-kr")) == KOREAN


@pytest.mark.parametrize(
    "text",
    [
        '{"url": "https://example.com/x", /* one */ "tags": ["a",], // two\n}',
        '<!-- {"url": "https://example.com/x", "tags": ["a"]}; -->',
        "{&quot;url&quot;: &quot;https://example.com/x&quot;, &quot;tags&quot;: [&quot;a&quot;]}",
    ],
)
def test_broken_json_ld_is_repaired(text):
    assert json_ld.load(text) == [{"url": "https://example.com/x", "tags": ["a"]}]


def test_a_headline_is_no_paragraph_of_its_body():
    assert without_headline("One\n\nTwo", "One") == "Two"
    assert without_headline("One more\n\nTwo", "One") == "One more\n\nTwo"
    assert without_headline("One", "One") is None
    assert without_headline(None, "One") is None


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"<!-- -->", b"{}"])
def test_bytes_that_are_no_page_give_a_record_all_the_same(content):
    told = extract(content, "https://example.com/a")
    assert (told["url"], told["authors"]) == ("https://example.com/a", [])
