"""Runs: stretches of an archive that can be read on and on, from one record to the next."""

from collections.abc import Iterator

from sources.archives.pieces import RECORD_BEGIN, Break, Piece

LONGEST_LINE = 64 << 10
"""Bytes. A longer line heads no record, and costs memory as one."""


class Run:
    """One stretch, read from its front to its end: bytes, lines, and a look ahead.

    It ends where the file does, at a break, and before a member that begins with a record: so a record whose length is
    wrong can swallow nothing beyond. A member that begins otherwise goes on with what the one before it began.
    """

    def __init__(self, pieces: Iterator[Piece | Break], first: Piece) -> None:
        self.is_checked = first.is_checked
        self.is_doubtful = first.is_doubtful
        self.break_: Break | None = None
        """Where the file broke, once the run is at its end."""
        self.next_first: Piece | None = None
        """What the next run begins with."""
        self._pieces = pieces
        self._buffer = first.data
        self._at = 0
        self._start = first.position
        self._read_before = 0

    @property
    def position(self) -> int:
        """The byte of the file where the run begins, plus the unpacked bytes that were read of it."""
        return self._start + self._read_before + self._at

    def read(self, size: int) -> bytes:
        """Return `size` bytes; fewer at the end."""
        parts: list[bytes] = []
        while size > 0 and self._has_more():
            part = self._buffer[self._at : self._at + size]
            self._at += len(part)
            size -= len(part)
            parts.append(part)
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Pass over `size` bytes; return how many of them there were."""
        left = size
        while left > 0 and self._has_more():
            passed = min(left, len(self._buffer) - self._at)
            self._at += passed
            left -= passed
        return size - left

    def read_line(self) -> bytes:
        """Return the bytes up to the next line end, and that; of too long a line the beginning."""
        end = self._buffer.find(b"\n", self._at)
        while end < 0 and len(self._buffer) - self._at < LONGEST_LINE and self._grow():
            end = self._buffer.find(b"\n", self._at)
        until = len(self._buffer) if end < 0 else end + 1
        line = self._buffer[self._at : min(until, self._at + LONGEST_LINE)]
        self._at += len(line)
        return line

    def peek(self, size: int) -> bytes:
        """Return the next `size` bytes and leave them there."""
        while len(self._buffer) - self._at < size and self._grow():
            pass
        return self._buffer[self._at : self._at + size]

    def unread(self, data: bytes) -> None:
        """Put bytes that were read last back to the front."""
        rest = self._buffer[self._at :]
        self._read_before += self._at - len(data)
        self._buffer, self._at = data + rest, 0

    def _has_more(self) -> bool:
        return self._at < len(self._buffer) or self._grow()

    def _grow(self) -> bool:
        """Append the next piece to what is held; False at the end."""
        if self.break_ or self.next_first:
            return False
        piece = next(self._pieces, None)
        if isinstance(piece, Break):
            self.break_ = piece
        elif piece and piece.begins_member and RECORD_BEGIN.match(piece.data):
            self.next_first = piece
        elif piece:
            self._read_before += self._at
            self._buffer, self._at = self._buffer[self._at :] + piece.data, 0
            self.is_doubtful |= piece.is_doubtful
            return True
        return False


def runs(pieces: Iterator[Piece | Break]) -> Iterator[Run | Break]:
    """Yield the runs that `pieces` make, each to be read before the next is asked for, and the breaks between them."""
    first: Piece | Break | None = next(pieces, None)
    while first:
        if isinstance(first, Break):
            yield first
            first = next(pieces, None)
            continue
        run = Run(pieces, first)
        yield run
        while run.skip(1 << 30):
            pass
        if run.break_:
            yield run.break_
        first = run.next_first or next(pieces, None)
