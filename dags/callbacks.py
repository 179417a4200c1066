"""Callbacks of tasks: none of them fails a task."""

import functools
import logging
from collections.abc import Callable
from typing import Any

log = logging.getLogger("newslake.callbacks")


def never_in_the_way(step: Callable[[Any], None]) -> Callable[[Any], None]:
    """Let nothing that `step` raises reach the task: it is over, and right or wrong for reasons of its own."""

    @functools.wraps(step)
    def run(context: Any) -> None:
        try:
            step(context)
        except Exception:
            task = context.get("task_instance_key_str", "a task")
            log.exception("%s did not work for %s; the task itself is as it was", step.__qualname__, task)

    return run
