"""What a server answered: status, type, and the content with its encodings undone."""

import re
import zlib
from typing import NamedTuple

import brotli
import zstandard

from sources.fetch.encoding import DECODERS, MOST_CODINGS

STATUS_LINE = re.compile(rb"HTTP(?:/\d(?:\.\d)?)? (?P<status>\d{3})\b[^\r\n]*(?:\r?\n|$)")
HEAD_END = re.compile(rb"\r?\n\r?\n")
CHUNK_SIZE = re.compile(rb"\s*(?P<size>[0-9a-f]{1,8})[^\r\n]*\r?\n", re.IGNORECASE)
BROKEN = (zlib.error, brotli.error, zstandard.ZstdError, EOFError)


class TooLargeError(Exception):
    """The content is larger than the limit."""


class Response(NamedTuple):
    """An HTTP response without its body's place on the wire. `status` is None where there is no HTTP head."""

    status: int | None
    headers: dict[str, str]
    """Names in lower case; of several fields of a name the first."""
    payload: bytes
    """As it stands in the archive."""


def response(block: bytes) -> Response:
    """Part `block` into head and payload; line ends may be bare."""
    first = STATUS_LINE.match(block)
    if not first:
        return Response(None, {}, block)
    end = HEAD_END.search(block, first.end() - 2)
    if block[first.end() : first.end() + 2].startswith((b"\r\n", b"\n")):
        end = re.compile(rb"\r?\n").match(block, first.end())
    head = block[first.end() : end.start() if end else len(block)]
    headers: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return Response(int(first["status"]), headers, block[end.end() :] if end else b"")


def content(answer: Response, limit: int) -> tuple[bytes, bool]:
    """Return the content of `answer`, and whether it is whole.

    An encoding that the head names but the payload does not have is passed over: many archives hold payloads with
    their encodings undone and the old head. What breaks off gives what came before.
    """
    body, whole = answer.payload, True
    if "chunked" in answer.headers.get("transfer-encoding", "").lower():
        body, whole = without_chunks(body)
    codings = [name.strip().lower() for name in answer.headers.get("content-encoding", "").split(",")]
    known = [DECODERS[name] for name in codings if name in DECODERS][:MOST_CODINGS]
    for decode in reversed(known):
        unpacked = bytearray()
        try:
            for piece in decode(body) if body else ():
                unpacked += piece
                if len(unpacked) > limit:
                    raise TooLargeError
        except BROKEN:
            if not unpacked:
                break
            whole = False
        body = bytes(unpacked)
    if len(body) > limit:
        raise TooLargeError
    return body, whole


def without_chunks(body: bytes) -> tuple[bytes, bool]:
    """Return `body` with its chunks joined, and whether the last was there; as it is where it has none."""
    parts: list[bytes] = []
    at = 0
    while size := CHUNK_SIZE.match(body, at):
        length = int(size["size"], 16)
        if not length:
            return b"".join(parts), True
        part = body[size.end() : size.end() + length]
        parts.append(part)
        at = size.end() + length
        if len(part) < length:
            break
        at += len(body[at : at + 2]) - len(body[at : at + 2].lstrip(b"\r\n"))
    return (b"".join(parts), False) if parts else (body, True)
