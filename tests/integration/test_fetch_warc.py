"""The archive: read back by two libraries that others wrote, and never half there."""

import asyncio
import base64
import hashlib
import io
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from sources.fetch import Exchange, Fetcher, Hop, Request, WarcFile
from sources.fetch.exchange import Earlier, digest
from tests.integration.misbehaving_server import PAGE, RULES, MisbehavingServer, VirtualClock, resolve

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2025, 5, 4, 12, 0, 0, 250_000, tzinfo=UTC)


@pytest.fixture(scope="module")
def server():
    with MisbehavingServer() as running:
        yield running


def crawled(server, folder, *requests, started_at=AT, **options):
    """Fetch into WARC files; return the results and the files."""

    async def run():
        with WarcFile(folder, "courier", started_at, told=[("operator", "Port Lumen Courier")], **options) as warc:
            async with Fetcher(RULES, warc.write, clock=VirtualClock(), resolve=resolve, tls=server.trust) as fetcher:
                results = [await fetcher.fetch(request) for request in requests]
        return results, warc.files

    return asyncio.run(run())


def records(path):
    """Return (type, headers, HTTP headers, payload) as warcio reads them, digests checked."""
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            payload = record.content_stream().read()
            found.append((record.rec_type, dict(record.rec_headers.headers), record.http_headers, payload))
    return found


def raw_payloads(path):
    """Return record id -> payload as FastWARC reads it, after it has checked the digests."""
    found = {}
    with path.open("rb") as file:
        for record in FastIterator(file, parse_http=False):
            assert record.verify_block_digest()
            record.parse_http()
            if record.record_type == WarcRecordType.response:
                assert record.verify_payload_digest()
            found[record.record_id] = record.reader.read()
    return found


def test_two_libraries_read_back_what_came(server, tmp_path):
    requests = [Request(server.url(path), source="courier") for path in ("/gzip", "/chain/1", "/status/404", "/large")]
    results, (path,) = crawled(server, tmp_path, *requests)
    assert path.name == "courier-20250504120000-00000.warc.gz"
    found = records(path)
    # robots.txt, a page, two redirects and their page, an error page, one that was cut off.
    assert [kind for kind, *_ in found] == ["warcinfo"] + ["response", "request", "metadata"] * 7
    info = found[0][3].decode()
    assert "operator: Port Lumen Courier\r\n" in info
    assert found[0][1]["WARC-Filename"] == path.name
    assert all(headers["WARC-Warcinfo-ID"] == found[0][1]["WARC-Record-ID"] for _, headers, *_ in found[1:])
    responses = [entry for entry in found if entry[0] == "response"]
    assert [http.get_statuscode() for _, _, http, _ in responses] == ["404", "200", "301", "301", "200", "404", "200"]
    assert responses[1][3] == PAGE, "warcio undoes the content encoding"
    _, headers, http, _ = responses[1]
    assert headers["WARC-Target-URI"] == results[0].url
    assert headers["WARC-Record-ID"] == f"<{results[0].final.record_id}>"
    assert headers["WARC-IP-Address"] == "127.0.0.1"
    assert headers["WARC-Protocol"] == "http/1.1"
    assert headers["WARC-Payload-Digest"] == digest(results[0].final.body)
    assert headers["WARC-Date"].startswith("2025-05-04T12:00:")
    assert http.get_header("Content-Encoding") == "gzip"
    assert responses[-1][1]["WARC-Truncated"] == "length"
    raw = raw_payloads(path)
    assert raw[f"<{results[0].final.record_id}>"] == results[0].final.body


def test_the_records_of_one_request_belong_together(server, tmp_path):
    (result,), (path,) = crawled(server, tmp_path, Request(server.url("/chain/0"), source="courier"))
    *_, response, request, metadata = records(path)
    assert request[1]["WARC-Concurrent-To"] == metadata[1]["WARC-Concurrent-To"] == response[1]["WARC-Record-ID"]
    assert (request[2].protocol, request[2].statusline) == ("GET", "/page HTTP/1.1")
    assert request[2].get_header("User-Agent") == "Newslake/0.1 (+https://courier.example/bot)"
    told = dict(line.split(": ", 1) for line in metadata[3].decode().splitlines())
    assert told["via"] == server.url("/chain/0")
    assert (told["hopsFromSeed"], told["source"], told["attempt"]) == ("R", "courier", "1")
    assert told["robotsRule"] == "none: status_404"
    assert isinstance(result, Exchange)


def test_warcios_own_checker_finds_nothing(server, tmp_path):
    paths = [
        "/gzip",
        "/broken/untilclose",
        "/broken/short",
        "/broken/stalls",
        "/charset/utf-16",
        "/status/999",
        "/large",
    ]
    _, (path,) = crawled(server, tmp_path, *(Request(server.url(p)) for p in paths))
    checker = Checker(type("Command", (), {"inputs": [str(path)], "verbose": False})())
    checker.process_all()
    assert checker.exit_value == 0
    truncated = [headers["WARC-Truncated"] for _, headers, *_ in records(path) if "WARC-Truncated" in headers]
    assert truncated == ["disconnect"] * 3 + ["time"] * 3 + ["length"]


def test_an_undone_transfer_encoding_is_not_claimed(server, tmp_path):
    _, (path,) = crawled(server, tmp_path, Request(server.url("/broken/chunkscut")))
    response = next(entry for entry in records(path) if entry[0] == "response" and entry[3] == b"hello")
    assert response[2].get_header("Transfer-Encoding") is None
    assert response[1]["WARC-Truncated"] == "disconnect"
    assert b"transferEncoding: chunked" in records(path)[-1][3]


def test_unchanged_pages_become_revisits_of_the_first_record(server, tmp_path):
    url = server.url("/conditional")
    (first,), _ = crawled(server, tmp_path / "1", Request(url))
    (second,), (file_2,) = crawled(server, tmp_path / "2", Request(url, first.etag, earlier=first.earlier))
    (third,), (file_3,) = crawled(server, tmp_path / "3", Request(url, earlier=second.earlier))
    (fourth,), _ = crawled(server, tmp_path / "4", Request(url, third.etag, earlier=third.earlier))
    assert (second.not_modified, third.not_modified) == (True, False)
    assert third.content == PAGE
    assert fourth.earlier == third.earlier == second.earlier == first.earlier, "a chain has one end"
    for path, result, profile in (
        (file_2, second, "server-not-modified"),
        (file_3, third, "identical-payload-digest"),
    ):
        (_, headers, http, payload) = next(entry for entry in records(path) if entry[0] == "revisit")
        assert headers["WARC-Profile"] == f"http://netpreserve.org/warc/1.1/revisit/{profile}"
        assert headers["WARC-Record-ID"] == f"<{result.final.record_id}>"
        assert headers["WARC-Refers-To"] == f"<{first.final.record_id}>"
        assert headers["WARC-Refers-To-Target-URI"] == url
        refers = next(
            h
            for kind, h, *_ in records(tmp_path / "1" / path.name)
            if kind == "response" and h["WARC-Target-URI"] == url
        )
        assert headers["WARC-Refers-To-Date"] == refers["WARC-Date"]
        assert headers["WARC-Payload-Digest"] == refers["WARC-Payload-Digest"]
        assert (payload, http.get_header("ETag")) == (b"", '"v1"')
        raw_payloads(path)


def hop(**fields):
    return Hop(
        **{
            "url": "https://courier.example/page?q=1",
            "request_headers": (("Host", "courier.example"), ("Cookie", "a=secret"), ("Authorization", "Basic secret")),
            "status": 200,
            "http_version": "HTTP/2",
            "headers": (
                ("content-type", "text/html"),
                ("transfer-encoding", "chunked"),
                ("x-note", "a\r\nx-forged: b"),
            ),
            "body": PAGE,
            "fetched_at": AT,
            "record_id": "urn:uuid:00000000-0000-4000-8000-000000000001",
            "payload_digest": digest(PAGE),
            "tls_version": "TLSv1.3",
        }
        | fields
    )


def test_http2_is_written_as_http1_and_our_secrets_are_not(tmp_path):
    with WarcFile(tmp_path, "courier", AT) as warc:
        warc.write(hop())
    _, response, request, _ = records(warc.files[0])
    assert response[2].protocol == "HTTP/1.1"
    assert response[2].statusline == "200 OK"
    assert response[2].get_header("x-forged") is None
    with warc.files[0].open("rb") as file:
        headers = [record.rec_headers.headers for record in ArchiveIterator(file)][1]
    assert [value for name, value in headers if name == "WARC-Protocol"] == ["h2", "tls/1.3"]
    assert [name for name, _ in request[2].headers] == ["Host"]


def test_digests_are_those_of_the_bytes(tmp_path):
    with WarcFile(tmp_path, "courier", AT) as warc:
        warc.write(hop(headers=(("content-type", "text/html"),)))
    headers = records(warc.files[0])[1][1]
    block = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n" + PAGE
    expected = base64.b32encode(hashlib.sha256(block).digest()).decode()
    assert headers["WARC-Block-Digest"] == f"sha256:{expected}"
    assert headers["WARC-Date"] == "2025-05-04T12:00:00.250000Z"


def test_files_roll_at_their_size_and_keep_a_request_together(tmp_path):
    with WarcFile(tmp_path, "courier desk/1", AT, max_bytes=3000) as warc:
        for n in range(12):
            warc.write(hop(record_id=f"urn:uuid:00000000-0000-4000-8000-{n:012d}", body=os.urandom(600)))
    assert len(warc.files) > 3
    assert [path.name[-14:-8] for path in warc.files] == [f"-{n:05d}" for n in range(len(warc.files))]
    assert warc.files[0].name.startswith("courier_desk_1-20250504120000-")
    for path in warc.files:
        assert path.stat().st_size <= 3000
        kinds = [record.rec_type for record in ArchiveIterator(io.BytesIO(path.read_bytes()))]
        assert kinds[0] == "warcinfo"
        assert kinds[1:] == ["response", "request", "metadata"] * (len(kinds) // 3)


def test_no_file_is_written_over(tmp_path):
    for _ in range(2):
        with WarcFile(tmp_path, "courier", AT) as warc:
            warc.write(hop())
    with WarcFile(tmp_path, "courier", AT) as one, WarcFile(tmp_path, "courier", AT) as other:
        one.write(hop())
        other.write(hop())
    assert sorted(path.name[-13:-8] for path in tmp_path.iterdir()) == ["00000", "00001", "00002", "00003"]


def test_a_file_has_its_name_only_when_it_is_on_the_disk(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(os, "fsync", lambda _: seen.append([path.suffix for path in tmp_path.iterdir()]))
    with WarcFile(tmp_path, "courier", AT) as warc:
        warc.write(hop())
    assert seen == [[".part"], [".gz"]], "the file, then the folder"


def test_nothing_fetched_leaves_nothing(tmp_path):
    with WarcFile(tmp_path / "none", "courier", AT) as warc:
        pass
    assert warc.files == []
    assert not (tmp_path / "none").exists()


def test_what_came_before_an_error_is_kept(tmp_path):
    warc = WarcFile(tmp_path, "courier", AT)

    def interrupted():
        with warc:
            warc.write(hop())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert len(records(warc.files[0])) == 4


def test_a_full_disk_leaves_whole_records(tmp_path):
    with WarcFile(tmp_path, "courier", AT) as warc:
        warc.write(hop())
        file, part = warc._open
        warc._open = (Full(file), part)
        with pytest.raises(OSError, match="No space"):
            warc.write(hop(body=os.urandom(50_000)))
        warc._open = (file, part)
    assert len(records(warc.files[0])) == 4


class Full:
    """A disk that has room for a hundred bytes."""

    def __init__(self, file):
        self._file = file

    def write(self, records_):
        self._file.write(records_[:100])
        raise OSError(28, "No space left on device")

    def truncate(self, size):
        self._file.truncate(size)
        self._file.seek(size)


KILLED = """
import os, sys, time
from pathlib import Path
from sources.fetch import WarcFile
from tests.integration.test_fetch_warc import AT, hop
warc = WarcFile(Path(sys.argv[1]), "courier", AT)
while True:
    warc.write(hop(body=os.urandom(20_000)))
    print("written", flush=True)
"""


def test_a_killed_writer_leaves_no_half_file_in_place(tmp_path):
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT, env=os.environ
    )
    for _ in range(3):
        assert writer.stdout.readline() == b"written\n"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    assert [path.name for path in tmp_path.iterdir()] == ["courier-20250504120000-00000.warc.gz.part"]
    with WarcFile(tmp_path, "courier", AT) as warc:
        warc.write(hop())
    assert [path.name for path in warc.files] == ["courier-20250504120000-00001.warc.gz"]


def test_a_page_that_was_cut_off_repeats_nothing():
    earlier = Earlier("urn:uuid:1", "https://courier.example/page", AT, digest(PAGE))
    assert hop(earlier=earlier).repeats_earlier
    assert not hop(earlier=earlier, truncated="disconnect").repeats_earlier
    assert not hop(earlier=earlier, payload_digest=digest(b"other")).repeats_earlier
    assert not hop(status=304).repeats_earlier
