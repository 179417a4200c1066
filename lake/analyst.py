"""What analysts find in the catalog: views and macros, one file each in catalog/, named after what it makes.

A lake that an older version wrote gets the new definitions with the next commit. DuckLake keeps no comments on macros,
so that the view `help` says what they are for.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import duckdb

CATALOG_SQL = Path(__file__).parent / "catalog"


def create_catalog_entries(connection: duckdb.DuckDBPyConnection) -> None:
    """Create views and macros, where they are not there as they are defined now."""
    if has_catalog_entries(connection):
        return
    files = _files()
    for sql in (*files.values(), _help(files)):
        connection.execute(sql.replace("CREATE ", "CREATE OR REPLACE ", 1))
    for name, sql in files.items():
        if "CREATE VIEW" in sql:
            connection.execute(f"COMMENT ON VIEW lake.{name} IS {literal(_heading(sql))}")
    connection.execute(f"COMMENT ON VIEW lake.help IS {literal(_mark(files))}")


def has_catalog_entries(connection: duckdb.DuckDBPyConnection) -> bool:
    """Say whether the comment of `help` tells that these very definitions are there."""
    found = connection.execute(
        "SELECT comment FROM duckdb_views() WHERE database_name = 'lake' AND view_name = 'help'"
    ).fetchone()
    return found == (_mark(_files()),)


def _files() -> dict[str, str]:
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(CATALOG_SQL.glob("*.sql"))}


def _mark(files: Mapping[str, str]) -> str:
    digest = hashlib.sha256("".join(files.values()).encode()).hexdigest()[:12]
    return f"The views and macros for analysts, and how they are used. Definitions: {digest}."


def _help(files: Mapping[str, str]) -> str:
    rows = ", ".join(f"({literal(name)}, {literal(_heading(sql))})" for name, sql in files.items())
    return f"CREATE VIEW lake.help AS SELECT * FROM (VALUES {rows}) AS h (name, meaning)"


def _heading(sql: str) -> str:
    """Return the comment above CREATE, without what is a note on the SQL itself."""
    lines = [line.removeprefix("--").strip() for line in sql.split("CREATE", 1)[0].splitlines()]
    return " ".join(line for line in lines if not line.startswith("The parameters are named once"))


def literal(text: str) -> str:
    """Return `text` as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
