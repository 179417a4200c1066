"""A file of gzip members: in most archives, each holds one record."""

import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from sources.archives.pieces import READ_BYTES, RECORD_BEGIN, Break, Piece

MEMBER_BEGIN = b"\x1f\x8b\x08"
PACKED_BYTES = 64 << 10
STEP = 16
"""Bytes of a damaged block that are unpacked at once."""

HEAD_BYTES = 1024
"""A member's first piece has so many bytes, if the member has them: enough to know a record by."""


def gzip_members(file: BinaryIO) -> Iterator[Piece | Break]:
    """Yield the unpacked bytes of each member of `file`, and a Break in place of what can't be unpacked."""
    packed = b""
    while packed or (packed := file.read(PACKED_BYTES)):
        packed = packed.lstrip(b"\0")  # some writers fill the rest of a block with zeros
        if not packed:
            continue
        start = file.tell() - len(packed)
        member = zlib.decompressobj(wbits=31)
        try:
            yield from _pieces(file, start, member, packed)
        except (zlib.error, EOFError) as error:
            following = next_member(file, start + 1)
            cut = isinstance(error, EOFError) and following is None
            on = "nothing after it can be read" if following is None else f"reading goes on at byte {following}"
            yield Break(start, "archive_truncated" if cut else "archive_damaged", f"gzip member: {error}; {on}")
            if following is None:
                return
            file.seek(following)
            packed = b""
        else:
            packed = member.unused_data


def _pieces(file: BinaryIO, start: int, member: "zlib._Decompress", packed: bytes) -> Iterator[Piece]:
    held, begins = b"", True
    while not member.eof:
        before = member.copy()
        try:
            data = member.decompress(packed, READ_BYTES)
        except zlib.error:
            yield from _up_to_damage(before, packed, held, start, begins=begins)
            raise
        packed = member.unconsumed_tail
        if begins and not member.eof and len(held) + len(data) < HEAD_BYTES:
            held += data
        elif data or held:
            yield Piece(held + data, start, begins, is_checked=True)
            held, begins = b"", False
        if not data and not packed and not member.eof:
            packed = file.read(PACKED_BYTES)
            if not packed:
                if held:
                    yield Piece(held, start, begins, is_checked=True)
                raise EOFError("it breaks off")


def _up_to_damage(
    member: "zlib._Decompress", packed: bytes, held: bytes, start: int, *, begins: bool
) -> Iterator[Piece]:
    """Yield what comes out of `packed` before its damaged place: zlib gives nothing of a call that fails."""
    parts = [held]
    with suppress(zlib.error):
        for at in range(0, len(packed), STEP):
            parts += [member.decompress(packed[at : at + STEP])]
    if data := b"".join(parts):
        yield Piece(data, start, begins, is_checked=True, is_doubtful=True)


def next_member(file: BinaryIO, start: int) -> int | None:
    """Return where, from byte `start` on, the next gzip member begins that holds a record; None if there is none."""
    file.seek(start)
    kept, place = b"", start
    while block := file.read(1 << 20):
        window = kept + block
        found = window.find(MEMBER_BEGIN)
        while found >= 0:
            if begins_record(file, place + found):
                return place + found
            found = window.find(MEMBER_BEGIN, found + 1)
        kept = window[-2:]
        place += len(window) - len(kept)
        file.seek(place + len(kept))
    return None


def begins_record(file: BinaryIO, start: int) -> bool:
    """Tell whether a gzip member at byte `start` begins with a record."""
    file.seek(start)
    try:
        head = zlib.decompressobj(wbits=31).decompress(file.read(2 * HEAD_BYTES), HEAD_BYTES)
    except zlib.error:
        return False
    return RECORD_BEGIN.match(head) is not None
