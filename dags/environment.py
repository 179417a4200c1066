"""Airflow's environment on one machine: everything under NEWSLAKE_HOME, nothing in the user's own folders."""

import logging
import os
import sys
from pathlib import Path

from dags.watching import watching_environment
from settings import ROOT, Settings, config_path, load

LOOPBACK = "127.0.0.1"
MAX_INPUTS = "100000"
"""Files that one run may find: each is a mapped task. Airflow's own limit, 1024, fails a run over months of logs."""
RUNS_EXAMINED = "200"
"""Airflow counts a run once for each backfill that it ever was part of: of its own limit, 20, the third backfill of the
same hours has six left."""
SQLITE = "sqlite:///"
"""What the URL of a database in a file begins with."""
LAKE_WRITERS = {"sqlite": 1, "postgresql": 8}
"""Slots of the pool of tasks that write to the lake. They commit one at a time, but start and read side by side.

Those in a worker's queue hold one too: with few, workers that are quick wait for the scheduler to look again.
"""

QUIET = "airflow.sdk.api.client=CRITICAL py.warnings=ERROR airflow.providers.openlineage=WARNING openlineage=WARNING"
"""To the client the end of a mapped result is an error; the provider tells of every event it sent."""


def airflow_environment(home: Path) -> dict[str, str]:
    """Return the variables that Airflow is started with; those that are set already win."""
    database = home / "airflow" / "airflow.db"
    defaults = {
        "AIRFLOW_HOME": str(home / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "dags" / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__MAX_MAP_LENGTH": MAX_INPUTS,
        "AIRFLOW__SCHEDULER__MAX_DAGRUNS_PER_LOOP_TO_SCHEDULE": RUNS_EXAMINED,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{database}",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "AIRFLOW__LOGGING__NAMESPACE_LEVELS": QUIET,
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW__API__HOST": LOOPBACK,
        "NEWSLAKE_HOME": str(home),
        "NEWSLAKE_CONFIG": str(config_path()),
        **watching_environment(load()),
    }
    environment = {name: os.environ.get(name, value) for name, value in defaults.items()}
    ours = [str(ROOT), str(ROOT / "dags" / "config")]
    paths = [*ours, *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    environment["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(path for path in paths if path))
    if environment["AIRFLOW__API__HOST"] == LOOPBACK:  # nobody but this machine's users: no password to look for
        open_door = "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"
        environment[open_door] = os.environ.get(open_door, "True")
    return environment


def prepare_metadata() -> None:
    """Bring Airflow's metadata database up to date and make our pools; needs the environment to be set."""
    from airflow.utils.db import initdb

    for name in ("alembic", "airflow"):
        logging.getLogger(name).setLevel(logging.WARNING)
    url = os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
    if url.startswith(SQLITE):
        _prepare_file(Path(url.removeprefix(SQLITE)))
    else:  # a server's: made, or brought up to date
        initdb()
    make_pools(load())


def _prepare_file(database: Path) -> None:
    from airflow.utils.db import check_migrations, initdb, upgradedb

    unfinished = database.with_suffix(".unfinished")  # a database that is half made passes for a whole one
    if unfinished.exists() or not database.exists():
        database.unlink(missing_ok=True)
        database.parent.mkdir(parents=True, exist_ok=True)
        unfinished.touch()
        initdb()
        unfinished.unlink()
    else:
        try:
            check_migrations(0)
        except TimeoutError:
            upgradedb()


def make_pools(settings: Settings) -> None:
    """Make the pools that the DAGs' tasks run in."""
    from airflow.models.pool import Pool

    slots = LAKE_WRITERS[settings.lake.catalog.partition(":")[0]]
    pools = [("lake_writer", slots, "tasks that write to the lake, one commit at a time")]
    fetched = sorted({source.pool for source in settings.article_source if source.is_fetched})
    pools += [(f"fetch_{pool}", 1, "one source at a time") for pool in fetched]
    for name, count, why in pools:
        Pool.create_or_update_pool(name, slots=count, description=why, include_deferred=False)


def main() -> None:
    """Become `airflow` with the given arguments in this environment, as in `python -m dags.environment standalone`."""
    settings = load()
    settings.home.mkdir(parents=True, exist_ok=True)
    airflow = Path(sys.executable).with_name("airflow")
    environment = {
        **os.environ,
        **airflow_environment(settings.home),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
        "PATH": f"{airflow.parent}{os.pathsep}{os.environ.get('PATH', '')}",  # standalone starts `airflow` by name
    }
    os.environ.update(environment)
    prepare_metadata()
    os.execve(airflow, [str(airflow), *sys.argv[1:]], environment)  # noqa: S606 - no shell is meant


if __name__ == "__main__":
    main()
