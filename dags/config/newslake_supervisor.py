"""Lets Airflow's supervisor see at once that a task's process has ended.

It looks once, as the last socket of the process closes, which the kernel does just before it reports the end: on a
busy machine one end in three is missed, and seen with the next heartbeat. The task is over, but its slot stays taken.
"""

import contextlib
from typing import Any

from airflow.sdk.execution_time.supervisor import ActivitySubprocess

MOMENT_SECONDS = 0.5
"""From the closing of the last socket to the end; what takes longer is looked for again with the next heartbeat."""


def see_ends_at_once() -> None:
    """Let every supervisor of this process, and of those forked from it, wait a moment for the end of a task."""
    look: Any = ActivitySubprocess._check_subprocess_exit  # noqa: SLF001 - there is no hook, and none is planned

    def wait_and_look(self: Any, *arguments: Any, **more: Any) -> Any:
        if self._exit_code is None and not self._open_sockets:
            with contextlib.suppress(self._process.TimeoutExpired):
                self._process.wait(timeout=MOMENT_SECONDS)
        return look(self, *arguments, **more)

    ActivitySubprocess._check_subprocess_exit = wait_and_look  # noqa: SLF001
