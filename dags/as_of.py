"""The time that a run is as of."""

from datetime import UTC, datetime
from typing import Any


def as_of(context: Any) -> datetime:
    """Return the whole hour in which the run began: when its input arrived. A retry has the same one.

    The data interval would not do: a backfill of last year reads what lies there today.
    """
    began = context["dag_run"].start_date
    return datetime.fromtimestamp(began.timestamp(), UTC).replace(minute=0, second=0, microsecond=0)
