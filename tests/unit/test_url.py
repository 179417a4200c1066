import pytest

from transforms.url import canonical_url, page_id


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Example.com:80/a/../story/?utm_source=x&id=7#top", "http://example.com/story?id=7"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com/?fbclid=abc", "https://example.com/"),
        ("https://user:secret@example.com/a", "https://example.com/a"),
        ("https://example.com/뉴스", "https://example.com/%EB%89%B4%EC%8A%A4"),
        ("https://example.com/a?b=2&a=1&GCLID=z", "https://example.com/a?b=2&a=1"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("mailto:desk@example.com", None),
        ("javascript:alert(1)", None),
        ("http://[broken", None),
        ("", None),
    ],
)
def test_canonical(url, canonical):
    assert canonical_url(url) == canonical


def test_relative_to_a_base():
    assert canonical_url("/en/world/x?utm_medium=feed", "https://example.com/") == "https://example.com/en/world/x"


def test_page_id_is_short_and_blind_to_the_scheme():
    # sha256("example.com/story?id=7") in base32, worked out with coreutils' tools
    assert page_id("https://example.com/story?id=7") == page_id("http://example.com/story?id=7") == "32zgr4fyy6cb"
