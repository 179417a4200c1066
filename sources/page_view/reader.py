"""Read one file of page views as page requests, whatever its format, in parts that fit into memory."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from sources.errors import SourceError
from sources.page_view.csv_records import read_csv_records
from sources.page_view.formats import format_named, format_names
from sources.page_view.lines import read_lines
from sources.page_view.request import REQUEST_COLUMNS, Format

LINES_AT_ONCE = 500_000
"""Lines that are turned into requests by one statement: half as many take half of the memory, but a fifth more time."""

SAMPLE_LINES = 1_000
"""Lines that a format is told by. Directives and a rotated log's first lines are far fewer."""

FALLBACK = "combined"
"""What a file is taken for that no format reads: its lines go to quarantine."""

TABLE_FALLBACK = "events_parquet"
"""The same for a Parquet file, which has no lines: SourceError where it is cut off or has other columns."""


def detect(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    """Return the name of the format that reads most of the first records of `path`, a fallback where none reads any.

    Of formats that read as many, the one that finds more user agents and targets wins, then the first by name.
    """
    if _is_parquet(path):
        samples: dict[str, pa.Table | str | None] = {}
    else:
        samples = {"lines": next(_parts(connection, path, format_named(FALLBACK), SAMPLE_LINES), None)}
    best, best_score = TABLE_FALLBACK if _is_parquet(path) else FALLBACK, (0, 0)
    for name in format_names():
        form = format_named(name)
        if (form.kind == "parquet") != _is_parquet(path):
            continue
        if form.kind not in samples or form.columns:
            try:
                samples[form.kind] = next(_parts(connection, path, form, SAMPLE_LINES), None)
            except SourceError:  # a table with other columns, or one that is cut off
                continue
        sample = samples[form.kind]
        if sample is None:
            continue
        _make_request(
            connection, form, path, "UTC", sample if isinstance(sample, str) else sample.slice(0, SAMPLE_LINES)
        )
        score = connection.execute(
            "SELECT count(*) FILTER (is_readable), count(user_agent) FILTER (is_readable AND target IS NOT NULL) "
            "FROM request"
        ).fetchone() or (0, 0)
        if score > best_score:
            best, best_score = name, score
    return best


def read_requests(  # noqa: PLR0913 - each says what of which file is read, and how
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    form: Format,
    *,
    time_zone: str = "UTC",
    first_byte: int = 0,
    first_position: int = 1,
    end_byte: int | None = None,
) -> Iterator[int]:
    """Read `path` part by part: each time, `request` holds the next records in REQUEST_COLUMNS; yields their number.

    A file of lines may be read from `first_byte` on, whose line has the number `first_position`, up to `end_byte`; the
    other kinds are read whole. `time_zone` is the zone of times that name none. The table is in memory alone: addresses
    go no further.
    """
    carried = None
    if form.carried and first_byte:
        carried = _carried(form, read_lines(path), first_position)
    for part in _parts(connection, path, form, LINES_AT_ONCE, first_byte, first_position, end_byte):
        records = part
        if carried is not None and isinstance(part, pa.Table):
            records = pa.concat_tables([carried, part])
        _make_request(connection, form, path, time_zone, records)
        if isinstance(part, pa.Table) and form.carried:
            if carried is not None:
                connection.execute("DELETE FROM request WHERE position = ?", [carried.column("position")[0].as_py()])
            newest = _carried(form, part.to_batches())
            carried = carried if newest is None else newest
        yield connection.execute("SELECT count(*) FROM request").fetchone()[0]  # type: ignore[index]


def _parts(  # noqa: PLR0913, PLR0917 - as read_requests
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    form: Format,
    records: int,
    first_byte: int = 0,
    first_position: int = 1,
    end_byte: int | None = None,
) -> Iterator[pa.Table | str]:
    """Yield the relation `line` of each part of a file, `records` records or a few more: a table, or a query's text."""
    if form.kind == "parquet":
        yield from _parquet_parts(connection, path, form, records)
        return
    if form.kind == "csv":
        batches = read_csv_records(path, form.delimiter, form.columns)
    else:
        batches = read_lines(path, first_byte, first_position, end_byte)
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        held.append(batch)
        count += batch.num_rows
        if count >= records:
            yield pa.Table.from_batches(held)
            held, count = [], 0
    if held:
        yield pa.Table.from_batches(held)


def _parquet_parts(connection: duckdb.DuckDBPyConnection, path: Path, form: Format, records: int) -> Iterator[str]:
    file = "'" + re.sub(r"([*?\[])", r"[\1]", str(path)).replace("'", "''") + "'"
    try:
        columns = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({file})").fetchall()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise SourceError(f"{path}: not a whole Parquet file: {reason}; deliver it again") from error
    found = {name for name, *_ in columns}
    if lacking := [name for name in form.columns if name not in found]:
        raise SourceError(f"{path}: the table lacks {', '.join(lacking)}; correct `format` of the page_view_source")
    (total,) = connection.execute(f"SELECT count(*) FROM read_parquet({file})").fetchone() or (0,)
    for first in range(0, total, records):
        yield (
            "SELECT n.file_row_number + 1 AS position, to_json(p)::VARCHAR AS line, p.* "
            f"FROM read_parquet({file}) AS p POSITIONAL JOIN "
            f"(SELECT file_row_number FROM read_parquet({file}, file_row_number = true)) AS n "
            f"WHERE n.file_row_number >= {first} AND n.file_row_number < {first + records}"
        )


def _make_request(
    connection: duckdb.DuckDBPyConnection, form: Format, path: Path, time_zone: str, records: pa.Table | str
) -> None:
    """Make the temporary table `request` of `records`."""
    if isinstance(records, str):
        connection.execute(f"CREATE OR REPLACE TEMP VIEW line AS {records}")
    else:
        connection.register("line_part", records)
        connection.execute("CREATE OR REPLACE TEMP VIEW line AS SELECT * FROM line_part")
    columns = ", ".join(f"{name} {type_name}" for name, type_name in REQUEST_COLUMNS.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE request ({columns})")
    given = {"time_zone": time_zone, "file_name": path.name}
    values = {name: value for name, value in given.items() if f"${name}" in form.sql}
    connection.execute(f"INSERT INTO request BY NAME {form.sql}", values)
    if not isinstance(records, str):
        connection.unregister("line_part")


def _carried(
    form: Format, batches: Iterator[pa.RecordBatch] | list[pa.RecordBatch], before: int = 0
) -> pa.Table | None:
    """Return the newest line that `form` carries along, as a table of one row; only lines `before` a position count."""
    newest = None
    for batch in batches:
        found = pa.Table.from_batches([batch])
        if before:
            found = found.filter(pc.less(found.column("position"), before))
        carried = found.filter(pc.match_substring_regex(found.column("line"), form.carried))
        newest = carried.slice(carried.num_rows - 1) if carried.num_rows else newest
        if before and found.num_rows < batch.num_rows:
            break
    return newest


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"
