"""Feeds and sitemaps as they should not be: each is read as far as it can be, or refused with what it is."""

import contextlib
import gzip
import json
import time

import pytest

from sources.discovery import limits
from sources.discovery.feed import read_feed
from sources.discovery.sitemap import read_sitemap
from sources.discovery.url_list import read_url_list
from sources.errors import SourceError

URL = "https://courier.example/rss.xml"
ITEM = "<item><title>{}</title><link>https://courier.example/{}</link></item>"


def rss(*titles, head="", charset=None):
    declaration = f'<?xml version="1.0" encoding="{charset}"?>' if charset else ""
    items = "".join(ITEM.format(title, number) for number, title in enumerate(titles, start=1))
    return f'{declaration}{head}<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


@pytest.mark.parametrize(
    ("charset", "title"),
    [
        ("euc-kr", "눈이 내린 항구의 아침과 시장"),
        ("shift_jis", "港に雪が降り、市場は休みです"),
        ("gb18030", "港口下雪，市场休息一天"),
        ("windows-1251", "Снег в порту, рынок закрыт"),
        ("utf-16", "Schnee im Hafen: é, ü, 눈"),
        ("utf-16-le", "Schnee im Hafen: é, ü, 눈"),
        ("utf-32", "Schnee im Hafen: é, ü, 눈"),
        ("utf-8-sig", "Schnee im Hafen: é, ü, 눈"),
    ],
)
@pytest.mark.parametrize("declared", ["in the document", "in the header", "falsely", "nowhere"])
def test_a_charset_is_found(charset, title, declared):
    stated = {"in the document": charset, "falsely": "utf-8"}.get(declared)
    content = rss(title, f"{title}. {title}.", charset=stated).encode(charset)
    header = f"text/xml; charset={charset}" if declared == "in the header" else "text/xml"
    assert read_feed(content, url=URL, content_type=header).items[0].title == title


def test_a_server_that_says_latin_1_of_everything_is_not_believed():
    feed = read_feed(rss("눈 é").encode(), url=URL, content_type="text/xml; charset=iso-8859-1")
    assert feed.items[0].title == "눈 é"
    russian = rss("Снег", charset="windows-1251").encode("cp1251")
    assert read_feed(russian, url=URL, content_type="text/xml; charset=iso-8859-1").items[0].title == "Снег"


def test_a_few_bad_bytes_do_not_change_the_charset():
    content = rss("눈이 내린 항구의 아침과 시장 " * 10, "A").encode().replace(b">A<", b">A\xff<")
    assert read_feed(content, url=URL).items[0].title.startswith("눈이 내린")


def test_a_cut_feed_gives_its_whole_entries():
    whole = rss("One", "Two", "Three").encode()
    for length in range(whole.index(b"<channel>"), len(whole)):
        feed = read_feed(whole[:length], url=URL)
        told = [(item.title, item.url) for item in feed.items]
        expected = [(title, f"https://courier.example/{n}") for n, title in enumerate(("One", "Two", "Three"), 1)]
        assert told == expected[: len(told)]
        assert len(told) >= whole[:length].count(b"</item>")
        assert feed.problem


def test_a_cut_sitemap_gives_its_whole_entries_and_one_word_of_the_rest():
    urls = "".join(f"<url><loc>https://courier.example/{n}</loc></url>" for n in (1, 22, 333))
    whole = f"<urlset>{urls}</urlset>".encode()
    for length in range(len("<urlset>"), len(whole) - 1):
        told = read_sitemap(whole[:length], url=URL)
        expected = [f"https://courier.example/{n}" for n in (1, 22, 333)][: whole[:length].count(b"</url>")]
        assert [item.url for item in told.items] == expected
        assert [entry.reason for entry in told.refused] == ["sitemap_cut_or_broken"]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE a [<!ENTITY a "' + "x" * 50_000 + '">]>',
        "<!-- <rss> --><!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY c '&a;&a;'>]>",
        "<!doctype a [" + "".join(f'<!ENTITY e{n} "x">' for n in range(400)) + "]>",
    ],
)
def test_entities_that_blow_up_are_refused(doctype):
    with pytest.raises(SourceError, match="XML entities made of other entities, or too many"):
        read_feed(rss("&a;" * 1000, head=doctype).encode(), url=URL)
    urls = "<url><loc>https://courier.example/&a;</loc></url>" * 1000
    with pytest.raises(SourceError, match="XML entities"):
        read_sitemap(f"{doctype}<urlset>{urls}</urlset>".encode(), url=URL)


def test_an_entity_can_not_be_made_of_another_by_numbers():
    doctype = '<!DOCTYPE a [<!ENTITY a "haha"><!ENTITY b "&#38;a;&#38;a;"><!ENTITY c "&#60;">]>'
    feed = read_feed(rss("&b; 1 &c; 2 &a;", head=doctype).encode(), url=URL)
    assert [item.title for item in feed.items] == ["&a;&a; 1 < 2 haha"]


@pytest.mark.parametrize(
    "inner", ['<!ENTITY x SYSTEM "file:///etc/hostname">', '<!ENTITY % x SYSTEM "http://a.example/x.dtd">%x;']
)
def test_what_an_entity_names_is_never_read(inner, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    inner = inner.replace("/etc/hostname", str(secret))
    feed = read_feed(rss("One &x;", head=f"<!DOCTYPE a [{inner}]>").encode(), url=URL)
    assert feed.items[0].title == "One &x;" if "%" not in inner else feed.items[0].title.startswith("One")


def test_a_document_type_without_end_is_refused():
    with pytest.raises(SourceError, match="does not end"):
        read_feed(b"<!DOCTYPE a [" + b"<!ENTITY " * 100_000, url=URL)


def test_nuls_and_other_control_characters_are_left_out():
    feed = read_feed(rss("O\0n\x08e", "Two").encode(), url=URL)
    assert [item.title for item in feed.items] == ["One", "Two"]
    assert feed.problem == "2 characters that XML forbids were left out"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\0\t", "is empty"),
        (b"<!-- nothing -->", "is empty but for comments"),
        (
            b"<!DOCTYPE html><html><head><title>News</title></head><body><p>Hello</body></html>",
            "an HTML page.*home page",
        ),
        (b"<div>Page not found</div>", "is an HTML page"),
        (b"<urlset><url><loc>https://a.example/</loc></url></urlset>", 'a sitemap.*kind = "sitemap"'),
        (b"<opml><body/></opml>", "an OPML list"),
        (b"Too many requests", "is plain text"),
        (b"<soap:Envelope/>", "is XML of another kind"),
        (b'{"error": "not found"}', "is JSON, but no JSON Feed"),
        (b"[1, 2]", "is JSON, but no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "JSON that can't be read"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000, "JSON that can't be read"),
        (b"\x1f\x8b\x08 no gzip", "can't be decompressed"),
    ],
)
def test_what_is_no_feed_is_refused_with_what_it_is(content, words):
    with pytest.raises(SourceError, match=f"(?s)https://courier.example/rss.xml .*{words}"):
        read_feed(content, url=URL)


@pytest.mark.parametrize(
    "content", [b"", b"<html/>", b"{}", b"<rss><channel/></rss>", b"hello", b"\x89PNG\r\n\x1a\n\0"]
)
def test_what_is_no_sitemap_or_list_is_refused(content):
    with pytest.raises(SourceError, match=r"https://courier\.example/x is"):
        read_sitemap(content, url="https://courier.example/x")
    if content not in {b"hello", b"\x89PNG\r\n\x1a\n\0"}:
        with pytest.raises(SourceError, match=r"https://courier\.example/x is"):
            read_url_list(content, url="https://courier.example/x")


def test_binary_rubbish_never_raises_anything_else():
    rubbish = [bytes((seed * place * 31 + place) % 256 for place in range(3000)) for seed in range(1, 30)]
    for content in (*rubbish, *(rss("One").encode()[:60] + part for part in rubbish)):
        for read in (read_feed, read_sitemap, read_url_list):
            with contextlib.suppress(SourceError):
                read(content, url=URL)


@pytest.mark.parametrize("tag", ["<b>", "<div>", "<item><a>", "<title>"])
def test_deep_nesting_is_bounded(tag):
    feed = read_feed(f"<rss><channel>{ITEM.format('A', 1)}<x>{tag * 20_000}".encode(), url=URL)
    assert feed.items[0].title == "A"
    assert "nested more than 256 deep" in feed.problem


def test_the_number_of_entries_is_bounded(monkeypatch):
    monkeypatch.setattr("sources.discovery.feed_elements.MAX_ENTRIES", 10)
    monkeypatch.setattr("sources.discovery.feed_json.MAX_ENTRIES", 10)
    monkeypatch.setattr("sources.discovery.sitemap.MAX_ENTRIES", 10)
    monkeypatch.setattr("sources.discovery.url_list.MAX_ENTRIES", 10)
    feed = read_feed(rss(*"ABCDEFGHIJKLM").encode(), url=URL)
    assert (len(feed.items), feed.problem) == (10, "only the first 10 entries were read")
    items = [{"id": f"https://courier.example/{n}"} for n in range(13)]
    feed = read_feed(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode(), url=URL)
    assert (len(feed.items), feed.problem) == (10, "only the first 10 entries were read")
    urls = [f"https://courier.example/{n}" for n in range(13)]
    told = read_sitemap(f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>".encode(), url=URL)
    assert (len(told.items), [entry.record for entry in told.refused]) == (10, ["only the first 10 entries were read"])
    told = read_url_list("\n".join(urls).encode())
    assert (len(told.items), [entry.reason for entry in told.refused]) == (10, ["more_than_10_urls"])


def test_a_gzip_bomb_is_bounded():
    bomb = gzip.compress(rss("One").encode()[:-16] + b" " * (limits.MAX_BYTES * 4))
    assert len(bomb) < 1_000_000
    feed = read_feed(bomb, url=URL)
    assert feed.items[0].title == "One"
    assert feed.problem.startswith("only the first 50 MB were read")


@pytest.mark.parametrize("read", [read_feed, read_sitemap])
def test_a_cut_or_damaged_gzip_gives_what_it_holds(read):
    import random

    random.seed(3)
    numbers = [random.randrange(10**12) for _ in range(45_000)]
    if read is read_feed:
        whole = rss(*map(str, numbers)).encode()
    else:
        whole = (
            "".join(f"<url><loc>https://courier.example/{n}</loc></url>" for n in numbers)
            .join(["<urlset>", "</urlset>"])
            .encode()
        )
    packed = gzip.compress(whole)
    assert len(packed) > 3 * 64 * 1024
    cut = read(packed[: len(packed) // 2], url=URL)
    assert 15_000 < len(cut.items) < 30_000
    damaged = bytearray(packed)
    damaged[len(packed) * 3 // 4] ^= 0xFF
    spoilt = read(bytes(damaged), url=URL)
    assert len(spoilt.items) > 15_000
    for told in (cut, spoilt):
        assert "gzip data is" in (told.problem if read is read_feed else told.refused[-1].record)


@pytest.mark.slow
def test_a_feed_of_50_mb_is_read_in_bounds():
    text = "<p>" + "The council met on Tuesday and decided by a narrow vote. " * 40 + "</p>"
    item = ITEM.format("A", "{}")[: -len("</item>")] + f"<description><![CDATA[{text}]]></description></item>"
    content = f"<rss><channel>{''.join(item.replace('{}', str(n)) for n in range(24_000))}</channel></rss>".encode()
    assert len(content) > 50 * 1024 * 1024
    begun = time.process_time()
    feed = read_feed(content, url=URL)
    assert time.process_time() - begun < 60
    assert len(feed.items) > 20_000
    assert feed.problem.startswith("only the first 50 MB were read; it is malformed")


@pytest.mark.parametrize(
    "part",
    [
        "<category>a{}</category>",
        "<author>a{}</author>",
        '<media:content url="a{}.jpg"/>',
        "<description>a{}</description>",
    ],
)
def test_many_of_one_element_take_no_time(part):
    parts = "".join(part.format(n) for n in range(20_000))
    begun = time.process_time()
    feed = read_feed(rss("A").replace("</item>", f"{parts}</item>").encode(), url=URL)
    assert time.process_time() - begun < 10
    assert feed.items[0].title == "A"


@pytest.mark.parametrize("text", [" " * 300_000, "a" * 300_000, "a." * 150_000 + "@", "&lt;p" * 50_000, "1 " * 100_000])
@pytest.mark.parametrize("name", ["author", "title", "pubDate", "guid", "category"])
def test_a_long_text_takes_no_time(text, name):
    begun = time.process_time()
    read_feed(rss("A").replace("</item>", f"<{name}>{text}</{name}></item>").encode(), url=URL)
    assert time.process_time() - begun < 5
