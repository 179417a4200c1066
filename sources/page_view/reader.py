"""Read one file of page views as page requests, whatever its format, in parts that fit into memory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from sources.errors import SourceError
from sources.page_view.csv_records import read_csv_records
from sources.page_view.formats import format_named, format_names
from sources.page_view.lines import read_lines
from sources.page_view.request import REQUEST_COLUMNS, Format

LINES_AT_ONCE = 100_000
"""Records of a part: some 150 MB while it is handled, and enough that statements take longer than their planning."""

SAMPLE_LINES = 1_000
"""Lines that a format is told by. Directives and a rotated log's first lines are far fewer."""

FALLBACK = "combined"
"""What a file is taken for that no format reads: its lines go to quarantine."""

TABLE_FALLBACK = "events_parquet"
"""The same for a Parquet file, which has no lines: SourceError where it is cut off or has other columns."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some records of a file that follow one another, not yet parsed."""

    form: Format
    file_name: str
    time_zone: str
    records: pa.Table | str
    """Their lines, as a table (position, line, …), or the query that gives them."""
    carried: pa.Table | None = None
    """The line that tells how these are read (`Format.carried`), where it stands before them."""

    def open(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Let `record` (position, line) and `request` (REQUEST_COLUMNS) be the part's: views, parsed when asked for.

        They stand in this connection until it opens another part. It is in memory alone: addresses go no further.
        """
        if isinstance(self.records, str):
            connection.execute(f"CREATE OR REPLACE TEMP VIEW line AS {self.records}")
        else:
            lines = self.records if self.carried is None else pa.concat_tables([self.carried, self.records])
            connection.register("line_part", lines)
            connection.execute("CREATE OR REPLACE TEMP VIEW line AS SELECT * FROM line_part")
        own = "TRUE" if self.carried is None else f"position <> {self.carried.column('position')[0].as_py()}"
        connection.execute(f"CREATE OR REPLACE TEMP VIEW record AS SELECT position, line FROM line WHERE {own}")
        sql = self.form.sql
        for name, value in (("time_zone", self.time_zone), ("file_name", self.file_name)):
            sql = sql.replace(f"${name}", "'" + value.replace("'", "''") + "'")
        nothing = ", ".join(f"NULL::{type_name} AS {name}" for name, type_name in REQUEST_COLUMNS.items())
        connection.execute(
            "CREATE OR REPLACE TEMP VIEW request AS SELECT * "
            f"FROM (SELECT {nothing} WHERE FALSE UNION ALL BY NAME ({sql})) WHERE {own}"
        )

    def lines_at(self, connection: duckdb.DuckDBPyConnection, positions: pa.ChunkedArray) -> pa.ChunkedArray:
        """Return the lines at `positions`, as large_string; `connection` has this part open."""
        if isinstance(self.records, str):
            asked = pa.table({"position": positions, "n": pa.array(range(len(positions)), pa.int64())})
            connection.register("asked_position", asked)
            query = "SELECT line FROM record JOIN asked_position USING (position) ORDER BY n"
            return connection.execute(query).to_arrow_table().column("line").cast(pa.large_string())
        first = self.records.column("position")[0]
        return self.records.column("line").take(pc.subtract(positions, first))


def detect(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    """Return the name of the format that reads most of the first records of `path`, a fallback where none reads any.

    Of formats that read as many, the one that finds more user agents and targets wins, then the first by name.
    """
    if _is_parquet(path):
        samples: dict[str, pa.Table | str | None] = {}
    else:
        samples = {"lines": next(_parts(path, format_named(FALLBACK), SAMPLE_LINES), None)}
    best, best_score = TABLE_FALLBACK if _is_parquet(path) else FALLBACK, (0, 0)
    for name in format_names():
        form = format_named(name)
        if (form.kind == "parquet") != _is_parquet(path):
            continue
        if form.kind not in samples or form.columns:
            try:
                samples[form.kind] = next(_parts(path, form, SAMPLE_LINES), None)
            except SourceError:  # a table with other columns, or one that is cut off
                continue
        sample = samples[form.kind]
        if sample is None:
            continue
        records = sample if isinstance(sample, str) else sample.slice(0, SAMPLE_LINES)
        Part(form, path.name, "UTC", records).open(connection)
        score = connection.execute(
            "SELECT count(*) FILTER (is_readable), count(user_agent) FILTER (is_readable AND target IS NOT NULL) "
            "FROM request"
        ).fetchone() or (0, 0)
        if score > best_score:
            best, best_score = name, score
    return best


def read_parts(  # noqa: PLR0913 - each says what of which file is read, and how
    path: Path,
    form: Format,
    *,
    time_zone: str = "UTC",
    first_byte: int = 0,
    first_position: int = 1,
    end_byte: int | None = None,
) -> Iterator[Part]:
    """Yield `path` part by part.

    A file of lines may be read from `first_byte` on, whose line has the number `first_position`, up to `end_byte`; the
    other kinds are read whole. `time_zone` is the zone of times that name none.
    """
    carried = None
    if form.carried and first_byte:
        carried = _carried(form, read_lines(path), first_position)
    for records in _parts(path, form, LINES_AT_ONCE, first_byte, first_position, end_byte):
        yield Part(form, path.name, time_zone, records, carried)
        if form.carried and isinstance(records, pa.Table):
            newest = _carried(form, records.to_batches())
            carried = carried if newest is None else newest


def _parts(  # noqa: PLR0913, PLR0917 - as read_parts
    path: Path,
    form: Format,
    records: int,
    first_byte: int = 0,
    first_position: int = 1,
    end_byte: int | None = None,
) -> Iterator[pa.Table | str]:
    """Yield the relation `line` of each part of a file, `records` records or a few more: a table, or a query's text."""
    if form.kind == "parquet":
        yield from _parquet_parts(path, form, records)
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


def _parquet_parts(path: Path, form: Format, records: int) -> Iterator[str]:
    file = "'" + re.sub(r"([*?\[])", r"[\1]", str(path)).replace("'", "''") + "'"
    with duckdb.connect() as connection:
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
