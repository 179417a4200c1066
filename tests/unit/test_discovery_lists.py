"""Sitemaps' other forms, robots.txt, lists of URLs, feeds of a home page."""

import gzip

import pytest

from sources.discovery.autodiscovery import FeedLink, find_feeds
from sources.discovery.sitemap import read_sitemap
from sources.discovery.url_list import read_url_list

SITE = "https://courier.example"


def urls(told):
    return [item.url.removeprefix(SITE) for item in told.items]


def test_a_packed_sitemap_is_known_by_its_first_bytes():
    content = gzip.compress(f"<urlset><url><loc>{SITE}/1</loc></url></urlset>".encode())
    assert urls(read_sitemap(content, url=f"{SITE}/sitemap.xml")) == ["/1"]
    assert urls(read_sitemap(content + gzip.compress(b"<!-- more -->"), url=f"{SITE}/sitemap.xml")) == ["/1"]


def test_a_plain_text_sitemap():
    content = f"\ufeff{SITE}/1\r\n\r\n{SITE}/2\nno url\n".encode()
    told = read_sitemap(content, url=f"{SITE}/sitemap.txt")
    assert (told.kind, urls(told)) == ("text", ["/1", "/2"])
    assert [(entry.position, entry.reason) for entry in told.refused] == [(4, "url_not_web")]


@pytest.mark.parametrize(
    ("root", "prefix"),
    [
        ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://n.example/">', "news:"),
        ('<s:urlset xmlns:s="http://www.google.com/schemas/sitemap/0.84" xmlns:n="http://n.example/">', "n:"),
        ("<urlset>", "news:"),
        ("<urlset>", "News:"),
        ("<urlset>", ""),
    ],
)
def test_namespaces_may_be_wrong_or_missing(root, prefix):
    own = "s:" if "s:urlset" in root else ""
    news = f"<{prefix}news><{prefix}title>Ice</{prefix}title></{prefix}news>"
    content = f"{root}<{own}url><{own}loc>{SITE}/1</{own}loc>{news}</{own}url></{own}urlset>"
    told = read_sitemap(content.encode(), url=SITE)
    assert ([(item.title) for item in told.items], told.refused) == (["Ice"], ())


def test_an_entry_that_is_not_closed_does_not_hide_the_others():
    content = f"<urlset><url><loc>{SITE}/1</url><url><loc>{SITE}/2</loc></url></urlset>"
    told = read_sitemap(content.encode(), url=SITE)
    assert sorted(urls(told)) == ["/1", "/2"]
    assert [entry.reason for entry in told.refused] == ["sitemap_cut_or_broken"]


def test_a_list_of_urls():
    content = f"\ufeff# old ones\n{SITE}/1\n\n  {SITE}/a,b;c  \nwww.courier.example/2\n".encode()
    told = read_url_list(content)
    assert urls(told) == ["/1", "/a,b;c"]
    assert [(entry.position, entry.record, entry.reason) for entry in told.refused] == [
        (5, "www.courier.example/2", "url_not_web")
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_first_column_of_a_csv_file(separator):
    rows = [["URL", "title"], [f"{SITE}/1", '"a b"'], [f'"{SITE}/x,y"', "c"]]
    told = read_url_list("\n".join(separator.join(row) for row in rows).encode("utf-16"))
    assert (urls(told), told.refused) == (["/1", "/x,y"], ())


PAGE = """<!doctype html><html><head><base href="https://courier.example/en/">
<link rel="alternate" type="application/rss+xml; charset=utf-8" title="All  news" href="rss.xml">
<link rel="ALTERNATE home" type="application/feed+json" href="/feed.json">
<link rel="feed" href="/updates">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
<link rel="alternate" type="text/xml" href="/atom.xml">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
<link rel="alternate" hreflang="de" href="/de/">
</head><body>
<a href="/feeds/sport">Sport <b>feed</b></a> <a href="rss.xml">again</a> <a href="/feedback">Write</a>
<a href="/news/rss-explained">An article</a> <a href="https://other.example/feed">Other</a>
<a href="feed://courier.example/local">Local</a> <a href="?format=atom">Atom</a> <a href="mailto:a@b.example">m</a>
<a href="https://rss.courier.example/all">All</a></body></html>"""


def test_feeds_of_a_home_page():
    assert find_feeds(PAGE.encode(), "https://courier.example/") == [
        FeedLink("https://courier.example/en/rss.xml", "All news", is_declared=True),
        FeedLink("https://courier.example/feed.json", None, is_declared=True),
        FeedLink("https://courier.example/updates", None, is_declared=True),
        FeedLink("https://courier.example/atom.xml", None, is_declared=True),
        FeedLink("https://courier.example/feeds/sport", "Sport feed", is_declared=False),
        FeedLink("http://courier.example/local", "Local", is_declared=False),
        FeedLink("https://courier.example/en/?format=atom", "Atom", is_declared=False),
        FeedLink("https://rss.courier.example/all", "All", is_declared=False),
    ]


@pytest.mark.parametrize("content", [b"", b"\0\xff", b"<", b"<rss/>", b'{"a": 1}', b"<a href=" * 10_000])
def test_a_page_without_feeds_has_none(content):
    assert find_feeds(content, "https://courier.example/") == []
