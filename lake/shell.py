"""`make sql`: DuckDB's own shell with the lake attached read-only; with a query, its rows as CSV."""

import os
import sys
from pathlib import Path

from lake.connection import EXTENSIONS, LakeError, LakeLocation, attach_statement, install_extensions


def arguments(location: LakeLocation, query: str) -> list[str]:
    """Return the command line of the shell; LakeError where there is no lake."""
    if not location.catalog.is_file():
        raise LakeError(f"{location.catalog}: there is no lake yet; `make run` makes one")
    loads = "; ".join(f"LOAD {extension}" for extension in EXTENSIONS)
    prepare = f"{loads}; SET TimeZone = 'UTC'; {attach_statement(location, read_only=True)}; USE lake;"
    shell = str(Path(sys.executable).with_name("duckdb"))
    return [shell, "-bail", "-cmd", prepare, "-csv", "-c", query] if query else [shell, "-cmd", prepare]


def main(query: str) -> None:
    """Become the shell; exit with status 1 and a message where there is no lake."""
    try:
        command = arguments(LakeLocation.from_environment(), query)
    except LakeError as error:
        sys.exit(str(error))
    install_extensions()
    os.execv(command[0], command)  # noqa: S606 - no shell is meant


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
