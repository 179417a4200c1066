"""Which failures are worth a retry, and which say at once what to mend."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from airflow.sdk.exceptions import AirflowFailException

P = ParamSpec("P")
R = TypeVar("R")


def fail_clearly(step: Callable[P, R]) -> Callable[P, R]:
    """Let `step` fail without retries where only a person can mend it: a missing place, a broken promise."""

    @functools.wraps(step)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from quality import CriticalCheckFailed
        from sources.errors import SourceError

        try:
            return step(*args, **kwargs)
        except (SourceError, CriticalCheckFailed) as error:
            raise AirflowFailException(str(error)) from error

    return run
