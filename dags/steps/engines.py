"""What runs the roll-up's queries on the lake's rows: the lake's own DuckDB, or Spark (the settings' [lake] engine)."""

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from dags.steps.place import lake_location
from lake import LakeLocation
from lake.analyst import literal
from lake.files import file_system, remove_folder
from lake.plain_files import find_files
from lake.publish import Transaction
from lake.spark import open_spark, spark_path
from schemas import CONTRACTS
from settings import Settings
from transforms.engine import DuckDB, Engine
from transforms.page_view.roll_up import HOUR, KEY_SEARCH

if TYPE_CHECKING:
    from transforms.spark import Spark


log = logging.getLogger("newslake.lake")


class LakeEngine(Engine, Protocol):
    """An engine whose queries can read what an open transaction sees, and whose tables the transaction can read."""

    events_at_once: int
    """Events whose hours it rolls up together."""
    apart: timedelta
    """From the start of one of them to the next, at most."""

    def lake_rows(self, table: str, *needed: str) -> str:
        """Return a FROM item for the engine: the rows of `table`, at least those that fulfil any of `needed`."""

    def rows(self, query: str) -> str:
        """Return a FROM item for the engine: what `query` gives now; it may read whatever DuckDB reads."""

    def give(self, name: str) -> str:
        """Return a FROM item for DuckDB: what the engine's table or view `name` holds now."""


class DuckDBOnLake(DuckDB):
    """The transaction's own connection."""

    events_at_once = 2_000_000
    """Some 500 MB."""
    apart = HOUR
    """Hours between would be read for nothing: conditions with OR keep no file from being read."""

    def lake_rows(self, table: str, *_needed: str) -> str:
        """Return the table: what of it is needed the planner sees by the queries."""
        return f"lake.{table}"

    def rows(self, query: str) -> str:
        """Return the query."""
        return f"({query})"

    def give(self, name: str) -> str:
        """Make a table of it, as a view would change with the lake's rows."""
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE given_{name} AS FROM {name}")
        return f"temp.given_{name}"


class SparkOnLake:
    """Spark beside the transaction: it reads the lake's Parquet files, all else is handed over as staged Parquet.

    `place` is a folder, or an s3:// prefix, that DuckDB and Spark's workers reach.
    """

    events_at_once = sys.maxsize
    apart = 2 * KEY_SEARCH
    """Within that, events with keys are looked through once."""

    def __init__(self, transaction: Transaction, spark: "Spark", place: str) -> None:
        self._connection, self._spark, self._place = transaction.connection, spark, place
        self._count = 0
        self.define, self.view, self.table = spark.define, spark.view, spark.table

    def lake_rows(self, table: str, *needed: str) -> str:
        """Read the files as they are; of those that DuckLake alone reads right DuckDB hands over the rows."""
        asked = " OR ".join(f"({condition})" for condition in needed)
        files = find_files(self._connection, table, *needed)
        names = ", ".join(literal(file) for file in files.others)
        columns = ", ".join(CONTRACTS[table].column_names)
        others = f"SELECT {columns} FROM lake.{table} WHERE ({asked}) AND filename IN ({names or 'NULL'})"
        parts = [f"SELECT {columns} FROM {self.rows(others)}"]
        if files.plain:
            parts.append(f"SELECT {columns} FROM {self._read(*files.plain)} WHERE {asked}")
        return f"({' UNION ALL '.join(parts)})"

    def rows(self, query: str) -> str:
        """Stage what the query gives."""
        self._count += 1
        file = f"{self._place}/rows_{self._count}.parquet"
        self._connection.execute(f"COPY ({query}) TO {literal(file)} (FORMAT parquet, COMPRESSION zstd)")
        return self._read(file)

    def give(self, name: str) -> str:
        """Let Spark write it, one file a task, unless it is a table and so written already."""
        folder = self._spark.folder_of(name).replace("s3a://", "s3://", 1)
        return f"read_parquet({literal(f'{folder}/*.parquet')})"

    def _read(self, *files: str) -> str:
        self._count += 1
        name = f"read_{self._count}"
        self._spark.read(name, [spark_path(file) for file in files])
        return name


@contextmanager
def engine_of(transaction: Transaction, settings: Settings) -> Iterator[LakeEngine]:
    """Yield the engine that the settings name, for work within `transaction`; what it staged goes at the end."""
    if settings.lake.engine == "duckdb":
        yield DuckDBOnLake(transaction.connection)
        return
    location, chosen = lake_location(settings), settings.lake.spark
    session = open_spark(location, chosen.master, chosen.conf, chosen.packages)
    from transforms.spark import Spark

    place = _place(location, transaction.run_id)
    try:
        yield SparkOnLake(transaction, Spark(session, spark_path(place)), place)
    finally:
        _remove(location, place)


def _place(location: LakeLocation, run_id: str) -> str:
    """Return a new place beside the lake's tables: where these are, Spark's workers can read and write.

    What a task that was killed leaves there `maintain_lake` removes: no snapshot has it.
    """
    run = re.sub(r"[^\w-]", "_", run_id)  # no plus: as listed by some stores it is a space
    place = f"{location.data}/staged/{run}-{uuid4().hex[:8]}"
    if not location.is_in_object_store:
        Path(place).mkdir(parents=True)
    return place


def _remove(location: LakeLocation, place: str) -> None:
    system, root = file_system(location)
    try:
        remove_folder((system, f"{root}{place.removeprefix(str(location.data))}"))
    except OSError as error:
        log.warning("%s: what Spark staged stays until maintain_lake runs: %s", place, error)
