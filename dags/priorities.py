"""Which task goes first where there are fewer slots than tasks."""

from typing import TYPE_CHECKING

from airflow.task.priority_strategy import PriorityWeightStrategy

if TYPE_CHECKING:
    from airflow.models.taskinstance import TaskInstance


class BackfillsLast(PriorityWeightStrategy):  # type: ignore[misc]
    """As Airflow's own rule, the more tasks wait for one the sooner it goes; but those of a backfill go last.

    Among equals Airflow takes the oldest hour first, which is a backfill's: with one slot for writers neither the hour
    of now nor rankings would come to their turn before the last run of a backfill is over.
    """

    def get_weight(self, ti: "TaskInstance") -> int:
        """Return the weight of a task in its run."""
        if str(ti.run_id).startswith("backfill__"):
            return 0
        return 1 + len(ti.task.get_flat_relative_ids(upstream=False))
