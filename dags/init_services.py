"""What has to be there before Airflow's services start. Runs at each start and finds most of it done.

Airflow's metadata brought up to date, the pools, the admin, the lake's bucket, and the sample newsroom where the
settings point at it.
"""

import os
import subprocess

from pyarrow import fs

from dags.environment import make_pools
from dags.steps.place import lake_location
from lake.files import file_system
from settings import ArticleSource, PageViewSource, Settings, load


def migrate() -> None:
    """Make Airflow's tables, or bring them to the version that is installed."""
    subprocess.run(["airflow", "db", "migrate"], check=True)


def make_admin() -> None:
    """Make the user `admin` where there is none; one that is there keeps the password that it has."""
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

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
    location = lake_location(settings)
    if not location.is_in_object_store:
        return
    system, path = file_system(location, may_make_bucket=True)
    bucket = path.partition("/")[0]
    if system.get_file_info(bucket).type == fs.FileType.NotFound:
        system.create_dir(bucket)


def make_samples(settings: Settings) -> None:
    """Write the sample newsroom where the settings point at it and it is not there."""
    folder = settings.home / "samples"
    sources: tuple[ArticleSource | PageViewSource, ...] = (*settings.article_source, *settings.page_view_source)
    if not folder.exists() and any("{home}/samples" in source.location for source in sources):
        from samples.newsroom import make

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
