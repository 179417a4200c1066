"""The lines of a log, plain or compressed, as Arrow batches. What a file is, its first bytes say, not its name."""

import bz2
import codecs
import gzip
import lzma
import struct
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

LONGEST_LINE = 64 << 10
"""Bytes. Servers refuse requests far shorter than this: a longer line is no record, and costs memory as one."""

HEAD_OF_LONG_LINE = 500
"""Bytes of a line that is too long which are shown in quarantine."""

UTF_16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}

DAMAGED = (EOFError, OSError, zlib.error, lzma.LZMAError, zstandard.ZstdError)

DAMAGE_MARK = "newslake: the compressed file is damaged and ends here"
"""Stands as one more line at the end of a file that is cut off: it becomes an invalid row, so that the loss is seen."""

DAMAGE = DAMAGE_MARK.encode()
"""The block behind the last one of a damaged file."""


def is_compressed(path: Path) -> bool:
    """Say whether `path` starts as one of the compressed files that `open_log` reads."""
    with path.open("rb") as file:
        magic = file.read(6)
    return magic.startswith((b"\x1f\x8b", b"BZh", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\x00"))


def open_log(path: Path) -> BinaryIO:
    """Open `path` for reading its text's bytes, decompressed where it starts as gzip, bzip2, xz or Zstandard does."""
    file = path.open("rb")
    magic = file.read(6)
    file.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return cast("BinaryIO", gzip.GzipFile(fileobj=file))
    if magic.startswith(b"BZh"):
        return cast("BinaryIO", bz2.BZ2File(file))
    if magic.startswith(b"\xfd7zXZ\x00"):
        return cast("BinaryIO", lzma.LZMAFile(file))
    if magic.startswith(b"\x28\xb5\x2f\xfd"):
        return cast("BinaryIO", zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True))
    return file


def read_lines(
    path: Path, first_byte: int = 0, first_position: int = 1, end_byte: int | None = None
) -> Iterator[pa.RecordBatch]:
    r"""Yield batches of `LINES`: every line with its number, without its line end.

    A plain file is read from `first_byte` on, whose line has the number `first_position`, and no further than
    `end_byte`: what is appended while it is read waits for the next time. Bytes that are no UTF-8 stay readable as
    \xHH, UTF-16 is told by its mark. A damaged compressed file gives the lines it holds and `DAMAGE_MARK`; of a line
    longer than `LONGEST_LINE` only its beginning is given, behind words that no format reads.
    """
    position = first_position
    for lines in _split(_blocks(path, first_byte, end_byte)):
        numbers = pa.array(range(position, position + len(lines)), pa.int64())
        position += len(lines)
        yield pa.record_batch([numbers, lines], schema=LINES)


def _blocks(path: Path, first_byte: int, end_byte: int | None) -> Iterator[bytes]:
    """Yield the text in UTF-8, or what it came in, in blocks; of a damaged file what came before, and the mark."""
    decode = None
    text = b"\n"
    for number, block in enumerate(_raw_blocks(path, first_byte, end_byte)):
        if block is DAMAGE:
            yield DAMAGE if text.endswith(b"\n") else b"\n" + DAMAGE
            return
        begin = block
        if number == 0 and first_byte == 0:
            begin = block.removeprefix(codecs.BOM_UTF8)
            if encoding := UTF_16_MARKS.get(block[:2]):
                decode = codecs.getincrementaldecoder(encoding)("replace").decode
                begin = block[2:]
        text = decode(begin).encode() if decode else begin
        yield text


def _raw_blocks(path: Path, first_byte: int, end_byte: int | None) -> Iterator[bytes]:
    left = None if end_byte is None or is_compressed(path) else end_byte - first_byte
    with open_log(path) as file:
        if first_byte:
            file.seek(first_byte)
        pieces: list[bytes] = []
        size = 0
        while True:
            try:
                # read() would lose what precedes damage
                piece = file.read1(BLOCK_BYTES if left is None else min(BLOCK_BYTES, left))  # type: ignore[attr-defined]
            except DAMAGED:
                if pieces:
                    yield b"".join(pieces)
                yield DAMAGE
                return
            left = None if left is None else left - len(piece)
            pieces.append(piece)
            size += len(piece)
            if size >= BLOCK_BYTES or not piece:
                yield b"".join(pieces)
                pieces, size = [], 0
            if not piece:
                return


def _split(blocks: Iterator[bytes]) -> Iterator[pa.Array]:
    """Yield the lines of the blocks. Of a line that goes on over many blocks only the beginning is kept."""
    begun, size = b"", 0
    for block in blocks:
        if not block:
            continue
        cut = block.rfind(b"\n")
        if cut < 0:
            begun += block[: max(0, LONGEST_LINE + 1 - len(begun))]
            size += len(block)
            continue
        first = 0
        if size > LONGEST_LINE:
            first = block.index(b"\n")
            yield pa.array([_too_long(begun, size + first)], pa.large_string())
            begun, first = b"", first + 1
        if first <= cut:
            yield _lines(b"".join((begun, memoryview(block)[first:cut])))
        begun = block[cut + 1 :]
        size = len(begun)
    if size > LONGEST_LINE:
        yield pa.array([_too_long(begun, size)], pa.large_string())
    elif begun:
        yield _lines(begun)


def _lines(block: bytes) -> pa.Array:
    whole = pa.Array.from_buffers(
        pa.large_binary(), 1, [None, pa.py_buffer(struct.pack("=qq", 0, len(block))), pa.py_buffer(block)]
    )  # pa.array would copy it
    lines = pc.list_flatten(pc.split_pattern(whole, b"\n"))
    if (pc.max(pc.binary_length(lines)).as_py() or 0) > LONGEST_LINE:
        short = [
            _too_long(line, len(line)).encode() if len(line) > LONGEST_LINE else line for line in lines.to_pylist()
        ]
        lines = pa.array(short, pa.large_binary())
    return pc.utf8_rtrim(pa.concat_arrays(_text(lines)), "\r") if b"\r" in block else pa.concat_arrays(_text(lines))


def _text(lines: pa.Array) -> list[pa.Array]:
    """Return `lines` as text, in parts; the few that are no UTF-8 are found by halving, so that only they cost time."""
    try:
        return [lines.cast(pa.large_string())]
    except pa.ArrowInvalid:
        half = len(lines) // 2
        if half:
            return [*_text(lines[:half]), *_text(lines[half:])]
        return [pa.array([lines[0].as_py().decode("utf-8", "backslashreplace")], pa.large_string())]


def _too_long(line: bytes, size: int) -> str:
    begin = line[:HEAD_OF_LONG_LINE].decode("utf-8", "backslashreplace")
    return f"newslake: a line of {size} bytes, more than {LONGEST_LINE}; it begins: {begin}"
