"""`make sql`: DuckDB's own shell with the lake attached read-only; with a query, its rows as CSV."""

import os
import sys
from pathlib import Path

from lake.connection import exists, no_lake
from lake.errors import LakeError
from lake.location import LakeLocation, PostgresCatalog
from lake.opening import install_extensions, opening_statements, require_keys


def arguments(location: LakeLocation, query: str) -> list[str]:
    """Return the command line of the shell; LakeError where there is no lake.

    Passwords and keys are read by the shell from its environment: everybody can see a command line.
    """
    require_keys(location)
    if not exists(location):
        raise no_lake(location)
    prepare = "; ".join(opening_statements(location, lambda name: f"getenv('{name}')", read_only=True)) + ";"
    shell = str(Path(sys.executable).with_name("duckdb"))
    # What CREATE SECRET answers is no row of the query.
    opened = ["-cmd", ".output /dev/null", "-cmd", prepare, "-cmd", ".output"]
    return [shell, "-bail", *opened, "-csv", "-c", query] if query else [shell, *opened]


def main(query: str) -> None:
    """Become the shell; exit with status 1 and a message where there is no lake."""
    try:
        location = LakeLocation.from_environment()
        command = arguments(location, query)
    except LakeError as error:
        sys.exit(str(error))
    install_extensions(location.extensions)
    environment = dict(os.environ)
    if isinstance(location.catalog, PostgresCatalog) and location.catalog.password:
        environment["PGPASSWORD"] = location.catalog.password
    os.execve(command[0], command, environment)  # noqa: S606 - no shell is meant


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
