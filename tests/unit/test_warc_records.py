import gzip
import zlib
from collections import Counter
from datetime import UTC, datetime

import brotli
import pytest
import zstandard

from sources.archives import warc
from sources.errors import SourceError
from sources.page import Page, Skipped, Unreadable
from tests.unit.warc_samples import HTML, URL, http, packed, record, sha1, whole_file


def read(tmp_path, content, **options):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)
    return list(warc.read(path, **options))


def only(tmp_path, content, **options):
    (found,) = read(tmp_path, content, **options)
    return found


def outcomes(found):
    return Counter(one.outcome if isinstance(one, Skipped) else type(one).__name__ for one in found)


def test_a_response_becomes_a_page_with_what_its_record_tells(tmp_path):
    assert only(tmp_path, record(http())) == Page(
        URL,
        HTML,
        0,
        "a.warc.gz",
        datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC),
        content_type="text/html; charset=utf-8",
        warc_record_id="urn:uuid:00000000-0000-4000-8000-000000000001",
    )


@pytest.mark.parametrize("pack", [b"".join, packed], ids=["plain", "gzip"])
def test_positions_are_the_bytes_where_records_begin(tmp_path, pack):
    records = whole_file()
    found = read(tmp_path, pack(records))
    assert [one.position for one in found] == [len(pack(records[:number])) for number in range(len(records))]
    assert outcomes(found) == {"Page": 2, "not_page_warcinfo": 1, "not_page_request": 1, "not_page_image": 1}


def frames(records):
    return b"".join(zstandard.compress(one) for one in records)


def frames_with_dictionary(records):
    words = zstandard.ZstdCompressionDict(b"WARC/1.1 WARC-Type: response text/html courier.example <!doctype html>" * 9)
    packer = zstandard.ZstdCompressor(dict_data=words)
    held = zstandard.compress(words.as_bytes())
    head = b"\x5d\x2a\x4d\x18" + len(held).to_bytes(4, "little") + held
    return head + b"".join(packer.compress(one) for one in records)


def one_member(records):
    return gzip.compress(b"".join(records))


def members_of_any_size(records):
    whole = b"".join(records)
    return b"".join(gzip.compress(whole[at : at + 70]) for at in range(0, len(whole), 70))


def zero_padded(records):
    return packed(records) + b"\0" * 200_000


@pytest.mark.parametrize("pack", [frames, frames_with_dictionary, one_member, members_of_any_size, zero_padded])
def test_every_way_of_packing_gives_the_same(tmp_path, pack):
    records = whole_file()
    plain = [(one.url, one.content) for one in read(tmp_path, b"".join(records)) if isinstance(one, Page)]
    found = read(tmp_path, pack(records))
    assert [(one.url, one.content) for one in found if isinstance(one, Page)] == plain
    assert len(found) == len(records)
    positions = [one.position for one in found]
    assert positions == sorted(set(positions))


def chunked(body):
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:10], body[10:])) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (gzip.compress(HTML), b"Content-Encoding: gzip\r\n"),
        (zlib.compress(HTML), b"content-encoding: deflate\r\n"),
        (brotli.compress(HTML), b"Content-Encoding: br\r\n"),
        (zstandard.compress(HTML), b"Content-Encoding: zstd\r\n"),
        (gzip.compress(brotli.compress(HTML)), b"Content-Encoding: br, gzip\r\n"),
        (chunked(HTML), b"Transfer-Encoding: chunked\r\n"),
        (chunked(gzip.compress(HTML)), b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"),
        (HTML, b"Transfer-Encoding: chunked\r\n"),
        (HTML, b"Content-Encoding: gzip\r\n"),
        (HTML, b"Content-Encoding: utf-8\r\n"),
    ],
)
def test_encodings_are_undone_and_those_that_are_not_there_passed_over(tmp_path, body, more):
    page = only(tmp_path, record(http(body, more=more)))
    assert (page.content, page.notes) == (HTML, ())


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (gzip.compress(HTML)[:-9], b"Content-Encoding: gzip\r\n"),
        (chunked(HTML)[:-20], b"Transfer-Encoding: chunked\r\n"),
    ],
)
def test_a_body_that_breaks_off_gives_what_came_and_says_so(tmp_path, body, more):
    page = only(tmp_path, record(http(body, more=more)))
    assert HTML.startswith(page.content[:50])
    assert page.notes == ("content_cut",)


def test_a_bomb_is_refused_and_takes_no_memory(tmp_path):
    bomb = gzip.compress(b"<html>" + b" " * 50_000_000)
    found = only(tmp_path, record(http(bomb, more=b"Content-Encoding: gzip\r\n")))
    assert found == Unreadable(0, f"{URL}: more than {16 << 20} bytes of content", "page_too_large")


@pytest.mark.parametrize(
    ("status", "content_type", "outcome"),
    [
        (b"301 Moved Permanently", b"text/html", "not_page_status_3xx"),
        (b"404 Not Found", b"text/html", "not_page_status_4xx"),
        (b"503 Service Unavailable", b"text/html", "not_page_status_5xx"),
        (b"206 Partial Content", b"text/html", "not_page_status_2xx"),
        (b"200 OK", b"image/webp", "not_page_image"),
        (b"200 OK", b"text/css", "not_page_style"),
        (b"200 OK", b"application/javascript; charset=utf-8", "not_page_script"),
        (b"200 OK", b"application/json", "not_page_data"),
        (b"200 OK", b"application/pdf", "not_page_document"),
        (b"200 OK", b"application/x-odd", "not_page_other_type"),
    ],
)
def test_what_is_no_article_page_is_counted_by_what_it_is(tmp_path, status, content_type, outcome):
    found = only(tmp_path, record(http(status=status, content_type=content_type)))
    assert found == Skipped(0, outcome)


@pytest.mark.parametrize(
    "content_type", [b"TEXT/HTML", b"application/xhtml+xml; charset=utf-8", b"unknown/unknown", None]
)
def test_html_is_known_by_its_type_and_by_its_beginning_where_none_is_told(tmp_path, content_type):
    assert isinstance(only(tmp_path, record(http(content_type=content_type))), Page)


@pytest.mark.parametrize("first", [b"HTTP/2 200\r\n", b"HTTP/1.0 200 Alles\xfcber\r\n", b"HTTP/1.1 200 OK\n"])
def test_status_lines_of_every_kind_are_read(tmp_path, first):
    page = only(tmp_path, record(first + b"content-type: text/html\r\n\r\n" + HTML))
    assert page.content == HTML


def test_addresses_in_angle_brackets_and_with_spaces_are_taken(tmp_path):
    records = [record(http(), url=f"<{URL}>", number=1), record(http(), url=f"{URL}/a b", number=2)]
    assert [page.url for page in read(tmp_path, packed(records))] == [URL, f"{URL}/a b"]


def test_a_response_without_an_address_is_told(tmp_path):
    assert only(tmp_path, record(http(), url=None)).reason == "no_url"


def test_texts_of_wet_files_are_page_texts(tmp_path):
    page = only(tmp_path, record("Fähre fährt wieder\n".encode(), kind="conversion"))
    assert (page.kind, page.content_type, page.content.decode()) == ("text", "text/plain", "Fähre fährt wieder\n")


def test_resources_are_pages_where_they_are_html_of_a_web_address(tmp_path):
    html = {"Content_Type": "text/html"}
    records = [
        record(HTML, kind="resource", number=1, **html),
        record(HTML, kind="resource", number=2, url="urn:pageinfo:https://courier.example/", **html),
        record(b"log", kind="resource", number=3),
    ]
    assert outcomes(read(tmp_path, packed(records))) == {"Page": 1, "not_page_other_address": 1, "not_page_text": 1}


def test_dns_and_unknown_records_are_counted(tmp_path):
    records = [record(b"20250304", url="dns:courier.example", number=1), record(b"", kind="odd", number=2)]
    assert outcomes(read(tmp_path, packed(records))) == {"not_page_dns": 1, "not_page_other_record": 1}


PAYLOAD = {"WARC_Payload_Digest": sha1(HTML)}


def test_a_revisit_of_a_page_in_the_same_file_repeats_nothing(tmp_path):
    records = [
        record(http(), number=1, **PAYLOAD),
        record(http(b""), kind="revisit", number=2, **PAYLOAD),
        record(http(b"", status=b"304 Not Modified"), kind="revisit", number=3, WARC_Refers_To=f"<urn:uuid:{1:032d}>"),
    ]
    found = read(tmp_path, packed(records))
    assert outcomes(found) == {"Page": 1, "revisit_of_known": 1, "revisit_of_other_file": 1}


@pytest.mark.parametrize("known", [{sha1(HTML)}, {"urn:uuid:9"}])
def test_a_revisit_of_what_the_caller_knows_is_told_as_known(tmp_path, known):
    one = record(http(b""), kind="revisit", WARC_Refers_To="<urn:uuid:9>", **PAYLOAD)
    assert only(tmp_path, one, known=known) == Skipped(0, "revisit_of_known")
    assert only(tmp_path, one) == Skipped(0, "revisit_of_other_file")


@pytest.mark.parametrize(
    ("fields", "notes"),
    [
        ({"WARC_Payload_Digest": sha1(HTML), "WARC_Block_Digest": sha1(http())}, ()),
        ({"WARC_Payload_Digest": "sha256:" + "0" * 64}, ("digest_wrong",)),
        ({"WARC_Payload_Digest": sha1(b"other")}, ("digest_wrong",)),
        ({"WARC_Block_Digest": sha1(b"other")}, ("digest_wrong",)),
        ({"WARC_Block_Digest": "crc:1234"}, ()),
        ({"WARC_Truncated": "length", "WARC_Payload_Digest": sha1(HTML)}, ("content_cut_by_crawler",)),
    ],
)
def test_doubts_about_a_page_stand_in_its_notes(tmp_path, fields, notes):
    assert only(tmp_path, record(http(), **fields)).notes == notes


@pytest.mark.parametrize("digested", [HTML, chunked(HTML)], ids=["joined", "in chunks"])
def test_a_payload_digest_may_be_of_the_chunks_or_of_what_they_make(tmp_path, digested):
    block = http(chunked(HTML), more=b"Transfer-Encoding: chunked\r\n")
    assert only(tmp_path, record(block, WARC_Payload_Digest=sha1(digested))).notes == ()


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("2025-03-04T05:06:07.123456Z", datetime(2025, 3, 4, 5, 6, 7, 123456, tzinfo=UTC)),
        ("2025-03", datetime(2025, 3, 1, tzinfo=UTC)),
        ("soon", None),
    ],
)
def test_dates_of_every_precision_are_read(tmp_path, date, at):
    assert only(tmp_path, record(http(), date=date)).fetched_at == at


ARC = (
    b"filedesc://a.arc 192.0.2.1 20100101000000 text/plain 76\n1 0 Courier\n"
    b"URL IP-address Archive-date Content-type Archive-length\n\n     \n\n"
)


def test_arc_files_are_read(tmp_path):
    block = http()
    head = f"{URL}?q=a b 192.0.2.7 20100102030405 text/html {len(block)}\n".encode()
    warcinfo, page = read(tmp_path, ARC + head + block + b"\n")
    assert warcinfo == Skipped(0, "not_page_warcinfo")
    assert (page.url, page.content, page.fetched_at) == (
        f"{URL}?q=a b",
        HTML,
        datetime(2010, 1, 2, 3, 4, 5, tzinfo=UTC),
    )


def test_arc_files_of_version_2_are_read(tmp_path):
    block = http()
    head = f"{URL} 192.0.2.7 20100102030405 text/html 200 abc - 150 a.arc {len(block)}\n".encode()
    _, page = read(tmp_path, gzip.compress(ARC) + gzip.compress(head + block + b"\n"))
    assert (page.url, page.content) == (URL, HTML)


@pytest.mark.parametrize("name", ["gone.warc", "folder"])
def test_a_place_without_an_archive_is_an_error(tmp_path, name):
    (tmp_path / "folder").mkdir()
    with pytest.raises(SourceError, match=name):
        list(warc.read(tmp_path / name))
