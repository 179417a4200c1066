"""The statements that open a lake: the same for connections of ours and for DuckDB's shell."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import duckdb

from lake.analyst import literal
from lake.errors import LakeError
from lake.location import LakeLocation, ObjectStore, PostgresCatalog

KEYS = {"KEY_ID": "AWS_ACCESS_KEY_ID", "SECRET": "AWS_SECRET_ACCESS_KEY", "SESSION_TOKEN": "AWS_SESSION_TOKEN"}
"""Parameter of the secret -> the variable that it is in."""

Expression = Callable[[str], str]
"""What stands for an environment variable in SQL."""


def opening_statements(
    location: LakeLocation,
    variable: Expression,
    *,
    read_only: bool,
    may_upgrade: bool = False,
    may_create: bool = True,
) -> list[str]:
    """Return what brings the lake into the search path of a new DuckDB, with the session's time zone at UTC."""
    statements = [f"LOAD {extension}" for extension in location.extensions]
    statements.append("SET TimeZone = 'UTC'")
    if location.is_in_object_store:
        statements.append(_store_secret(location.store, variable))
    statements += _catalog_secret(location, "lake_catalog", variable)
    attach = attach_statement(location, "lake", read_only=read_only, may_upgrade=may_upgrade, may_create=may_create)
    return [*statements, attach, "USE lake"]


def database_statements(location: LakeLocation, name: str, *, read_only: bool = False) -> list[str]:
    """Return what attaches the catalog as the plain database that it is, as `name`, in a DuckDB with its extensions."""
    options = ["READ_ONLY"] if read_only else []
    if isinstance(location.catalog, Path):
        options.append("TYPE sqlite")
        return [f"ATTACH {literal(str(location.catalog))} AS {name} ({', '.join(options)})"]
    options.append("TYPE postgres")
    secret = _catalog_secret(location, f"{name}_password", values(location))
    if secret:
        options.append(f"SECRET {name}_password")
    attach = f"ATTACH {literal(location.catalog.conninfo)} AS {name} ({', '.join(options)})"
    return [*secret, attach]


def attach_statement(
    location: LakeLocation, name: str, *, read_only: bool, may_upgrade: bool = False, may_create: bool = True
) -> str:
    """Return the ATTACH statement of `location`; `may_upgrade` brings a catalog of an older format to today's.

    Inlining is off so that every table is Parquet, as other readers expect.
    """
    if isinstance(location.catalog, PostgresCatalog):
        catalog = f"postgres:{location.catalog.conninfo}"
    else:
        catalog = f"sqlite:{location.catalog}"
    options = ["READ_ONLY"] if read_only else [f"DATA_PATH {literal(f'{location.data}/')}", "DATA_INLINING_ROW_LIMIT 0"]
    if may_upgrade:
        options.append("AUTOMATIC_MIGRATION TRUE")
    if not may_create:
        options.append("CREATE_IF_NOT_EXISTS FALSE")
    if isinstance(location.catalog, PostgresCatalog) and location.catalog.password:
        options.append("META_SECRET 'lake_catalog'")
    return f"ATTACH {literal(f'ducklake:{catalog}')} AS {name} ({', '.join(options)})"


def require_keys(location: LakeLocation) -> None:
    """Raise a LakeError where the object store's keys are in no variable."""
    missing = [name for name in (KEYS["KEY_ID"], KEYS["SECRET"]) if not os.environ.get(name)]
    if location.is_in_object_store and missing:
        raise LakeError(f"{location.data}: {' and '.join(missing)} not set: the keys are taken from the environment")


def values(location: LakeLocation) -> Expression:
    """Return what writes the variables' values into SQL, for connections within this process."""
    password = location.catalog.password if isinstance(location.catalog, PostgresCatalog) else ""
    return lambda name: literal(password if name == "PGPASSWORD" else os.environ[name])


def _catalog_secret(location: LakeLocation, name: str, variable: Expression) -> list[str]:
    """Return the statement that tells DuckDB the catalog's password; none where libpq finds it or needs none."""
    if isinstance(location.catalog, PostgresCatalog) and location.catalog.password:
        return [f"CREATE OR REPLACE SECRET {name} (TYPE postgres, PASSWORD {variable('PGPASSWORD')})"]
    return []


@cache
def install_extensions(names: tuple[str, ...]) -> None:
    """Install DuckDB's signed extensions from their wheels, so that nothing is downloaded."""
    from duckdb_extensions import import_extension  # noqa: PLC0415 - only where a lake is opened

    with duckdb.connect() as connection:  # not in the default one: its threads would not outlive a fork
        for name in names:
            import_extension(name, con=connection)


@cache
def verify_extensions(names: tuple[str, ...]) -> None:
    """Install extensions and load them once; LakeError where a file is damaged or not of DuckDB's makers.

    LOAD looks for their signature in a digest of the file: of 35 MB, at 0.1 s of processor time each.
    """
    install_extensions(names)
    with duckdb.connect() as connection:
        for name in names:
            try:
                connection.execute(f"LOAD {name}")
            except duckdb.Error as error:
                remedy = "Remove DuckDB's folder of extensions, ~/.duckdb/extensions: they come again from their wheels"
                raise LakeError(f"DuckDB's extension {name} can't be loaded: {error}\n{remedy}") from error


def duckdb_with(names: tuple[str, ...], threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB with the extensions `names`, which are verified once a process, or by the one that it is from.

    What has been verified need not be each time; nothing else than that is loaded, and nothing downloaded.
    Without `threads` it takes all cores.
    """
    verify_extensions(names)
    config: dict[str, str | bool | int | float | list[str]] = {
        "allow_unsigned_extensions": True,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if threads:
        config["threads"] = threads
    connection = duckdb.connect(config=config)
    for name in names:
        connection.execute(f"LOAD {name}")
    return connection


def _store_secret(store: ObjectStore, variable: Expression) -> str:
    said = {parameter: variable(name) for parameter, name in KEYS.items() if os.environ.get(name)}
    said |= {"REGION": literal(store.region), "USE_SSL": str(store.use_ssl), "URL_STYLE": literal(store.url_style)}
    if store.endpoint:
        said["ENDPOINT"] = literal(store.endpoint)
    parameters = ", ".join(f"{name} {value}" for name, value in said.items())
    return f"CREATE OR REPLACE SECRET lake_store (TYPE s3, {parameters})"
