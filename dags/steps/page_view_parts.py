"""The parts of one input, turned into staged rows side by side: one part keeps one core busy, and no more."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue

import duckdb
import pyarrow as pa

from schemas import CONTRACTS
from sources.page_view import Part
from transforms.page_view import STAGED_TABLES, Origin, make_events
from transforms.page_view.identifiers import SaltOf
from transforms.page_view.lookups import CountryOf

MOST_WORKERS = 4
"""Parts in hand at once: hashing is Python's, which keeps to one core for a fifth of the work; each takes memory."""

ONCE = ("page", "user_agent")
"""Tables that have a row a key, however many parts name it."""


@dataclass(frozen=True, slots=True)
class Made:
    """What one part gave."""

    counts: dict[str, int]
    """How many records had which outcome, as `make_events` tells."""
    tables: dict[str, pa.Table]
    """The staged rows by contract."""


def open_duckdb(threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Return a connection in memory and in UTC."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false; SET preserve_insertion_order = false")
    if threads:
        connection.execute(f"SET threads = {threads}")
    return connection


def make_parts(parts: Iterable[Part], origin: Origin, salt_of: SaltOf, country_of: CountryOf | None) -> Iterator[Made]:
    """Yield what each of `parts` gives, in their order; a page or an agent stands in the first part that names it."""
    workers = min(MOST_WORKERS, os.cpu_count() or 1)
    seen: dict[str, set[object]] = {table: set() for table in ONCE}
    idle: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()

    def make(part: Part) -> Made:
        connection = idle.get()
        try:
            part.open(connection)
            counts = dict(make_events(connection, origin, partial(part.lines_at, connection), salt_of, country_of))
            names = STAGED_TABLES.items()
            tables = {table: connection.execute(f"FROM {temporary}").to_arrow_table() for table, temporary in names}
        finally:
            idle.put(connection)
        return Made(counts, tables)

    connections = [open_duckdb(1) for _ in range(workers)]
    for connection in connections:
        idle.put(connection)
    try:
        with ThreadPoolExecutor(workers) as pool:
            for made in _in_order(pool, make, parts, workers + 1):
                for table, keys in seen.items():
                    made.tables[table] = unseen(made.tables[table], CONTRACTS[table].key[0], keys)
                yield made
    finally:
        for connection in connections:
            connection.close()


def _in_order(
    pool: ThreadPoolExecutor, make: Callable[[Part], Made], parts: Iterable[Part], ahead: int
) -> Iterator[Made]:
    """Yield what `make` gives for each part, in order, with so many parts in hand at most."""
    begun: deque[Future[Made]] = deque()
    for part in parts:
        begun.append(pool.submit(make, part))
        if len(begun) >= ahead:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()


def unseen(rows: pa.Table, key: str, seen: set[object]) -> pa.Table:
    """Return the rows whose `key` is not in `seen`, and note them there."""
    keys = rows.column(key).to_pylist()
    new = pa.array([value not in seen for value in keys], pa.bool_())
    seen.update(keys)
    return rows.filter(new)
