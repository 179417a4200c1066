"""WARC 1.1 records (ISO 28500:2017) of an exchange."""

import gzip
import re
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus

from sources.fetch.exchange import Hop, digest
from sources.fetch.urls import target_of

Fields = list[tuple[str, str]]
REVISIT = "http://netpreserve.org/warc/1.1/revisit/"
SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})
"""What of a request is never written."""
BREAKS = re.compile(r"[\r\n\0]")
NOT_MODIFIED = 304


def record(  # noqa: PLR0913, PLR0917 - a record's own parts, in their order
    kind: str, record_id: str, at: datetime, content_type: str, fields: Fields, block: bytes
) -> bytes:
    """Return one record as a gzip member of its own."""
    head = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<{record_id}>"),
        ("WARC-Date", warc_date(at)),
        *((name, value) for name, value in fields if value),
        ("WARC-Block-Digest", digest(block)),
        ("Content-Type", content_type),
        ("Content-Length", str(len(block))),
    ]
    text = "".join(f"{name}: {value}\r\n" for name, value in head)
    return gzip.compress(f"WARC/1.1\r\n{text}\r\n".encode() + block + b"\r\n\r\n", compresslevel=6, mtime=0)


def warcinfo(record_id: str, at: datetime, name: str, told: Iterable[tuple[str, str]]) -> bytes:
    """Return the record that a file begins with: who made it, and how."""
    block = field_lines([("format", "WARC File Format 1.1"), *told])
    return record("warcinfo", record_id, at, "application/warc-fields", [("WARC-Filename", name)], block)


def exchange_records(hop: Hop, warcinfo_id: str) -> bytes:
    """Return the records of one request: response or revisit, request, metadata, tied to one another."""
    shared = [("WARC-Warcinfo-ID", f"<{warcinfo_id}>"), ("WARC-Target-URI", hop.url)]
    beside = [*shared, ("WARC-Concurrent-To", f"<{hop.record_id}>")]
    return b"".join(
        (
            _answer(hop, shared),
            record(
                "request",
                uuid.uuid4().urn,
                hop.fetched_at,
                "application/http; msgtype=request",
                [*beside, *_place(hop)],
                _request_block(hop),
            ),
            record("metadata", uuid.uuid4().urn, hop.fetched_at, "application/warc-fields", beside, _metadata(hop)),
        )
    )


def warc_date(at: datetime) -> str:
    """Return an instant as WARC 1.1 writes it, in microseconds."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def field_lines(fields: Iterable[tuple[str, str]]) -> bytes:
    """Return application/warc-fields: a name and a value on each line; empty values are left out."""
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields if value).encode()


def _answer(hop: Hop, shared: Fields) -> bytes:
    kind, block = "response", response_head(hop) + hop.body
    fields = [*shared, *_place(hop), ("WARC-Payload-Digest", hop.payload_digest), ("WARC-Truncated", hop.truncated)]
    if hop.earlier and hop.repeats_earlier:
        kind, block = "revisit", response_head(hop)
        same = "server-not-modified" if hop.status == NOT_MODIFIED else "identical-payload-digest"
        fields = [
            *shared,
            *_place(hop),
            ("WARC-Profile", f"{REVISIT}{same}"),
            ("WARC-Refers-To", f"<{hop.earlier.record_id}>"),
            ("WARC-Refers-To-Target-URI", hop.earlier.url),
            ("WARC-Refers-To-Date", warc_date(hop.earlier.fetched_at)),
            # The payload that is meant, which players find the record by.
            ("WARC-Payload-Digest", hop.earlier.payload_digest),
        ]
    return record(kind, hop.record_id, hop.fetched_at, "application/http; msgtype=response", fields, block)


def _place(hop: Hop) -> Fields:
    protocol = "h2" if hop.http_version == "HTTP/2" else hop.http_version.lower()
    secured = hop.tls_version.lower().replace("tlsv", "tls/")
    return [("WARC-IP-Address", hop.address), ("WARC-Protocol", protocol), ("WARC-Protocol", secured)]


def response_head(hop: Hop) -> bytes:
    """Return status line and headers in HTTP/1.1's form; the transfer encoding is undone, so its header goes too."""
    version = "HTTP/1.1" if hop.http_version == "HTTP/2" else hop.http_version
    phrase = hop.reason_phrase or (HTTPStatus(hop.status).phrase if hop.status in set(HTTPStatus) else "")
    # HTTP/2 can carry line breaks within a value; here they would make headers of their own.
    lines = [
        f"{BREAKS.sub(' ', f'{name}: {value}')}\r\n"
        for name, value in hop.headers
        if name.lower() != "transfer-encoding"
    ]
    return f"{version} {hop.status} {phrase}\r\n{''.join(lines)}\r\n".encode("latin-1")


def _request_block(hop: Hop) -> bytes:
    lines = [f"{name}: {value}\r\n" for name, value in hop.request_headers if name.lower() not in SECRET_HEADERS]
    return f"GET {target_of(hop.url)} HTTP/1.1\r\n{''.join(lines)}\r\n".encode("latin-1")


def _metadata(hop: Hop) -> bytes:
    return field_lines(
        [
            ("source", hop.source),
            ("via", hop.via),
            ("hopsFromSeed", "R" * hop.number),
            ("fetchTimeMs", f"{hop.seconds * 1000:.0f}"),
            ("attempt", str(hop.attempt)),
            ("robotsRule", hop.robots_rule),
            ("httpVersion", hop.http_version),
            ("transferEncoding", hop.header("transfer-encoding")),
            ("note", hop.note),
        ]
    )
