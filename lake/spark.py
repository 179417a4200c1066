"""Spark sessions that reach the lake's files. Reasons: docs/decisions/0029-spark.md."""

import os
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lake.errors import LakeError
from lake.location import LakeLocation
from lake.opening import KEYS

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OURS: Mapping[str, str] = {
    "spark.app.name": "newslake",
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.driver.extraJavaOptions": "-Duser.timezone=UTC",
    "spark.executor.extraJavaOptions": "-Duser.timezone=UTC",
    # INT96, the default, is read as time without zone.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.ui.showConsoleProgress": "false",
}
"""What Spark is told unless the settings' own `conf` says otherwise."""

AWS_SDK = "2.35.4"
"""Version of the AWS SDK that the Hadoop of `s3_packages` is built with."""

S3A = "spark.hadoop.fs.s3a"
S3A_KEYS = {"KEY_ID": "access.key", "SECRET": "secret.key", "SESSION_TOKEN": "session.token"}


def open_spark(
    location: LakeLocation, master: str, conf: Mapping[str, str], packages: Sequence[str] = ()
) -> "SparkSession":
    """Return this process's Spark session, made when it is first asked for.

    `packages` are Maven coordinates; without any, and without "spark.jars" in `conf`, a lake in an object store has
    those that it needs (`s3_packages`).
    LakeError where PySpark is not installed or the master can't be reached.
    """
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ModuleNotFoundError as error:
        remedy = "install requirements-spark.lock (`make .venv/.spark`), and Java 17 or newer"
        raise LakeError(f'[lake] engine = "spark" needs PySpark, which is not installed: {remedy}') from error
    said = {**OURS, **_store_conf(location), **conf}
    if packages:
        said["spark.jars.packages"] = ",".join(packages)
    elif location.is_in_object_store and "spark.jars" not in conf:
        said["spark.jars.packages"] = ",".join(s3_packages())
        said["spark.jars.excludes"] = "software.amazon.awssdk:bundle"
    builder = SparkSession.builder.master(master)
    for name, value in said.items():
        builder = builder.config(name, value)
    try:
        active = SparkSession.getActiveSession()
        if active and active.sparkContext.master != master:
            active.stop()
        with warnings.catch_warnings(action="ignore", category=FutureWarning):  # of pandas, which is not used
            return builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        raise _unusable(master, error) from error
    except Exception as error:  # what Java raises comes by a class of its own
        if type(error).__module__.partition(".")[0] != "py4j":
            raise
        raise _unusable(master, error) from error


def s3_packages() -> Sequence[str]:
    """Return the coordinates of Hadoop's S3 client, of the version of the Hadoop that PySpark brings.

    What it needs of the AWS SDK is named part by part: 18 MB. The whole, which it asks for, has 600.
    """
    import pyspark  # noqa: PLC0415 - an extra

    (client,) = (Path(pyspark.__file__).parent / "jars").glob("hadoop-client-api-*.jar")
    parts = (f"software.amazon.awssdk:{part}:{AWS_SDK}" for part in ("s3", "s3-transfer-manager", "sts"))
    return (f"org.apache.hadoop:hadoop-aws:{client.stem.rpartition('-')[2]}", *parts)


def spark_path(path: str) -> str:
    """Return what Spark calls the file or folder `path`."""
    return path.replace("s3://", "s3a://", 1) if path.startswith("s3://") else path


def _store_conf(location: LakeLocation) -> Mapping[str, str]:
    """Return the settings of Hadoop's S3 client. Spark hides keys in what it shows and logs."""
    if not location.is_in_object_store:
        return {}
    store = location.store
    said = {
        f"{S3A}.path.style.access": str(store.url_style == "path").lower(),
        f"{S3A}.connection.ssl.enabled": str(store.use_ssl).lower(),
        f"{S3A}.endpoint.region": store.region,
    }
    if store.endpoint:
        said[f"{S3A}.endpoint"] = f"http{'s' if store.use_ssl else ''}://{store.endpoint}"
    keys = {S3A_KEYS[parameter]: os.environ[name] for parameter, name in KEYS.items() if os.environ.get(name)}
    return said | {f"{S3A}.{name}": value for name, value in keys.items()}


def _unusable(master: str, error: Exception) -> LakeError:
    says = str(error).strip().partition("\n")[0]
    remedy = "See that [lake.spark] master names a cluster that runs, and that Java 17 or newer is installed"
    if "JAVA_GATEWAY_EXITED" in says:
        remedy = "See the lines before this, which are Java's: it is not installed, or a jar could not be fetched"
    return LakeError(f"Spark at {master}: no session: {says}\n{remedy}")
