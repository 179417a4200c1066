"""Archives that others made: what they hold, by our reader, by warcio, and by what is known of them."""

from collections import Counter
from pathlib import Path

import pytest

from sources.archives import warc
from sources.page import Page, Skipped, Unreadable

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "warc"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared archives are not on this machine")

HELD = {
    "bad.arc": {"not_page_text": 1, "archive_damaged": 2},
    "block-sized-records.warc": {"not_page_other_record": 3},
    "block-sized-records.warc.gz": {"not_page_other_record": 3},
    "block-sized-records.warc.lz4": {"not_page_other_record": 3},
    "clipped.warc.gz": {"page": 1, "archive_truncated": 1},
    "clueweb-quirk.warc.gz": {"page": 29, "not_page_warcinfo": 1},
    "example-bad-non-chunked.warc.gz": {
        "page": 1, "revisit_of_known": 1, "not_page_warcinfo": 2, "not_page_request": 2,
    },
    "example-bad.warc.gz.bad": {
        "page": 1, "revisit_of_known": 1, "not_page_status_3xx": 1, "not_page_warcinfo": 1, "not_page_request": 2,
    },
    "example-digest.warc": {"not_page_request": 4},
    "example-iana.org-chunked.warc": {"page": 1, "not_page_warcinfo": 1, "not_page_request": 1},
    "example-resource.warc.gz": {"page": 1, "not_page_warcinfo": 2},
    "example-space-in-target-uri.warc.gz": {"not_page_image": 1, "not_page_warcinfo": 1},
    "example-space-in-url.arc": {"page": 1, "not_page_warcinfo": 1, "archive_truncated": 1},
    "example-trunc.warc": {"page": 1, "not_page_warcinfo": 2, "not_page_request": 1, "record_length_wrong": 1},
    "example-wget-bad-target-uri.warc.gz": {
        "page": 1, "not_page_warcinfo": 1, "not_page_request": 1, "not_page_metadata": 1, "not_page_text": 2,
    },
    "example-wrong-chunks.warc.gz": {"page": 1, "not_page_request": 1},
    "example.arc": {"page": 1, "not_page_warcinfo": 1},
    "example.arc.gz": {"page": 1, "not_page_warcinfo": 1},
    "example.warc": {"page": 1, "revisit_of_known": 1, "not_page_warcinfo": 2, "not_page_request": 2},
    "example.warc.gz": {"page": 1, "revisit_of_known": 1, "not_page_warcinfo": 2, "not_page_request": 2},
    "post-test.warc.gz": {"not_page_data": 3, "not_page_request": 3},
    "warcfile.warc": {"page": 16, "not_page_warcinfo": 1, "not_page_request": 17, "not_page_metadata": 16},
    "warcfile.warc.gz": {"page": 16, "not_page_warcinfo": 1, "not_page_request": 17, "not_page_metadata": 16},
    "warcfile.warc.lz4": {"page": 16, "not_page_warcinfo": 1, "not_page_request": 17, "not_page_metadata": 16},
}  # fmt: skip

WARCIO_STOPS = {
    "bad.arc", "example-bad-non-chunked.warc.gz", "example-bad.warc.gz.bad", "example-wrong-chunks.warc.gz",
}  # fmt: skip
"""It breaks off in these, though gunzip shows that they go on."""


def files():
    return sorted(FOLDER.iterdir()) if FOLDER.is_dir() else []


def outcome(one):
    if isinstance(one, Page):
        return "page"
    return one.outcome if isinstance(one, Skipped) else one.reason


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_every_file_gives_all_that_it_holds_and_says_what_it_lacks(path):
    found = list(warc.read(path))
    assert Counter(map(outcome, found)) == HELD[path.name]
    positions = [one.position for one in found]
    assert positions == sorted(set(positions))
    for one in found:
        if isinstance(one, Unreadable):
            assert path.name in one.record
            assert "fetch the file again" in one.record


@pytest.mark.parametrize(
    "path",
    [one for one in files() if one.suffix != ".lz4" and one.name not in WARCIO_STOPS],
    ids=lambda path: path.name,
)
def test_warcio_finds_the_same_records_and_contents(path):
    iterator = pytest.importorskip("warcio.archiveiterator").ArchiveIterator
    count, contents = 0, {}
    with path.open("rb") as file:
        for record in iterator(file, arc2warc=True):
            count += 1
            status = record.http_headers.get_statuscode() if record.http_headers else None
            if record.rec_type == "response" and status == "200":
                contents[record.rec_headers.get_header("WARC-Target-URI").replace(" ", "%20")] = record
                record.held = record.content_stream().read()
    found = list(warc.read(path))
    assert len([one for one in found if not isinstance(one, Unreadable)]) == count
    for page in (one for one in found if isinstance(one, Page)):
        theirs = contents.get(page.url.replace(" ", "%20"))
        if theirs is not None:
            assert theirs.held == page.content, page.url


def test_packing_changes_no_page():
    pages = [
        [(page.url, page.content) for page in warc.read(FOLDER / f"warcfile.{name}") if isinstance(page, Page)]
        for name in ("warc", "warc.gz", "warc.lz4")
    ]
    assert pages[0] == pages[1] == pages[2]


def test_only_what_is_known_to_be_doubtful_is_called_so():
    doubtful = {
        path.name: {note for one in warc.read(path) if isinstance(one, Page) for note in one.notes} for path in files()
    }
    assert {name: notes for name, notes in doubtful.items() if notes} == {
        "clipped.warc.gz": {"content_cut"},
        "example-space-in-url.arc": {"content_cut"},
    }
