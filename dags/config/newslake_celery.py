"""Celery's configuration: Airflow's, and tasks that may start processes, as the one that parses pages does.

Airflow forks a task's process from one of Celery's pool, which stands in `multiprocessing` for the current process: a
daemon, which may have no children, with a key that no child can be given (celery/celery#1709).
"""

import multiprocessing.process
from typing import Any

from airflow.providers.celery.executors.default_celery import DEFAULT_CELERY_CONFIG
from celery.signals import worker_process_init

CELERY_CONFIG = DEFAULT_CELERY_CONFIG

MAIN_PROCESS = multiprocessing.current_process()
"""As it is before the pool is forked."""


@worker_process_init.connect
def let_tasks_have_children(**_: Any) -> None:
    """Be to `multiprocessing` what the worker itself is; Celery keeps its own account in billiard."""
    multiprocessing.process._current_process = MAIN_PROCESS  # type: ignore[attr-defined]  # noqa: SLF001
