"""Records of CSV files, by the names of their header."""

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pyarrow as pa

from sources.errors import SourceError
from sources.page_view.lines import read_lines

RECORDS = pa.schema(
    [("position", pa.int64()), ("line", pa.large_string()), ("field", pa.map_(pa.string(), pa.string()))]
)
RECORDS_AT_ONCE = 50_000


def read_csv_records(path: Path, delimiter: str, columns: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Yield batches of `RECORDS`: every record behind the header, with its number from 1 and its fields by name.

    A quoted field may hold line ends. A record that is shorter than the header has the fields that there are; one that
    is longer or can't be parsed has none. SourceError where the header lacks one of `columns`.
    """
    consumed: list[str] = []
    reader = csv.reader(_lines(path, consumed), delimiter=delimiter, strict=True)
    header = _next(reader) or []
    if lacking := [name for name in columns if name not in header]:
        raise SourceError(f"{path}: the header lacks {', '.join(lacking)}; correct `format` of the page_view_source")
    names = [name if name not in header[:place] else f"{name} {place}" for place, name in enumerate(header)]
    consumed.clear()
    rows: list[tuple[int, str, list[tuple[str, str]]]] = []
    position = 0
    while (fields := _next(reader)) is not None:
        position += 1
        named = list(zip(names, fields, strict=False)) if len(fields) <= len(names) else []
        rows.append((position, "".join(consumed).rstrip("\n"), named))
        consumed.clear()
        if len(rows) == RECORDS_AT_ONCE:
            yield _batch(rows)
            rows = []
    if rows:
        yield _batch(rows)


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    """Return the next record, without fields where it can't be parsed (an open quote, mostly); None at the end."""
    try:
        return next(reader, None)
    except csv.Error:
        return []


def _lines(path: Path, consumed: list[str]) -> Iterator[str]:
    """Yield the file's lines with their ends, and note each in `consumed`."""
    for line in chain.from_iterable(batch.column("line").to_pylist() for batch in read_lines(path)):
        consumed.append(f"{line}\n")
        yield consumed[-1]


def _batch(rows: list[tuple[int, str, list[tuple[str, str]]]]) -> pa.RecordBatch:
    positions, lines, fields = zip(*rows, strict=True)
    return pa.record_batch(
        [pa.array(positions, pa.int64()), pa.array(lines, pa.large_string()), pa.array(fields, RECORDS.field(2).type)],
        schema=RECORDS,
    )
