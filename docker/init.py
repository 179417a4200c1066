"""What has to be there before Airflow's services start. Runs at each start and finds most of it done.

Airflow's metadata brought up to date, the pools, the admin, the lake's bucket, and the sample newsroom where the
settings point at it.
"""

import os
import subprocess
from urllib.parse import urlsplit

from settings import Settings, load


def migrate() -> None:
    """Make Airflow's tables, or bring them to the version that is installed."""
    subprocess.run(["airflow", "db", "migrate"], check=True)


def make_pools(settings: Settings) -> None:
    """Make the pools that the DAGs' tasks run in."""
    from airflow.models.pool import Pool  # noqa: PLC0415 - once the metadata are there

    from dags.environment import LAKE_WRITERS  # noqa: PLC0415

    slots = LAKE_WRITERS[settings.lake.catalog.partition(":")[0]]
    pools = [("lake_writer", slots, "tasks that write to the lake, one commit at a time")]
    fetched = sorted({source.pool for source in settings.article_source if source.is_fetched})
    pools += [(f"fetch_{pool}", 1, "one source at a time") for pool in fetched]
    for name, count, why in pools:
        Pool.create_or_update_pool(name, slots=count, description=why, include_deferred=False)


def make_admin() -> None:
    """Make the user `admin` where there is none; one that is there keeps the password that it has."""
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder  # noqa: PLC0415

    name = os.environ["AIRFLOW_ADMIN_USER"]
    with get_application_builder() as builder:
        manager = builder.sm
        if manager.find_user(username=name):
            return
        role, password = manager.find_role("Admin"), os.environ["AIRFLOW_ADMIN_PASSWORD"]
        if not manager.add_user(name, "Newslake", "Admin", os.environ["AIRFLOW_ADMIN_EMAIL"], role, password=password):
            raise RuntimeError(f"Airflow's user {name} could not be made: its log says why")


def make_bucket(settings: Settings) -> None:
    """Make the bucket of the lake's files where there is none."""
    from pyarrow import fs  # noqa: PLC0415

    store, address = settings.lake.s3, urlsplit(settings.lake.data_path)
    if address.scheme != "s3":
        return
    files = fs.S3FileSystem(
        access_key=os.environ["AWS_ACCESS_KEY_ID"],
        secret_key=os.environ["AWS_SECRET_ACCESS_KEY"],
        endpoint_override=store.endpoint or None,
        region=store.region,
        scheme="https" if store.use_ssl else "http",
        force_virtual_addressing=store.url_style == "vhost",
        allow_bucket_creation=True,
    )
    if files.get_file_info(address.netloc).type == fs.FileType.NotFound:
        files.create_dir(address.netloc)


def make_samples(settings: Settings) -> None:
    """Write the sample newsroom where the settings point at it and it is not there."""
    folder = settings.home / "samples"
    sources = (*settings.article_source, *settings.page_view_source)
    if not folder.exists() and any("{home}/samples" in source.location for source in sources):
        from samples.newsroom import make  # noqa: PLC0415

        make(folder)


def main() -> None:
    """Do all of it."""
    settings = load()
    make_bucket(settings)
    make_samples(settings)
    migrate()
    make_pools(settings)
    make_admin()


if __name__ == "__main__":
    main()
