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
    """Create views and macros, where the comment of `help` does not say that these very ones are there."""
    files = {file.stem: file.read_text(encoding="utf-8") for file in sorted(CATALOG_SQL.glob("*.sql"))}
    digest = hashlib.sha256("".join(files.values()).encode()).hexdigest()[:12]
    comment = f"The views and macros for analysts, and how they are used. Definitions: {digest}."
    found = connection.execute(
        "SELECT comment FROM duckdb_views() WHERE database_name = 'lake' AND view_name = 'help'"
    ).fetchone()
    if found == (comment,):
        return
    for sql in (*files.values(), _help(files)):
        connection.execute(sql.replace("CREATE ", "CREATE OR REPLACE ", 1))
    for name, sql in files.items():
        if "CREATE VIEW" in sql:
            connection.execute(f"COMMENT ON VIEW lake.{name} IS {literal(_heading(sql))}")
    connection.execute(f"COMMENT ON VIEW lake.help IS {literal(comment)}")


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
