"""Which records leave quarantine to be tried: filters in, rows of `quarantined_record` out."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import lake
from dags.steps.place import lake_location, staging_folder
from schemas import CONTRACTS
from settings import Settings

PAGE_VIEW_TABLES = ("page_view_event", "page_view_count", "visitor_signal")
RELEASABLE = ("article", *PAGE_VIEW_TABLES)
"""Tables whose rows come from inputs. What a run computed and refused is computed anew, not released."""

REFUSED = f"released_at IS NULL AND table_name IN {RELEASABLE} AND NOT list_contains(failed_checks, 'id_conflict')"
"""The condition of records that may be tried. An id_conflict follows the hours that are rolled up, not a release."""

COLUMNS = ("quarantined_record_id", "table_name", "source", "source_file_id", "source_position", "failed_checks",
           "record")  # fmt: skip

Row = dict[str, Any]
"""A quarantined record: COLUMNS, and `earlier`: how many of its input's records before it have the same text."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the DAG's form asks for. Empty ones choose everything, the others must all fit."""

    table: str = ""
    failed_checks: Sequence[str] = ()
    """Records that failed any of these."""
    source: str = ""
    source_file_id: str = ""
    run_id: str = ""
    """Run that refused the records."""
    ids: Sequence[str] = ()
    limit: int = 10_000

    @classmethod
    def from_params(cls, params: Any) -> "Filters":
        """Return the filters that the parameters of a DAG run give."""
        given = {field.name: params.get(field.name) for field in fields(cls)}
        return cls(**{name: value for name, value in given.items() if value})


def choose(settings: Settings, filters: Filters, run_id: str) -> tuple[Path, int]:
    """Write the identifiers of the records that fit into a staged file; return it and their number.

    Of counted views all hours of a line are chosen with any of them: they are one record of its input.
    """
    ids: list[tuple[str]] = []
    if lake.exists(lake_location(settings)):
        _add_columns(settings, run_id)
        with lake.connect(lake_location(settings)) as connection:
            ids = connection.execute(*_query(filters)).fetchall()
    file = staging_folder(settings, run_id) / "chosen.parquet"
    rows = [{"quarantined_record_id": identifier} for (identifier,) in ids]
    return lake.stage(CONTRACTS["quarantined_record"], rows, file), len(rows)


def _add_columns(settings: Settings, run_id: str) -> None:
    """Let a lake that an older version wrote have the columns that a release notes: any transaction adds them."""
    with lake.connect(lake_location(settings)) as connection:
        found = connection.execute(
            "SELECT count(*) FROM duckdb_columns() WHERE database_name = 'lake' "
            "AND table_name = 'quarantined_record' AND column_name = 'released_at'"
        ).fetchone()
    if found == (0,):
        lake.commit(lake_location(settings), lambda _: None, run_id=run_id, message="release_quarantined")


def still_refused(settings: Settings, chosen: Path, tables: Sequence[str]) -> list[Row]:
    """Return the rows of `tables` among the `chosen` that no release has let in by now, input by input."""
    ids = pq.read_table(chosen, columns=["quarantined_record_id"])
    with lake.connect(lake_location(settings)) as connection:
        connection.register("chosen", ids)
        found = connection.execute(
            f"""
            SELECT {", ".join(COLUMNS)}, earlier
            FROM (
                SELECT *, count(*) OVER (
                    PARTITION BY source_file_id, record ORDER BY source_position
                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW
                ) AS earlier
                FROM lake.quarantined_record
                WHERE source_file_id IN (
                    SELECT source_file_id FROM lake.quarantined_record SEMI JOIN chosen USING (quarantined_record_id)
                )
            )
            SEMI JOIN chosen USING (quarantined_record_id)
            WHERE {REFUSED} AND list_contains(?, table_name)
            ORDER BY source_file_id, source_position, quarantined_record_id
            """,
            [list(tables)],
        ).fetchall()
    return [dict(zip((*COLUMNS, "earlier"), row, strict=True)) for row in found]


CONDITIONS = {
    "table": "table_name = $table",
    "failed_checks": "list_has_any(failed_checks, $failed_checks)",
    "source": "source = $source",
    "source_file_id": "source_file_id = $source_file_id",
    "run_id": "run_id = $run_id",
    "ids": "list_contains($ids, quarantined_record_id)",
}
"""Field of `Filters` -> what it asks of a record."""


def _query(filters: Filters) -> tuple[str, dict[str, Any]]:
    given = {name: value for name in CONDITIONS if (value := getattr(filters, name))}
    conditions = " AND ".join([REFUSED, *(CONDITIONS[name] for name in given)])
    place = "source_file_id, source_position"
    query = f"""
        WITH chosen AS (
            SELECT * FROM lake.quarantined_record WHERE {conditions}
            ORDER BY {place}, quarantined_record_id LIMIT $limit
        )
        SELECT DISTINCT quarantined_record_id FROM lake.quarantined_record
        WHERE {REFUSED} AND (
            quarantined_record_id IN (SELECT quarantined_record_id FROM chosen)
            OR table_name = 'page_view_count'
                AND ({place}) IN (SELECT ({place}) FROM chosen WHERE table_name = 'page_view_count')
        )
        ORDER BY 1"""
    return query, {**given, "limit": filters.limit}
