"""The scalar macros that the SQL files of this folder use."""

import re
from pathlib import Path

import duckdb

from transforms.page_view.scanner_paths import SEGMENTS
from transforms.page_view.static_files import STATIC_ENDINGS

FUNCTIONS = Path(__file__).with_name("functions.sql")


def create_functions(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the macros of functions.sql, and those that tell paths by lists: is_static_path, is_scanner_path.

    The lists become patterns: within a CASE those are asked only for the rows that come so far, IN lists for all.
    """
    connection.execute(FUNCTIONS.read_text(encoding="utf-8"))
    endings = "|".join(sorted(STATIC_ENDINGS))
    segments = "|".join(re.escape(segment) for segment in sorted(SEGMENTS))
    for name, pattern in (
        ("is_static_path", rf"\.(?:{endings})$"),
        ("is_scanner_path", rf"^/(?:{segments})(?:/|$)|/(?:{segments})$"),
    ):
        literal = pattern.replace("'", "''")
        connection.execute(f"CREATE OR REPLACE TEMP MACRO {name}(path) AS regexp_matches(path, '{literal}')")
