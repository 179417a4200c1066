"""The scalar macros that the SQL files of this folder use."""

import re
from pathlib import Path

import duckdb

from transforms.page_view.scanner_paths import SEGMENTS
from transforms.page_view.static_files import STATIC_ENDINGS

FUNCTIONS = Path(__file__).with_name("functions.sql")


def create_functions(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the macros in a DuckDB."""
    connection.execute(definitions())


def definitions() -> str:
    """Return the statements that make the macros of functions.sql, and is_static_path and is_scanner_path.

    These tell paths by lists, which become patterns: within a CASE patterns are asked only for the rows that come so
    far, IN lists for all.
    """
    endings = "|".join(sorted(STATIC_ENDINGS))
    segments = "|".join(re.escape(segment) for segment in sorted(SEGMENTS))
    patterns = {
        "is_static_path": rf"\.(?:{endings})$",
        "is_scanner_path": rf"^/(?:{segments})(?:/|$)|/(?:{segments})$",
    }
    statements = [FUNCTIONS.read_text(encoding="utf-8")]
    for name, pattern in patterns.items():
        literal = pattern.replace("'", "''")
        statements.append(f"CREATE OR REPLACE TEMP MACRO {name}(path) AS regexp_matches(path, '{literal}');")
    return "\n".join(statements)
