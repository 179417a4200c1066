"""Content encodings undone, within a limit: a kilobyte can be made to mean a gigabyte."""

import zlib
from collections.abc import Callable, Iterator

import brotli
import zstandard

PIECE = 256 * 1024
SPOONFUL = 256
MOST_CODINGS = 3


class TooMuchError(Exception):
    """More content than the limit."""


class UndecodableError(Exception):
    """The body is not what its Content-Encoding says."""


def decoded(body: bytes, content_encoding: str, limit: int) -> bytes:
    """Return the content of a body. What is no coding (identity, "none", a charset) is passed over, as browsers do."""
    codings = [name.strip().lower() for name in content_encoding.split(",")]
    known = [DECODERS[name] for name in codings if name in DECODERS]
    if len(known) > MOST_CODINGS:
        raise UndecodableError(f"{len(known)} content encodings, one in the other")
    for pieces in reversed(known):
        if body:
            body = _within(pieces(body), limit)
    if len(body) > limit:
        raise TooMuchError(f"more than {limit} bytes")
    return body


def _within(pieces: Iterator[bytes], limit: int) -> bytes:
    content = bytearray()
    try:
        for piece in pieces:
            content += piece
            if len(content) > limit:
                raise TooMuchError(f"more than {limit} bytes when decompressed")
    except (zlib.error, brotli.error, zstandard.ZstdError, EOFError) as error:
        raise UndecodableError(f"{error} after {len(content)} bytes of content") from error
    return bytes(content)


def _gzip(body: bytes) -> Iterator[bytes]:
    while body:
        member = zlib.decompressobj(wbits=31)
        yield from _inflated(member, body)
        # Zeros and other rests after a member are no member: gzip(1) passes over them too.
        body = member.unused_data if member.unused_data.startswith(b"\x1f\x8b") else b""


def _deflate(body: bytes) -> Iterator[bytes]:
    # RFC 9110 means zlib's wrapping; some servers send the bare stream.
    wrapped = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0  # noqa: PLR2004 - RFC 1950
    yield from _inflated(zlib.decompressobj(wbits=15 if wrapped else -15), body)


def _inflated(stream: "zlib._Decompress", body: bytes) -> Iterator[bytes]:
    while not stream.eof:
        piece = stream.decompress(body, PIECE)
        body = stream.unconsumed_tail
        if not piece and not body and not stream.eof:
            raise EOFError("the compressed stream breaks off")
        yield piece


def _brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    piece = stream.process(body, output_buffer_limit=PIECE)
    while piece or not stream.is_finished():
        yield piece
        if stream.is_finished():
            return
        if stream.can_accept_more_data() and not piece:
            raise EOFError("the compressed stream breaks off")
        piece = stream.process(b"", output_buffer_limit=PIECE)


def _zstd(body: bytes) -> Iterator[bytes]:
    # RFC 9659: a window of at most 8 MB on the web. Four bytes can mean 128 KB, so it is fed by the spoonful.
    frames = zstandard.ZstdDecompressor(max_window_size=8 << 20)
    while body:
        frame = frames.decompressobj()
        for start in range(0, len(body), SPOONFUL):
            yield frame.decompress(body[start : start + SPOONFUL])
            if frame.eof:
                body = frame.unused_data + body[start + SPOONFUL :]
                break
        else:
            raise EOFError("the compressed stream breaks off")


DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
