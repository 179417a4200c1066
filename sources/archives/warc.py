"""Archives of the web: WARC, WET and ARC files, plain or compressed."""

from collections.abc import Container, Iterator
from pathlib import Path

from sources.archives.arc_records import arc_records
from sources.archives.members import members
from sources.archives.pages import Pages
from sources.archives.pieces import RECORD_BEGIN, Break
from sources.archives.record import Damage, Record
from sources.archives.runs import Run, runs
from sources.archives.warc_records import warc_records
from sources.errors import SourceError
from sources.page import Page, Skipped, Unreadable

NAMES = ("warc", "warc.gz", "warc.zst", "warc.lz4", "wet", "wet.gz", "arc", "arc.gz")
REMEDY = "fetch the file again if whole copies exist; what could be read of it was read"


def is_named_as_archive(path: Path) -> bool:
    """Say whether the name of `path` ends as those of archives do; what it holds is told by its content."""
    return path.name.lower().endswith(tuple(f".{name}" for name in NAMES))


def read(path: Path, known: Container[str] = ()) -> Iterator[Page | Unreadable | Skipped]:
    """Yield one thing for every record of the archive at `path`, and one for every place where it is damaged.

    A page is an HTML response with status 200, an HTML resource or a text (`conversion`, as in WET). A revisit, which
    says that a page was the same as before, holds no content: it is told by whether that is in this file or in
    `known`, WARC-Record-IDs or payload digests that were read elsewhere. Positions increase: each is the byte where
    the record begins, counted in unpacked bytes within a gzip member of several records and within Zstandard and LZ4.
    """
    if not path.is_file():
        raise SourceError(f"{path} is no file: give an archive ({', '.join(NAMES)})")
    pages = Pages(path.name, known)
    last = -1
    for found in _once_each(_records(path)):
        last = max(last + 1, found.position)
        if isinstance(found, Record):
            yield pages.page_of(found, last)
        else:
            yield Unreadable(last, f"{path.name}, byte {found.position}: {found.told}; {REMEDY}", found.reason)
    if last < 0:
        yield Unreadable(0, f"{path.name}: no record in it; {REMEDY}", "file_empty")


def _once_each(found: Iterator[Record | Damage | Break]) -> Iterator[Record | Damage | Break]:
    """Keep one word of each damaged place: the packer's, which says where reading goes on, before the record's."""
    held: Damage | Break | None = None
    for one in found:
        if isinstance(one, Record):
            if held:
                yield held
            held = None
            yield one
        elif held is None or isinstance(one, Break):
            held = one
    if held:
        yield held


def _records(path: Path) -> Iterator[Record | Damage | Break]:
    is_arc: bool | None = None
    for run in runs(members(path)):
        if isinstance(run, Break):
            yield run
            continue
        if is_arc is None:
            is_arc = _is_arc(run)
            if is_arc is None:
                yield Damage(run.position, "not_an_archive", f"it begins with {run.peek(40)!r}")
                is_arc = False
        yield from arc_records(run) if is_arc else warc_records(run)


def _is_arc(run: Run) -> bool | None:
    """Tell whether `run` begins with an ARC record; None where it begins with no record at all."""
    head = run.peek(1024).lstrip(b"\r\n")
    return not head.startswith(b"WARC/") if RECORD_BEGIN.match(head) else None
