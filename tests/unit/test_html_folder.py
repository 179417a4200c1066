import gzip
import json
from datetime import UTC, datetime

import pytest

from sources import html_folder
from sources.errors import SourceError
from sources.page import Page, Unreadable

HTML = b"<html><body><p>A page.</p></body></html>"
URL = "https://example.com/a"


def folder_with(tmp_path, *lines, **files):
    (tmp_path / "index.jsonl").write_text("\n".join(lines), "utf-8")
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def entry(**values):
    return json.dumps({"url": URL, **values})


def only(folder):
    (found,) = html_folder.read(folder)
    return found


def test_a_page_is_read_with_the_url_and_the_time_of_its_index_line(tmp_path):
    line = entry(file="page", fetched_at="2025-01-02T03:04:05+00:00")
    page = only(folder_with(tmp_path, line, page=HTML))
    assert page == Page(URL, HTML, 1, "page", datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC))


def test_a_time_without_a_zone_is_utc(tmp_path):
    page = only(folder_with(tmp_path, entry(file="page", fetched_at="2025-01-02T03:04:05"), page=HTML))
    assert page.fetched_at == datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_gzip_is_told_by_its_first_bytes_not_by_its_name(tmp_path):
    lines = [entry(file="packed"), entry(file="plain.gz")]
    folder = folder_with(tmp_path, *lines, **{"packed": gzip.compress(HTML), "plain.gz": HTML})
    assert [page.content for page in html_folder.read(folder)] == [HTML, HTML]


@pytest.mark.parametrize("name", ["html/7.html.gz", "html/7.html", "7.html", "7.html.gz"])
def test_an_id_stands_for_a_file_name(tmp_path, name):
    (tmp_path / "html").mkdir()
    page = only(folder_with(tmp_path, entry(id=7), **{name: HTML}))
    assert (page.file_name, page.content) == (name, HTML)


@pytest.mark.parametrize(
    "line",
    [
        "{not json",
        "[1]",
        '"text"',
        '{"file": "page"}',
        f'{{"url": "{URL}"}}',
        '{"url": "", "file": "page"}',
        '{"url": 5, "file": "page"}',
        f'{{"url": "{URL}", "file": "page", "fetched_at": "yesterday"}}',
    ],
)
def test_a_line_that_names_no_page_is_told(tmp_path, line):
    assert only(folder_with(tmp_path, line, page=HTML)) == Unreadable(1, line, "index_line_invalid")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../outside.html", "file_outside_folder"),
        ("/etc/hostname", "file_outside_folder"),
        ("gone.html", "file_missing"),
        ("cut.html.gz", "file_truncated"),
        ("bad.html.gz", "file_truncated"),
        ("empty.html", "file_empty"),
        ("packed_nothing.gz", "file_empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path, name, reason):
    files = {
        "cut.html.gz": gzip.compress(HTML)[:-9],
        "bad.html.gz": b"\x1f\x8bnothing of the kind",
        "empty.html": b"",
        "packed_nothing.gz": gzip.compress(b""),
    }
    line = entry(file=name)
    assert only(folder_with(tmp_path, line, **files)) == Unreadable(1, line, reason)


def test_one_bad_line_does_not_stop_the_others(tmp_path):
    folder = folder_with(tmp_path, "{", "", entry(file="page"), page=HTML)
    bad, good = html_folder.read(folder)
    assert (bad.position, good.position, good.content) == (1, 3, HTML)


def test_a_folder_that_is_missing_or_has_no_index_is_an_error(tmp_path):
    for folder in (tmp_path / "gone", tmp_path):
        with pytest.raises(SourceError, match=r"index\.jsonl"):
            list(html_folder.read(folder))
