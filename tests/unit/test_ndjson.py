import bz2
import codecs
import gzip
import json
import lzma

import pytest
import zstandard

from sources import ndjson
from sources.errors import SourceError
from sources.page import Page, Unreadable

URL = "https://courier.example/a"
LINE = json.dumps({"url": URL, "headline": "Ferry"}).encode()


def read(tmp_path, content, base_url=""):
    path = tmp_path / "articles.ndjson"
    path.write_bytes(content)
    return list(ndjson.read(path, base_url))


def kinds(found):
    return [(one.position, one.reason if isinstance(one, Unreadable) else one.url) for one in found]


def test_each_line_is_a_page_of_kind_json(tmp_path):
    first, second = read(tmp_path, LINE + b"\n\n" + LINE.replace(b"/a", b"/b") + b"\n")
    assert (first.url, first.content, first.position, first.kind) == (URL, LINE, 1, "json")
    assert first.file_name == "articles.ndjson"
    assert (second.url, second.position) == ("https://courier.example/b", 3)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_compressed_files_are_read(tmp_path, pack):
    assert kinds(read(tmp_path, pack(LINE + b"\n" + LINE))) == [(1, URL), (2, URL)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r", b"\n\x1e"], ids=["lf", "crlf", "cr", "json-seq"])
def test_lines_end_in_every_way(tmp_path, end):
    assert [one.content for one in read(tmp_path, LINE + end + LINE + end)] == [LINE, LINE]


@pytest.mark.parametrize(
    "content", [codecs.BOM_UTF8 + LINE, codecs.BOM_UTF16_LE + LINE.decode().encode("utf-16-le"), b"\0" * 9 + LINE]
)
def test_marks_and_zeros_in_front_are_passed_over(tmp_path, content):
    assert kinds(read(tmp_path, content)) == [(1, URL)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not_json"),
        (b"not json", "not_json"),
        (b'{"url": "' + b"x" * 20, "not_json"),
        (b"[1, 2]", "not_an_object"),
        (b'"text"', "not_an_object"),
        (b"null", "not_an_object"),
        (b'{"headline": "Ferry"}', "no_url"),
        (b'{"url": "ftp://courier.example/a"}', "no_url"),
        (b'{"url": 7}', "no_url"),
        (b'{"a": ' * 100_000 + b"1" + b"}" * 100_000, "json_too_deep"),
        (b'{"n": ' + b"9" * 10_000 + b"}", "not_json"),
    ],
)
def test_an_unusable_line_is_told_and_does_not_stop_the_others(tmp_path, line, reason):
    found = read(tmp_path, LINE + b"\n" + line + b"\n" + LINE)
    assert kinds(found) == [(1, URL), (2, reason), (3, URL)]
    assert len(found[1].record) <= 500


def test_an_unusable_first_line_does_not_either(tmp_path):
    assert kinds(read(tmp_path, b"{broken\n" + LINE)) == [(1, "not_json"), (2, URL)]


def test_a_line_of_ten_megabytes_is_read_and_a_longer_one_told(tmp_path):
    long = LINE[:-1] + b', "text": "' + b"x" * 10_000_000 + b'"}'
    endless = LINE[:-1] + b', "text": "' + b"x" * 20_000_000 + b'"}'
    found = read(tmp_path, b"\n".join([LINE, long, endless, LINE]))
    assert kinds(found) == [(1, URL), (2, URL), (3, "line_too_long"), (4, URL)]
    assert found[1].content == long


def test_of_keys_given_twice_the_last_counts(tmp_path):
    assert kinds(read(tmp_path, b'{"url": "x", "url": "https://courier.example/a"}')) == [(1, URL)]


def test_bytes_that_are_no_utf_8_are_borne(tmp_path):
    (page,) = read(tmp_path, LINE.replace(b"Ferry", b"F\xe4hre"))
    assert page.url == URL


def test_a_file_cut_anywhere_gives_its_whole_lines_and_one_word_of_the_end(tmp_path):
    lines = [json.dumps({"url": f"{URL}/{n}", "text": f"{n * 7919:x}" * 50}).encode() for n in range(6)]
    content = gzip.compress(b"\n".join(lines) + b"\n")
    for cut in range(1, len(content)):
        found = read(tmp_path, content[:cut])
        bad = [one for one in found if isinstance(one, Unreadable)]
        assert len(bad) == 1, cut
        assert found[-1] is bad[0]
        assert bad[0].reason in {"file_damaged", "not_json"}
        assert [one.content for one in found[:-1]] == lines[: len(found) - 1]


@pytest.mark.parametrize("content", [b"", b"\n \n\t\n", b"\0\0"])
def test_a_file_without_lines_is_told(tmp_path, content):
    assert kinds(read(tmp_path, content)) == [(1, "file_empty")]


def test_a_document_over_many_lines_is_one_object_and_a_list_its_members(tmp_path):
    value = json.loads(LINE)
    assert kinds(read(tmp_path, json.dumps(value, indent=2).encode())) == [(1, URL)]
    assert kinds(read(tmp_path, json.dumps([value, 3, value], indent=2).encode())) == [
        (1, URL),
        (2, "not_an_object"),
        (3, URL),
    ]


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ({"mainEntityOfPage": {"@id": URL}, "@id": "#article"}, URL),
        ({"mainEntityOfPage": URL}, URL),
        ({"uri": URL}, URL),
        (
            {"@graph": [{"@type": "WebSite", "url": "https://courier.example/"}, {"@type": "NewsArticle", "url": URL}]},
            URL,
        ),
        ({"uri": "urn:newsml:wire.example:1 2"}, "https://wire.example/items/urn:newsml:wire.example:1%202"),
        ({"id": 77}, "https://wire.example/items/77"),
    ],
)
def test_the_address_is_the_article_s_own_or_made_of_its_identifier(tmp_path, value, url):
    (page,) = read(tmp_path, json.dumps(value).encode(), "https://wire.example/items/")
    assert isinstance(page, Page)
    assert page.url == url


@pytest.mark.parametrize("name", ["gone", "folder"])
def test_a_place_without_a_file_is_an_error(tmp_path, name):
    (tmp_path / "folder").mkdir()
    with pytest.raises(SourceError, match="is no file"):
        list(ndjson.read(tmp_path / name))
