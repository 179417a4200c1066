import gzip
import random
import tracemalloc
from collections import Counter

import pytest

from sources.archives import warc
from sources.page import Page, Skipped, Unreadable
from tests.unit.warc_samples import HTML, URL, http, packed, record, whole_file


def read(tmp_path, content):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)
    found = list(warc.read(path))
    positions = [one.position for one in found]
    assert positions == sorted(set(positions))
    return found


def kinds(found):
    return [one.reason if isinstance(one, Unreadable) else type(one).__name__ for one in found]


def urls(found):
    return [one.url for one in found if isinstance(one, Page)]


@pytest.mark.parametrize("pack", [b"".join, packed], ids=["plain", "gzip"])
def test_a_file_cut_anywhere_gives_the_whole_records_before_and_one_word_of_the_end(tmp_path, pack):
    records = whole_file()
    content = pack(records)
    ends = [len(pack(records[: number + 1])) for number in range(len(records))]
    # Of a plain file the two empty lines behind a block may lack, and nothing does.
    slack = 4 if pack is not packed else 0
    for cut in range(len(content)):
        found = read(tmp_path, content[:cut])
        bad = [one for one in found if isinstance(one, Unreadable)]
        whole = sum(end - slack <= cut for end in ends)
        is_clean = cut > 0 and any(end - slack <= cut <= end for end in ends)
        assert len(bad) == (0 if is_clean else 1), (cut, kinds(found))
        assert whole <= len(found) - len(bad) <= whole + 1
        assert all(
            one.content == HTML * (3 if one.url.endswith("2") else 1) or one.notes
            for one in found[:whole]
            if isinstance(one, Page)
        )


def test_a_cut_page_is_given_with_a_note_and_its_loss_told_with_place_and_remedy(tmp_path):
    content = b"".join(whole_file())
    *_, page, end = read(tmp_path, content[:-50])
    assert page.notes == ("content_cut",)
    assert (HTML * 3).startswith(page.content)
    begin = content.index(b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000005>")
    assert end.reason == "archive_truncated"
    assert f"byte {content.rindex(b'WARC/1.1', 0, begin)}" in end.record
    assert "46 of its" in end.record
    assert "fetch the file again" in end.record


def test_damage_within_a_gzip_member_costs_that_member_alone(tmp_path):
    records = whole_file()
    members = [gzip.compress(one, mtime=0) for one in records]
    broken = bytearray(members[1])
    broken[len(broken) // 2] ^= 0xFF
    found = read(tmp_path, b"".join([members[0], bytes(broken), *members[2:]]))
    assert urls(found)[-1] == f"{URL}/2"
    (bad,) = [one for one in found if isinstance(one, Unreadable)]
    assert bad.reason == "archive_damaged"
    assert f"byte {len(members[0])}" in bad.record
    assert f"goes on at byte {len(members[0]) + len(broken)}" in bad.record


@pytest.mark.parametrize("noise", [b"\x1f\x8b\x08 no gzip at all", b"-- 8< --" * 50], ids=["like gzip", "text"])
def test_noise_between_members_is_told_once_and_passed_over(tmp_path, noise):
    records = whole_file()
    found = read(tmp_path, packed(records[:2]) + noise + packed(records[2:]))
    assert Counter(kinds(found)) == {"Page": 2, "Skipped": 3, "archive_damaged": 1}


def test_damage_in_a_file_of_one_member_keeps_what_came_before(tmp_path):
    random.seed(1)
    filler = [record(random.randbytes(3000).hex().encode(), kind="conversion", number=n) for n in range(40)]
    content = bytearray(gzip.compress(b"".join(filler)))
    content[len(content) // 2] ^= 0xFF
    found = read(tmp_path, bytes(content))
    assert len(urls(found)) >= 15
    assert not [one for one in found if isinstance(one, Page) and one.position < len(content) // 4 and one.notes]
    assert kinds(found)[-1] == "archive_damaged"


@pytest.mark.parametrize("wrong", [-40, 40, 10**9])
@pytest.mark.parametrize("pack", [b"".join, packed], ids=["plain", "gzip"])
def test_a_wrong_content_length_is_told_and_swallows_nothing(tmp_path, pack, wrong):
    block = http()
    records = whole_file()
    records[1] = record(block, number=2, url=f"{URL}/1", length=len(block) + wrong)
    found = read(tmp_path, pack(records))
    assert urls(found) == [f"{URL}/1", f"{URL}/2"]
    assert [one.reason for one in found if isinstance(one, Unreadable)] == ["record_length_wrong"]
    assert sum(isinstance(one, Skipped) for one in found) == 3
    if wrong < 0 or pack is not packed:
        assert next(one for one in found if isinstance(one, Page)).content == HTML


@pytest.mark.parametrize("length", ["", "-5", "many", "1e3", None])
def test_a_record_without_a_length_is_passed_over(tmp_path, length):
    records = whole_file()
    head = b"" if length is None else f"Content-Length: {length}\r\n".encode()
    records[1] = b"WARC/1.1\r\nWARC-Type: response\r\n" + head + b"\r\n" + http() + b"\r\n\r\n"
    found = read(tmp_path, packed(records))
    assert urls(found) == [f"{URL}/2"]
    assert sum(isinstance(one, Unreadable) for one in found) == 1


def test_bare_line_ends_and_missing_empty_lines_are_borne(tmp_path):
    one, two = record(http(), number=1, url=f"{URL}/1"), record(http(), number=2, url=f"{URL}/2")
    bare = record(http().replace(b"\r\n", b"\n"), number=1, url=f"{URL}/1")
    head, _, block = bare.partition(b"\r\n\r\n")
    lf_only = head.replace(b"\r\n", b"\n") + b"\n\n" + block
    assert urls(read(tmp_path, lf_only + two)) == [f"{URL}/1", f"{URL}/2"]
    assert urls(read(tmp_path, one[:-4] + two + b"\r\n" * 9)) == [f"{URL}/1", f"{URL}/2"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "file_empty"),
        (b"\r\n\r\n", "not_an_archive"),
        (HTML * 100, "not_an_archive"),
        (b"\0" * 5000, "not_an_archive"),
        (gzip.compress(b""), "file_empty"),
        (gzip.compress(HTML), "not_an_archive"),
        (b"\x1f\x8b", "archive_truncated"),
        (b"\x28\xb5\x2f\xfd garbage", "archive_damaged"),
        (b"\x04\x22\x4d\x18 garbage", "archive_damaged"),
        (b"PK\x03\x04" + b"\0" * 100, "not_an_archive"),
    ],
)
def test_what_is_no_archive_gives_one_word_of_it(tmp_path, content, reason):
    assert kinds(read(tmp_path, content)) == [reason]


def test_an_endless_header_is_no_header_and_takes_no_memory(tmp_path):
    records = whole_file()
    endless = b"WARC/1.1\r\nX: " + b"y" * 5_000_000 + b"\r\n\r\n"
    assert urls(read(tmp_path, packed([records[1], endless, records[4]]))) == [f"{URL}/1", f"{URL}/2"]


def test_bytes_that_are_no_utf_8_in_headers_are_borne(tmp_path):
    one = record(http()).replace(b"courier.example/ferry", b"courier.example/f\xe4hre")
    assert urls(read(tmp_path, one)) == ["https://courier.example/f\ufffdhre"]


def test_any_byte_changed_ends_in_pages_and_words_never_in_an_error(tmp_path):
    random.seed(7)
    for pack in (b"".join, packed):
        content = pack(whole_file())
        for at in range(0, len(content), 5):
            changed = bytearray(content)
            changed[at] ^= random.randrange(1, 256)
            assert read(tmp_path, bytes(changed))


def test_memory_stays_flat_whatever_a_record_holds(tmp_path):
    film = record(http(b"\0" * (100 << 20), content_type=b"video/mp4"), number=1)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(packed([film, *whole_file()]))
    tracemalloc.start()
    found = list(warc.read(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found[0] == Skipped(0, "not_page_video")
    assert len(urls(found)) == 2
    assert peak < (80 << 20)
