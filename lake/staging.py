"""Staged Parquet: the only thing that passes between tasks."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas import Contract
from schemas.arrow import arrow_schema

ROWS_A_GROUP = 2048
"""The gate reads row groups side by side: of articles, 12 MB of text."""


def stage(contract: Contract, rows: Iterable[Mapping[str, Any]], file: Path) -> Path:
    """Write `rows` as a staged batch of `contract` to `file` and return it.

    The file appears under its name when it is whole: a task that is killed leaves no half batch behind.
    """
    table = pa.Table.from_pylist([dict(row) for row in rows], schema=arrow_schema(contract))
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    pq.write_table(table, unfinished, compression="zstd", row_group_size=ROWS_A_GROUP)
    return unfinished.rename(file)


class StagedParts:
    """Staged files that are written part by part, one a contract; those that get no row are not made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}

    def append(self, contract: Contract, rows: pa.Table) -> None:
        """Add `rows`, which have the columns of `contract` by name."""
        if not rows.num_rows:
            return
        schema = arrow_schema(contract)
        if contract.table not in self._writers:
            self._writers[contract.table] = pq.ParquetWriter(
                self._unfinished(contract.table), schema, compression="zstd"
            )
        self._writers[contract.table].write_table(rows.select(schema.names).cast(schema))

    def close(self) -> dict[str, Path]:
        """End the files, give them their names and return them by table; without it they stay unfinished."""
        for writer in self._writers.values():
            writer.close()
        return {
            table: self._unfinished(table).rename(self._folder / f"{table}.parquet") for table in sorted(self._writers)
        }

    def _unfinished(self, table: str) -> Path:
        return self._folder / f"{table}.unfinished"
