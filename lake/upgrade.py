"""A catalog that an older DuckLake wrote, brought to the format of the one that is installed: `make upgrade-lake`.

Not done by the next publish: older clients, an analyst's too, can't open it any more, and only a copy leads back.
"""

import os
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path

import duckdb

from lake.connection import close, connect, explained, new_duckdb
from lake.errors import LakeError, OldFormatError
from lake.files import UNFINISHED
from lake.location import LakeLocation
from lake.opening import database_statements, opening_statements, require_keys, values
from lake.write_lock import write_lock

VERSION = "SELECT value FROM catalog.ducklake_metadata WHERE key = 'version'"


def upgrade(location: LakeLocation) -> tuple[str, str, Path | None]:
    """Upgrade the catalog; return its format before and after, and the copy that a SQLite one was kept as.

    One that can be opened is left alone.
    """
    if isinstance(location.catalog, Path) and not location.catalog.is_file():
        raise LakeError(f"{location.catalog}: there is no lake to upgrade")
    require_keys(location)
    with write_lock(location):
        before, copy = _format(location), None
        if _is_old(location):
            copy = _keep(location.catalog, before) if isinstance(location.catalog, Path) else None
            _migrate(location)
        return before, _format(location), copy


def _is_old(location: LakeLocation) -> bool:
    with suppress(OldFormatError):
        connect(location).close()
        return False
    return True


def _migrate(location: LakeLocation) -> None:
    """Let DuckLake bring the catalog to its own format."""
    session = new_duckdb(location)
    try:
        for statement in opening_statements(location, values(location), read_only=False, may_upgrade=True):
            session.execute(statement)
    except duckdb.Error as error:
        raise explained(location, error) from error
    finally:
        close(session)
    connect(location).close()


def _format(location: LakeLocation) -> str:
    with new_duckdb(location) as session:
        try:
            for statement in database_statements(location, "catalog", read_only=True):
                session.execute(statement)
            ((version,),) = session.execute(VERSION).fetchall()
        except duckdb.Error as error:
            raise explained(location, error) from error
    return str(version)


def _keep(catalog: Path, version: str) -> Path:
    """Copy a SQLite catalog aside; LakeError where that was done before, so that no copy is lost."""
    aside = catalog.with_name(f"{catalog.stem}-format-{version}{catalog.suffix}")
    if aside.exists():
        raise LakeError(f"{aside}: there is such a copy already: move it away first")
    unfinished = Path(f"{aside}{UNFINISHED}")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(catalog, timeout=60)) as opened:
        opened.execute("VACUUM INTO ?", [str(unfinished)])
    return unfinished.rename(aside)


def main() -> int:
    """Upgrade the lake of the environment and say what was done."""
    try:
        before, after, copy = upgrade(LakeLocation.from_variables(os.environ))
    except LakeError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the terminal is where this goes
        return 1
    kept = f"; the catalog as it was: {copy}" if copy else ""
    said = f"is {after} already" if before == after else f"was {before} and is {after}"
    print(f"newslake: the catalog's format {said}{kept}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
