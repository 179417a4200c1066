"""The bytes of an archive, with its compression undone, and where it is broken."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

import zstandard

from sources.archives.gzip_members import gzip_members
from sources.archives.pieces import READ_BYTES, Break, Piece

GZIP = b"\x1f\x8b"
LZ4 = b"\x04\x22\x4d\x18"
ZSTD = b"\x28\xb5\x2f\xfd"
ZSTD_DICTIONARY = b"\x5d\x2a\x4d\x18"
"""A frame before all others that holds the dictionary which they need."""

LARGEST_DICTIONARY = 16 << 20


class Readable(Protocol):
    """What has read()."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes; none at the end."""
        ...


def members(path: Path) -> Iterator[Piece | Break]:
    """Yield the bytes of an archive, plain or compressed by gzip, Zstandard or LZ4: its first bytes say which.

    Where a gzip member is damaged, reading goes on at the next one that begins with a record.
    """
    with path.open("rb") as file:
        magic = file.read(4)
        file.seek(0)
        if magic.startswith(GZIP):
            yield from gzip_members(file)
        elif magic in {ZSTD, ZSTD_DICTIONARY}:
            yield from _stream(_zstd(file), file)
        elif magic == LZ4:
            from fastwarc.stream_io import Lz4Reader  # noqa: PLC0415 - a rare kind of file

            yield from _stream(Lz4Reader(file), file)
        else:
            yield from _stream(file, file)


def _stream(reader: Readable, file: BinaryIO) -> Iterator[Piece | Break]:
    begins = True
    while True:
        try:
            data = reader.read(READ_BYTES)
        except (OSError, EOFError, zstandard.ZstdError) as error:
            yield Break(file.tell(), "archive_damaged", f"can't be unpacked any further ({error})")
            return
        if not data:
            return
        yield Piece(data, 0, begins)
        begins = False


def _zstd(file: BinaryIO) -> Readable:
    """Return a reader of all frames, with the dictionary that the file may begin with (itself compressed or not)."""
    words = b""
    if file.read(4) == ZSTD_DICTIONARY:
        words = file.read(min(int.from_bytes(file.read(4), "little"), LARGEST_DICTIONARY))
    else:
        file.seek(0)
    if words.startswith(ZSTD):
        with zstandard.ZstdDecompressor().stream_reader(words) as packed:
            words = packed.read(LARGEST_DICTIONARY)
    frames = zstandard.ZstdDecompressor(dict_data=zstandard.ZstdCompressionDict(words) if words else None)
    return frames.stream_reader(file, read_across_frames=True)
