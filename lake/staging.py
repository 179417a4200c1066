"""Staged Parquet: the only thing that passes between tasks."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas import Contract
from schemas.arrow import arrow_schema


def stage(contract: Contract, rows: Iterable[Mapping[str, Any]], file: Path) -> Path:
    """Write `rows` as a staged batch of `contract` to `file` and return it.

    The file appears under its name when it is whole: a task that is killed leaves no half batch behind.
    """
    table = pa.Table.from_pylist([dict(row) for row in rows], schema=arrow_schema(contract))
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    pq.write_table(table, unfinished, compression="zstd")
    return unfinished.rename(file)
