"""The lines of a text file of any size: plain or compressed, whatever ends them."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sources.page_view.lines import DAMAGED, UTF_16_MARKS, open_log

LONGEST_LINE = 16 << 20
"""Bytes that one line may have: an article with a picture in it takes some."""

BLOCK_BYTES = 1 << 20


class Line(NamedTuple):
    """One line without its end; `is_whole` is False where it is too long, or breaks off with the file."""

    number: int
    content: bytes
    is_whole: bool = True


def text_lines(path: Path) -> Iterator[Line]:
    r"""Yield the lines of `path` in UTF-8, empty ones too; \n, \r\n and \r end them.

    The last line of a damaged file is not whole.
    """
    number, begun = 1, bytearray()
    too_long = False
    for block in _blocks(path):
        if block is None:
            yield Line(number, bytes(begun), is_whole=False)
            return
        *whole, rest = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for part in whole:
            begun += part[: LONGEST_LINE + 1 - len(begun)]
            too_long = len(begun) > LONGEST_LINE
            yield Line(number, bytes(begun), is_whole=not too_long)
            number, begun = number + 1, bytearray()
        begun += rest[: LONGEST_LINE + 1 - len(begun)]
    if begun:
        yield Line(number, bytes(begun), is_whole=len(begun) <= LONGEST_LINE)


def _blocks(path: Path) -> Iterator[bytes | None]:
    """Yield the text in blocks that cut no line end in two; None at last where the file is damaged."""
    decode = None
    held = b""
    first = True
    with open_log(path) as file:
        while True:
            try:
                block = file.read1(BLOCK_BYTES)  # type: ignore[attr-defined] # read() would lose what precedes damage
            except DAMAGED:
                yield held
                yield None
                return
            if first:
                first = False
                if encoding := UTF_16_MARKS.get(block[:2]):
                    decode = codecs.getincrementaldecoder(encoding)("replace").decode
                    block = block[2:]
                block = block.removeprefix(codecs.BOM_UTF8)
            if not block:
                yield held
                return
            block = held + (decode(block).encode() if decode else block)
            held = block[-1:] if block.endswith(b"\r") else b""
            yield block.removesuffix(held) if held else block
