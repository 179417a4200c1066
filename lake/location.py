"""Where a lake is: a catalog (SQLite file or PostgreSQL) and its Parquet files (folder or object store).

Any catalog goes with any place of the files. Passwords and keys are in no location that is printed or stored.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from lake.errors import LakeError

S3_VARIABLES = "NEWSLAKE_LAKE__S3__"
"""The settings' own variables of [lake.s3], followed by the key."""

CONNECTION = {"application_name": "newslake", "connect_timeout": "10",
              "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3"}  # fmt: skip
"""What libpq is told unless the URL says otherwise: a server that is gone is noticed within a minute."""


@dataclass(frozen=True, slots=True)
class PostgresCatalog:
    """A database on a PostgreSQL server that is the catalog of one lake."""

    parameters: tuple[tuple[str, str], ...]
    """Keywords of libpq, as in host=… dbname=…; never a password."""
    password: str = field(default="", repr=False)
    """Empty: libpq finds it by PGPASSWORD or PGPASSFILE, or needs none."""

    @classmethod
    def parse(cls, url: str) -> "PostgresCatalog":
        """Return the catalog that a postgresql:// URL names; LakeError where it names no database."""
        parts = urlsplit(url)
        named = {"host": parts.hostname, "port": parts.port, "user": parts.username, "dbname": parts.path.strip("/")}
        given = {name: unquote(str(value)) for name, value in named.items() if value} | dict(parse_qsl(parts.query))
        password = given.pop("password", None) or unquote(parts.password or "")
        if not given.get("dbname"):
            raise LakeError("[lake] catalog names no database: write postgresql://user@host/database")
        return cls(tuple(given.items()), password)

    @property
    def conninfo(self) -> str:
        """The connection string of libpq, without the password."""
        said = CONNECTION | dict(self.parameters)
        quoted = {name: value.replace("\\", r"\\").replace("'", r"\'") for name, value in said.items()}
        return " ".join(f"{name}='{value}'" for name, value in quoted.items())

    def __str__(self) -> str:
        """Return what messages call it."""
        said = dict(self.parameters)
        port = f":{said['port']}" if "port" in said else ""
        return f"postgresql://{said.get('user', '')}@{said.get('host', '')}{port}/{said['dbname']}"


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """How an S3-compatible store is reached. Its keys are in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."""

    endpoint: str = ""
    """Host and port; empty: Amazon's own."""
    region: str = "us-east-1"
    use_ssl: bool = True
    url_style: str = "vhost"

    @classmethod
    def from_variables(cls, variables: Mapping[str, str]) -> "ObjectStore":
        """Return the store that the settings' variables name."""
        said = {name: variables.get(S3_VARIABLES + name.upper(), "") for name in ("endpoint", "region", "url_style")}
        use_ssl = variables.get(f"{S3_VARIABLES}USE_SSL", "true").lower() in {"true", "1", "yes", "on"}
        return cls(use_ssl=use_ssl, **{name: value for name, value in said.items() if value})


@dataclass(frozen=True, slots=True)
class LakeLocation:
    """Where a lake is: its catalog, and the folder or s3:// prefix of its Parquet files."""

    catalog: Path | PostgresCatalog
    data: Path | str
    store: ObjectStore = ObjectStore()

    @classmethod
    def of(cls, catalog: str, data_path: str, store: ObjectStore | None = None) -> "LakeLocation":
        """Return the lake of a catalog (file or postgresql:// URL) and a data path (folder or s3:// prefix)."""
        return cls(
            PostgresCatalog.parse(catalog) if catalog.startswith("postgresql://") else Path(catalog),
            data_path.rstrip("/") if data_path.startswith("s3://") else Path(data_path),
            store or ObjectStore(),
        )

    @classmethod
    def from_variables(cls, variables: Mapping[str, str]) -> "LakeLocation":
        """Return the lake that NEWSLAKE_CATALOG, NEWSLAKE_DATA_PATH and the variables of [lake.s3] name."""
        try:
            catalog, data_path = variables["NEWSLAKE_CATALOG"], variables["NEWSLAKE_DATA_PATH"]
        except KeyError as missing:
            raise LakeError(f"{missing.args[0]} is not set: name the lake, or start by `make sql`") from missing
        return cls.of(catalog, data_path, ObjectStore.from_variables(variables))

    @classmethod
    def from_environment(cls) -> "LakeLocation":
        """Return the lake that the environment names."""
        return cls.from_variables(os.environ)

    @property
    def is_in_object_store(self) -> bool:
        """Whether the Parquet files are in an object store."""
        return isinstance(self.data, str)

    @property
    def readers_hold_up_writers(self) -> bool:
        """Whether a transaction that reads keeps every other one from committing, as SQLite has it."""
        return isinstance(self.catalog, Path)

    @property
    def extensions(self) -> tuple[str, ...]:
        """DuckDB's extensions that open it."""
        catalog = "sqlite_scanner" if isinstance(self.catalog, Path) else "postgres_scanner"
        return ("ducklake", catalog, "httpfs") if self.is_in_object_store else ("ducklake", catalog)
