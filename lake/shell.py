"""`make sql`: DuckDB's own shell with the lake attached read-only; with a query, its rows as CSV."""

import os
import sys
from pathlib import Path

from lake.connection import EXTENSIONS, LakeError, LakeLocation, attach_statement, install_extensions


def main(query: str) -> int:
    """Become the shell; return 1 with a message where there is no lake."""
    try:
        location = LakeLocation.from_environment()
        if not location.catalog.is_file():
            raise LakeError(f"{location.catalog}: there is no lake yet; `make run` makes one")
    except LakeError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    install_extensions()
    loads = "; ".join(f"LOAD {extension}" for extension in EXTENSIONS)
    prepare = f"{loads}; SET TimeZone = 'UTC'; {attach_statement(location, read_only=True)}; USE lake;"
    duckdb = str(Path(sys.executable).with_name("duckdb"))
    arguments = [duckdb, "-cmd", prepare]
    if query:
        arguments = [duckdb, "-bail", "-cmd", prepare, "-csv", "-c", query]
    os.execv(duckdb, arguments)  # noqa: S606 - no shell is meant


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
