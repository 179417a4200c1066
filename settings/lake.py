"""The section [lake] of newslake.toml: where the tables are kept."""

import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, field_validator

from settings.sections import Section

SQLITE, POSTGRESQL, S3 = "sqlite:///", "postgresql://", "s3://"


class ObjectStore(Section):
    """How the object store of an s3:// data_path is reached. Its keys: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY."""

    endpoint: str = Field(default="", pattern=r"^[^/\s]*$")
    """Host and port, without http://; empty: Amazon's own."""
    region: str = Field(default="us-east-1", pattern=r"^[\w-]+$")
    use_ssl: bool = True
    url_style: Literal["vhost", "path"] = "vhost"
    """Bucket in the host's name, as Amazon has it, or in the path, as most servers of one's own have it."""


class Spark(Section):
    """The cluster that `engine = "spark"` means. Reasons: docs/decisions/0029-spark.md."""

    master: str = Field(default="local[*]", pattern=r"^(local|spark://|yarn|k8s://)")
    """local[*] is this machine; spark://host:7077 a cluster whose workers reach the data_path."""
    packages: tuple[str, ...] = ()
    """Maven coordinates of jars; empty: what an s3:// data_path needs."""
    conf: Mapping[str, str] = {}
    """Spark's own properties, such as "spark.executor.memory"."""


class Lake(Section):
    """Where the tables are kept. Reasons: docs/decisions/0023-lake-on-postgresql.md."""

    catalog: str = Field(default="sqlite:///{home}/lake/catalog.sqlite", repr=False)
    """sqlite:///file, or postgresql://user@host/database; a password only where the environment gives it."""
    data_path: str = "{home}/lake/data"
    """Folder, or s3://bucket/prefix."""
    s3: ObjectStore = ObjectStore()
    engine: Literal["duckdb", "spark"] = "duckdb"
    """What rolls page views up."""
    spark: Spark = Spark()

    @field_validator("catalog")
    @classmethod
    def _known_catalog(cls, catalog: str) -> str:
        if not catalog.startswith((SQLITE, POSTGRESQL)):
            kind = catalog.partition(":")[0] if "://" in catalog else "a plain path"
            raise ValueError(
                f"a catalog of {kind!r} is not supported; write sqlite:///path/to/catalog.sqlite "
                "or postgresql://user@host/database"
            )
        if catalog.startswith(POSTGRESQL) and not urlsplit(catalog).path.strip("/"):
            raise ValueError("it names no database; write postgresql://user@host/database")
        return catalog

    @field_validator("data_path")
    @classmethod
    def _known_data_path(cls, data_path: str) -> str:
        if "://" in data_path and not re.match(r"s3://[^/]+", data_path):
            raise ValueError(f"{data_path!r} is not supported; write a folder, or s3://bucket/prefix")
        return data_path


def has_password(catalog: str) -> bool:
    """Say whether a postgresql:// URL holds a password."""
    parts = urlsplit(catalog)
    return parts.password is not None or "password" in parse_qs(parts.query, keep_blank_values=True)
