"""A catalog's rows as rows: the same tables in SQLite and PostgreSQL, with paths that are relative to the data path."""

from collections.abc import Sequence

import duckdb

from lake.analyst import literal
from lake.connection import close, explained, new_duckdb
from lake.errors import LakeError
from lake.location import LakeLocation
from lake.opening import database_statements

OF_THE_PLACE = "ducklake_files_scheduled_for_deletion"
"""Files that no snapshot has any more: they are not moved."""

FILES = """
SELECT s.path || t.path || f.path, f.file_size_bytes,
    s.path_is_relative AND t.path_is_relative AND f.path_is_relative
FROM (
    SELECT DISTINCT table_id, path, path_is_relative, file_size_bytes FROM source.ducklake_data_file
    UNION SELECT DISTINCT table_id, path, path_is_relative, file_size_bytes FROM source.ducklake_delete_file
) AS f
JOIN (SELECT DISTINCT table_id, schema_id, path, path_is_relative FROM source.ducklake_table) AS t USING (table_id)
JOIN (SELECT DISTINCT schema_id, path, path_is_relative FROM source.ducklake_schema) AS s USING (schema_id)
"""


def attached(**locations: LakeLocation) -> duckdb.DuckDBPyConnection:
    """Return a connection with catalogs as the databases that they are; the one called `source` can't be written."""
    session = new_duckdb(*locations.values())
    session.execute("SET TimeZone = 'UTC'")
    for name, location in locations.items():
        try:
            for statement in database_statements(location, name, read_only=name == "source"):
                session.execute(statement)
        except duckdb.Error as error:
            close(session)
            raise explained(location, error) from error
    return session


def files_of(session: duckdb.DuckDBPyConnection, source: LakeLocation) -> dict[str, int]:
    """Return path and size of every file that any snapshot has; LakeError where rows are elsewhere."""
    if session.execute("SELECT count(*) FROM source.ducklake_inlined_data_tables").fetchone() != (0,):
        remedy = "write them out by CALL ducklake_flush_inlined_data('lake') first"
        raise LakeError(f"{source.catalog}: some rows are in the catalog, not in files: {remedy}")
    found = session.execute(FILES).fetchall()
    for path, _, is_relative in found:
        if not is_relative:
            raise LakeError(
                f"{source.catalog}: {path} does not lie at {source.data}: copy its rows into the lake first"
            )
    return {path: size for path, size, _ in found}


def require_same_format(session: duckdb.DuckDBPyConnection, source: LakeLocation) -> None:
    """Raise a LakeError where the source is of another version of DuckLake's format than the target."""
    (version,), (wanted,) = (
        session.execute(f"SELECT value FROM {name}.ducklake_metadata WHERE key = 'version'").fetchall()[0]
        for name in ("source", "target")
    )
    if version != wanted:
        raise LakeError(f"{source.catalog}: its format is {version}, not {wanted}: `make upgrade-lake` first")


def copy_catalog(session: duckdb.DuckDBPyConnection, target: LakeLocation, mark: str) -> None:
    """Put the source's rows into the target's catalog, in one transaction, and `mark` with the newest snapshot."""
    names = _tables(session)
    session.execute("BEGIN")
    for name in names:
        session.execute(f"DELETE FROM target.{name}")
        if name != OF_THE_PLACE:
            session.execute(f"INSERT INTO target.{name} BY NAME FROM source.{name}")
    session.execute(f"UPDATE target.ducklake_metadata SET value = {literal(f'{target.data}/')} WHERE key = 'data_path'")
    session.execute(
        "INSERT INTO target.ducklake_metadata (key, value) "
        "SELECT ?, max(snapshot_id)::VARCHAR FROM source.ducklake_snapshot", [mark]
    )  # fmt: skip
    session.execute("COMMIT")


def _tables(session: duckdb.DuckDBPyConnection) -> Sequence[str]:
    found = session.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'source' AND table_name LIKE 'ducklake_%'"
    ).fetchall()
    return [name for (name,) in found]
