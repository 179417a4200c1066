"""The lines of a log, plain or compressed, as Arrow batches. What a file is, its first bytes say, not its name."""

import bz2
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa
import pyarrow.compute as pc
import zstandard

LINES = pa.schema([("position", pa.int64()), ("line", pa.large_string())])

BLOCK_BYTES = 8 << 20
"""Read at a time: large enough for Arrow to split quickly, small enough to keep memory flat."""

DAMAGED = (EOFError, OSError, zlib.error, zstandard.ZstdError)

DAMAGE_MARK = "newslake: the compressed file is damaged and ends here"
"""Stands as one more line at the end of a file that is cut off: it becomes an invalid row, so that the loss is seen."""


def open_log(path: Path) -> BinaryIO:
    """Open `path` for reading its text's bytes, decompressed where it starts as gzip, bzip2 or Zstandard does."""
    file = path.open("rb")
    magic = file.read(4)
    file.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return cast("BinaryIO", gzip.GzipFile(fileobj=file))
    if magic.startswith(b"BZh"):
        return cast("BinaryIO", bz2.BZ2File(file))
    if magic == b"\x28\xb5\x2f\xfd":
        return cast("BinaryIO", zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True))
    return file


def read_lines(path: Path) -> Iterator[pa.RecordBatch]:
    r"""Yield batches of `LINES`: every line with its number from 1, without its line end.

    Bytes that are no UTF-8 stay readable as \xHH. A damaged compressed file gives the lines it holds and
    `DAMAGE_MARK`.
    """
    position = 1
    for lines in _split(_blocks(path)):
        numbers = pa.array(range(position, position + len(lines)), pa.int64())
        position += len(lines)
        yield pa.record_batch([numbers, lines], schema=LINES)


def _blocks(path: Path) -> Iterator[bytes]:
    """Yield the text's bytes in blocks; where the file is damaged, what came before it and then the mark."""
    with open_log(path) as file:
        pieces: list[bytes] = []
        size = 0
        while True:
            try:
                piece = file.read1(BLOCK_BYTES)  # type: ignore[attr-defined] # read() would lose what precedes damage
            except DAMAGED:
                yield b"".join([*pieces, b"\n", DAMAGE_MARK.encode()])
                return
            pieces.append(piece)
            size += len(piece)
            if size >= BLOCK_BYTES or not piece:
                yield b"".join(pieces)
                pieces, size = [], 0
            if not piece:
                return


def _split(blocks: Iterator[bytes]) -> Iterator[pa.Array]:
    pieces: list[bytes] = []
    for block in blocks:
        if not block:
            continue
        head, newline, tail = block.rpartition(b"\n")
        if not newline:
            pieces.append(block)
            continue
        yield _lines(b"".join([*pieces, head]))
        pieces = [tail] if tail else []
    if pieces:
        yield _lines(b"".join(pieces))


def _lines(block: bytes) -> pa.Array:
    lines = pc.list_flatten(pc.split_pattern(pa.array([block], pa.large_binary()), b"\n"))
    try:
        text = lines.cast(pa.large_string())
    except pa.ArrowInvalid:
        text = pa.array([line.decode("utf-8", "backslashreplace") for line in lines.to_pylist()], pa.large_string())
    return pc.utf8_rtrim(text, "\r")
