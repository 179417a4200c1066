"""Quarantined lines through the reader again: from the file that they came from, else from quarantine itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from dags.steps.page_view_input import countries
from dags.steps.page_view_parts import ONCE, open_duckdb, unseen
from dags.steps.release_choice import Row
from dags.steps.release_masked import EVENT, identify_masked
from dags.steps.release_originals import Entry
from dags.steps.release_tries import Fate, stays
from lake import StagedParts
from lake.salts import salt_of_day
from schemas import CONTRACTS
from settings import PageViewSource, Settings
from sources.page_view import Format, Part, read_parts
from sources.page_view.lines import LINES
from transforms.page_view import STAGED_TABLES, Origin, make_events

Positions = set[int]


class Rereader:
    """Reads some records of one input again, into staged files; `fates` has what each became, by position."""

    def __init__(
        self, settings: Settings, source: PageViewSource, entry: Entry, staged: StagedParts, origin: Origin
    ) -> None:
        self._settings, self._source, self._entry, self._staged, self._origin = settings, source, entry, staged, origin
        self._salt_of, self._country_of = partial(salt_of_day, settings.salt_path), countries(settings)
        self._seen: dict[str, set[object]] = {table: set() for table in ONCE}
        self._zone = source.time_zone or settings.site.time_zone
        self.fates: dict[int, Fate] = {}

    def from_file(self, path: Path, form: Format, rows: Sequence[Row]) -> None:
        """Read the records at the places of `rows` from their file."""
        entry, wanted = self._entry, {row["source_position"] for row in rows}
        parts = read_parts(
            path, form, time_zone=self._zone, first_byte=entry["first_byte"] or 0,
            first_position=entry["first_position"] or 1, end_byte=entry["size_bytes"],
        )  # fmt: skip
        with open_duckdb() as connection:
            for part in _with_wanted(connection, parts, wanted):
                self._read(connection, part, wanted)

    def from_quarantine(self, form: Format, rows: Sequence[Row]) -> None:
        """Read the lines as quarantine has them: `release_masked` says what that costs."""
        records = pa.table([[row["source_position"] for row in rows], [row["record"] for row in rows]], schema=LINES)
        part = Part(form, self._entry["file_name"].rpartition("/")[2], self._zone, records)
        with open_duckdb() as connection:
            unknown: set[int] = set()
            self._read(
                connection, part, {row["source_position"] for row in rows},
                lambda: unknown.update(identify_masked(connection, self._source.name, rows)),
            )  # fmt: skip
        for position in unknown:
            if self.fates[position].outcome == "event":
                self.fates[position] = Fate(EVENT)

    def _read(
        self,
        connection: duckdb.DuckDBPyConnection,
        part: Part,
        wanted: set[int],
        change: Callable[[], None] | None = None,
    ) -> None:
        part.open(connection)
        make_events(connection, self._origin, partial(_lines_at, connection, part), self._salt_of, self._country_of)
        if change:
            change()
        connection.register("wanted", pa.table({"position": pa.array(sorted(wanted), pa.int64())}))
        for table, temporary in STAGED_TABLES.items():
            if table == "quarantined_record":
                continue
            if table in ONCE:
                rows = connection.execute(f"FROM {temporary}").to_arrow_table()
                rows = unseen(rows, CONTRACTS[table].key[0], self._seen[table])
            else:
                query = f"FROM {temporary} WHERE source_position IN (SELECT position FROM wanted)"
                rows = connection.execute(query).to_arrow_table()
            self._staged.append(CONTRACTS[table], rows)
        self.fates.update(_fates(connection))


def _with_wanted(connection: duckdb.DuckDBPyConnection, parts: Iterator[Part], wanted: set[int]) -> Iterator[Part]:
    """Yield the parts that hold a wanted record, each with no more lines than are needed to read those.

    Lines that are the same as a wanted one are: how many came before it is a part of its identifier.
    """
    places = pa.array(sorted(wanted), pa.int64())
    for part in parts:
        records = part.records
        if isinstance(records, str):
            inside = f"(SELECT * FROM ({records}) WHERE position IN ({', '.join(map(str, sorted(wanted)))}))"
            if connection.execute(f"SELECT count(*) FROM {inside}").fetchone() != (0,):
                same = f"SELECT * FROM ({records}) WHERE line IN (SELECT line FROM {inside})"
                yield Part(part.form, part.file_name, part.time_zone, same)
            continue
        lines = records.filter(pc.is_in(records.column("position"), places)).column("line").combine_chunks()
        if len(lines):
            needed = pc.is_in(records.column("line"), lines)
            if part.form.carried:
                needed = pc.or_(needed, pc.match_substring_regex(records.column("line"), part.form.carried))
            yield Part(part.form, part.file_name, part.time_zone, records.filter(needed), part.carried)


def _lines_at(connection: duckdb.DuckDBPyConnection, part: Part, positions: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the lines at `positions` of a part whose lines need not follow one another."""
    if isinstance(part.records, str):
        return part.lines_at(connection, positions)
    places = pc.index_in(positions, part.records.column("position").combine_chunks())
    return part.records.column("line").take(places)


def _fates(connection: duckdb.DuckDBPyConnection) -> Mapping[int, Fate]:
    """Return what each wanted record of the part at hand became."""
    found = connection.execute(
        """
        SELECT w.position, q.failed_checks, CASE
            WHEN w.position IN (SELECT source_position FROM staged_event) THEN 'event'
            WHEN w.position IN (SELECT source_position FROM staged_signal) THEN 'signal'
            WHEN w.position IN (SELECT source_position FROM staged_count) THEN 'count'
            WHEN w.position IN (SELECT position FROM page_request WHERE kind = 'late_closed') THEN 'late_closed'
            ELSE 'not_page'
        END
        FROM wanted AS w
        LEFT JOIN staged_quarantine AS q ON q.source_position = w.position
        WHERE w.position IN (SELECT position FROM record)
        """
    ).fetchall()
    return {place: stays("failed_again", checks) if checks else Fate(outcome) for place, checks, outcome in found}
