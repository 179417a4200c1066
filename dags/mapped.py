"""What mapped groups hand on."""

from typing import Any


def landed(batches: Any) -> list[dict[str, Any]]:
    """Return the batches of the group instances that succeeded; where each gives a list, the batches of all lists.

    Airflow hands on a sequence where there were several, the value itself where there was one, None for none.
    """
    if batches is None:
        return []
    if isinstance(batches, dict):
        return [batches]
    return [batch for entry in batches for batch in landed(entry)]
