"""Airflow takes rules of priority from plugins alone."""

from typing import Any, ClassVar

from airflow.plugins_manager import AirflowPlugin

from dags.priorities import BackfillsLast


class NewslakePriorities(AirflowPlugin):  # type: ignore[misc]
    """Makes our rule known."""

    name = "newslake_priorities"
    priority_weight_strategies: ClassVar[list[Any]] = [BackfillsLast]
