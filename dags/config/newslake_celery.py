"""Celery's configuration: Airflow's, and two things about the processes of tasks.

Airflow forks a task's process from one of Celery's pool, which stands in `multiprocessing` for the current process: a
daemon, which may have no children, with a key that no child can be given (celery/celery#1709). Tasks may start
processes here, as the one that parses pages does.

And what takes seconds to import is imported by the worker, once, not by each of its tasks.
"""

import gc
import multiprocessing.process
import pkgutil
from importlib import import_module
from typing import Any

from airflow.providers.celery.executors.default_celery import DEFAULT_CELERY_CONFIG
from celery.signals import worker_init, worker_process_init

CELERY_CONFIG = DEFAULT_CELERY_CONFIG

MAIN_PROCESS = multiprocessing.current_process()
"""As it is before the pool is forked."""


@worker_init.connect
def import_for_tasks(**_: Any) -> None:
    """Import all that tasks do: 3.5 s of processor time, and some 250 MB that they share with the worker.

    And verify DuckDB's extensions, which each task would do anew: at 0.3 s for PostgreSQL and S3.
    With our own code: a worker is restarted after an update, as it must be for plugins.
    """
    # Here, as the scheduler reads this module too, and needs none of it.
    from airflow.dag_processing import dagbag  # noqa: F401
    from airflow.providers.openlineage.plugins import listener  # noqa: F401
    from airflow.sdk.listener import get_listener_manager

    from dags import ingest_page_views, steps  # noqa: F401 - with any DAG come Airflow's decorators
    from dags.steps.gate import load_gate
    from dags.steps.place import lake_location
    from lake.opening import verify_extensions
    from quality.data_docs import load_templates
    from settings import load

    for step in pkgutil.iter_modules(steps.__path__, f"{steps.__name__}."):
        import_module(step.name)
    get_listener_manager()  # looks through all installed packages for plugins
    load_gate()
    load_templates()
    verify_extensions(lake_location(load()).extensions)
    gc.freeze()  # what tasks inherit is no garbage: to look at it would also copy it for each of them


@worker_process_init.connect
def let_tasks_have_children(**_: Any) -> None:
    """Be to `multiprocessing` what the worker itself is; Celery keeps its own account in billiard."""
    multiprocessing.process._current_process = MAIN_PROCESS  # type: ignore[attr-defined]  # noqa: SLF001
