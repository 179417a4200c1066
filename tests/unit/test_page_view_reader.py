import bz2
import gzip

import duckdb
import pytest
import zstandard

from sources.errors import SourceError
from sources.page_view import find_files, format_named
from sources.page_view.lines import DAMAGE_MARK, read_lines
from tests.page_requests import read_requests

LINE = '192.0.2.7 - - [04/May/2025:10:00:00 +0200] "GET /a HTTP/1.1" 200 12 "-" "Mozilla/5.0 (X11)"'


def read(path):
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rows = []
        for _ in read_requests(connection, path, format_named("combined")):
            rows += connection.execute(
                "SELECT address, strftime(received_at, '%H:%M'), method, target, status, user_agent, is_readable "
                "FROM request ORDER BY position"
            ).fetchall()
        return rows


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("plain.log", bytes),
        ("a.gz", gzip.compress),
        ("b.bz2", bz2.compress),
        ("c.zst", zstandard.ZstdCompressor().compress),
        ("misnamed.log", gzip.compress),
        ("misnamed.gz", bytes),
    ],
)
def test_plain_and_compressed_whatever_the_name(tmp_path, name, pack):
    file = tmp_path / name
    file.write_bytes(pack(f"{LINE}\n{LINE}".encode()))
    assert read(file) == [("192.0.2.7", "08:00", "GET", "/a", 200, "Mozilla/5.0 (X11)", True)] * 2


@pytest.mark.parametrize(
    ("line", "agent"),
    [
        (LINE.replace("(X11)", r"\"quoted\" (X11)"), 'Mozilla/5.0 "quoted" (X11)'),
        (LINE.replace("(X11)", '"stray" (X11)'), 'Mozilla/5.0 "stray" (X11)'),
        (LINE[:-1], "Mozilla/5.0 (X11)"),
        (LINE.split(' "-"', maxsplit=1)[0], None),
    ],
)
def test_quotes_inside_and_missing_quotes_at_the_end(tmp_path, line, agent):
    file = tmp_path / "log"
    file.write_text(line + "\n", encoding="utf-8")
    (row,) = read(file)
    assert row[2:] == ("GET", "/a", 200, agent, True)


@pytest.mark.parametrize(
    "line", ["", "garbage", LINE.replace("04/May", "31/Feb"), LINE.replace(" 200 ", " 2x0 "), LINE[:40], "\x00\x01"]
)
def test_what_is_not_readable_says_so(tmp_path, line):
    file = tmp_path / "log"
    file.write_text(f"{LINE}\n{line}\n{LINE}\n", encoding="utf-8")
    assert [row[-1] for row in read(file)] == [True, False, True]


def test_undecodable_bytes_survive(tmp_path):
    file = tmp_path / "log"
    file.write_bytes(LINE.replace("/a", "/caf\xe9").encode("latin-1") + b"\n" + LINE.encode() + b"\n")
    assert [row[3] for row in read(file)] == ["/caf\\xe9", "/a"]


def test_a_truncated_file_gives_what_it_holds_and_says_so(tmp_path):
    file = tmp_path / "log.gz"
    lines = "\n".join(LINE.replace("/a", f"/{n * 7919 % 100_003}") for n in range(20_000))
    file.write_bytes(gzip.compress(lines.encode())[:-2000])
    found = [line for batch in read_lines(file) for line in batch.column("line").to_pylist()]
    assert len(found) > 1
    assert found[-1] == DAMAGE_MARK
    assert found[:-2] == lines.split("\n")[: len(found) - 2]


def test_an_empty_file_has_no_lines(tmp_path):
    (tmp_path / "empty.log").touch()
    assert read(tmp_path / "empty.log") == []


def test_a_missing_place_is_named_with_the_remedy(tmp_path):
    with pytest.raises(SourceError, match=r"nowhere: .*correct `location`"):
        find_files(tmp_path / "nowhere")
    with pytest.raises(SourceError, match="holds no log file"):
        find_files(tmp_path)
