"""What a part of the benchmarks is, and what it tells of itself."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

THREADS = 2
"""What every engine gets, ours and the peers."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a part did; `seconds` where the part itself knows better than its whole duration."""

    what: str
    count: int = 0
    unit: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the table. `needs` are the parts that make its input: run first, in processes of their own.

    Those that take a quarter of an hour and more are `is_long`: a plain `make bench` leaves them out.
    """

    run: Callable[[], Measured]
    needs: tuple[Callable[[], Measured], ...] = ()
    is_long: bool = False

    @property
    def name(self) -> str:
        """The name that `make bench PART=…` takes."""
        return self.run.__name__


def work_folder() -> Path:
    """Return the folder that the parts of one run share: NEWSLAKE_HOME, a temporary one."""
    return Path(os.environ["NEWSLAKE_HOME"])
