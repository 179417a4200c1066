"""feedparser's own test feeds: each says in a comment what it must give. All are read; what concerns us is compared."""

import ast
import re
import tarfile
from collections import Counter
from datetime import UTC
from pathlib import Path

import pytest

from sources.discovery.charset import decoded
from sources.discovery.feed import read_feed
from sources.discovery.instant import instant
from sources.discovery.language import language_tag
from sources.discovery.plain_text import plain_text
from sources.discovery.web_url import web_url
from sources.errors import SourceError

ARCHIVE = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds" / "feedparser_tests.tar.xz"
BASE = "http://127.0.0.1:8097/"
"""Where feedparser's tests serve the feeds from."""
LINK = "http://added.example/1"
ENTRY_END = re.compile(r"(</(?:[\w]+:)?(item|entry)>)", re.IGNORECASE)
EXPECT = re.compile(r"^Expect:\s*(.*?)\s*$", re.MULTILINE)
CONTENT_TYPE = re.compile(r"^Header:\s*Content-type:\s*(.*?)\s*$", re.MULTILINE | re.IGNORECASE)
LOCATION = re.compile(r"^Header:\s*Content-Location:\s*(.*?)\s*$", re.MULTILINE | re.IGNORECASE)


def feeds():
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(".xml"):
                yield member.name.removeprefix("tests/"), archive.extractfile(member).read()


def told(content, text):
    """Read a feed; most of these have entries without an address, which we would refuse, so one is added."""
    kind, place = CONTENT_TYPE.search(text), LOCATION.search(text)
    url = web_url(place[1], BASE) if place else BASE
    feed = read_feed(content, url=url or BASE, content_type=kind[1] if kind else None)
    if not feed.refused:
        return feed
    added = ENTRY_END.sub(lambda end: f'<link rel="alternate" href="{LINK}"/>{end[1]}', text)
    if feed.kind.startswith("rss"):
        added = ENTRY_END.sub(lambda end: f"<link>{LINK}</link>{end[1]}", text)
    return read_feed(added.encode(), url=url or BASE)


def expectations(text):
    """Yield (path, value) for each `path == value` that the comment demands and that can be read as data."""
    match = EXPECT.search(text)
    try:
        tree = ast.parse(match[1] if match else "", mode="eval").body
    except SyntaxError:
        return
    for part in tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]:
        if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq):
            try:
                yield ast.unparse(part.left).replace('"', "'"), ast.literal_eval(part.comparators[0])
            except ValueError:
                continue


def one(path, feed):
    """Return what we tell for feedparser's `path`, and how its value is brought to our form; None if it is not ours."""
    first = feed.items[0] if feed.items else None
    entry = {
        "title": (lambda: first.title, plain_text),
        "title_detail']['value": (lambda: first.title, plain_text),
        "link": (lambda: first.url, web_url),
        "links'][0]['href": (lambda: first.url, web_url),
        "id": (lambda: first.guid, lambda value: value),
        "summary": (lambda: first.summary, plain_text),
        "description": (lambda: first.summary, plain_text),
        "summary_detail']['value": (lambda: first.summary, plain_text),
        "content'][0]['value": (lambda: plain_text(first.content), plain_text),
        "author": (lambda: " | ".join(first.authors), lambda value: re.sub(r"\s*\(\S+@\S+\)$", "", value)),
        "author_detail']['name": (lambda: " | ".join(first.authors), lambda value: value),
        "published_parsed": (lambda: utc(first.date_published), lambda value: value),
        "updated_parsed": (lambda: utc(first.date_modified or first.date_published), lambda value: value),
        "published": (lambda: first.date_published, instant),
        "category": (lambda: first.keywords[0], plain_text),
        "tags'][0]['term": (lambda: first.keywords[0], plain_text),
    }
    whole = {
        "title": (lambda: feed.title, plain_text),
        "title_detail']['value": (lambda: feed.title, plain_text),
        "link": (lambda: feed.home_page, web_url),
        "language": (lambda: feed.language, language_tag),
        "updated_parsed": (lambda: utc(feed.updated), lambda value: value),
    }
    for prefix, ways in (("entries[0]['", entry), ("feed['", whole)):
        if path.startswith(prefix) and path[len(prefix) : -2] in ways:
            return ways[path[len(prefix) : -2]]
    return None


def utc(told):
    return (*told.at.astimezone(UTC).timetuple()[:8], 0) if told else None


WHY_OTHER = {
    "wellformed/sanitize/": "markup is kept as it came, and its text taken as browsers do: an open iframe hides "
    "what follows; and the whole text is not copied to the summary",
    "wellformed/atom10/entry_category_term": "a keyword is the category's label for people, not its term",
    "wellformed/atom10/entry_content_base64": "application/octet-stream is no text",
    "wellformed/atom10/entry_content_text_plain_brackets": "plain text is told as HTML with its brackets escaped; the "
    "comparison takes the expected value for HTML",
    "wellformed/atom10/entry_link_rel_license": "an entry's address is no licence",
    "wellformed/rss/item_summary_and_description": "a second description is not the whole text",
    "wellformed/rss/item_description_and_summary": "a second description is not the whole text",
    "wellformed/namespace/atommathml": "a summary is plain text",
    "wellformed/base/http_entry_id_base": "an id is a name and is not resolved",
    "wellformed/lang/http_content_language": "a server's language says nothing of a feed's entries",
    "wellformed/media-rss/media_group": "a group's description is the picture's caption",
}


@pytest.fixture(scope="module")
def outcome():
    if not ARCHIVE.is_file():
        pytest.skip(f"{ARCHIVE} is absent: feedparser's test feeds are not part of the project")
    counts, differing, refused = Counter(), [], {}
    for name, content in feeds():
        text = decoded(content, None)
        try:
            feed = told(content, text)
        except SourceError as error:
            refused[name] = str(error)
            continue
        counts["read"] += 1
        assert all(entry.reason for entry in feed.refused), name
        for path, value in expectations(text):
            way = one(path, feed)
            if not way:
                counts["not ours"] += 1
                continue
            expected = way[1](value) if value is not None else None
            same = (ours(way[0]) or None) == (expected or None)
            counts["agreed" if same else "differing"] += 1
            if not same:
                differing.append(f"{name}: {path} is {value!r}, we tell {ours(way[0])!r}")
    print(dict(counts), f"refused: {len(refused)}")
    return counts, differing, refused


def ours(tell):
    try:
        return tell()
    except (AttributeError, IndexError):  # there is no such entry, or no keyword
        return None


def test_every_feed_is_read_or_refused_with_a_reason(outcome):
    counts, _, refused = outcome
    assert counts["read"] + len(refused) == 2106
    assert list(refused) == ["illformed/rss_empty_document.xml"]
    assert "is empty but for comments" in refused["illformed/rss_empty_document.xml"]


def test_what_feedparser_demands_of_our_fields_is_told(outcome):
    counts, differing, _ = outcome
    assert counts["agreed"] >= 1150
    unexplained = [line for line in differing if not line.startswith(tuple(WHY_OTHER))]
    assert unexplained == []


def test_each_reason_for_telling_otherwise_is_needed(outcome):
    _, differing, _ = outcome
    assert [start for start in WHY_OTHER if not any(line.startswith(start) for line in differing)] == []
