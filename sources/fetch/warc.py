"""WARC files that are whole once they have their name."""

import os
import re
import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from sources.fetch.exchange import Hop
from sources.fetch.warc_records import exchange_records, warcinfo

PART = ".part"
"""What the name of a file that is being written ends with; nothing reads those."""
NOT_IN_NAMES = re.compile(r"[^\w.-]+", re.ASCII)


class WarcFile:
    """Writes exchanges to `folder`/SOURCE-TIME-SERIAL.warc.gz, and begins a new file where one has its size.

    A context manager; `files` are those that are whole. A file has its name only after all of it is on the disk, and no
    file is ever written over: a name that is taken, whole or in part, is left to its owner.
    """

    def __init__(
        self,
        folder: Path,
        source: str,
        started_at: datetime,
        *,
        told: Iterable[tuple[str, str]] = (),
        max_bytes: int = 1_000_000_000,
    ) -> None:
        self.files: list[Path] = []
        self._folder = folder
        self._started_at = started_at.astimezone(UTC)
        self._stem = f"{NOT_IN_NAMES.sub('_', source) or 'source'}-{self._started_at:%Y%m%d%H%M%S}"
        self._told = [*told, ("isPartOf", source)]
        self._max_bytes = max_bytes
        self._serial = 0
        self._open: tuple[BinaryIO, Path] | None = None
        self._size = 0
        self._warcinfo_id = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What came before an error is whole, and has cost a site its answer: it is kept.
        self.close()

    def write(self, hop: Hop) -> None:
        """Append the records of one request."""
        if self._open is None:
            self._begin()
        records = exchange_records(hop, self._warcinfo_id)
        if self._size + len(records) > self._max_bytes and self._size > self._size_of_warcinfo:
            self.close()
            self._begin()
            records = exchange_records(hop, self._warcinfo_id)
        self._append(records)

    def close(self) -> None:
        """Give the file its name. Nothing is left where nothing was written."""
        if self._open is None:
            return
        (file, part), self._open = self._open, None
        with file:
            file.flush()
            os.fsync(file.fileno())
        whole = part.with_name(part.name.removesuffix(PART))
        part.rename(whole)
        _sync_folder(self._folder)
        self.files.append(whole)

    def _begin(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        while self._open is None:
            whole = self._folder / f"{self._stem}-{self._serial:05d}.warc.gz"
            self._serial += 1
            part = whole.with_name(whole.name + PART)
            if not whole.exists():
                with suppress(FileExistsError):
                    self._open = part.open("xb"), part
            if self._open and whole.exists():
                # Its owner has just finished it.
                self._open[0].close()
                part.unlink()
                self._open = None
        self._size, self._warcinfo_id = 0, uuid.uuid4().urn
        self._append(warcinfo(self._warcinfo_id, self._started_at, whole.name, self._told))
        self._size_of_warcinfo = self._size

    def _append(self, records: bytes) -> None:
        if self._open is None:
            raise ValueError("the file is closed")
        file, _ = self._open
        try:
            file.write(records)
            file.flush()
        except OSError:
            # A full disk: what is whole stays, the half record goes.
            file.truncate(self._size)
            raise
        self._size += len(records)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
