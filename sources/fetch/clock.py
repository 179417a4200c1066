"""The time, and waiting for it: an argument, so that tests wait for nothing."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a crawl must know of time."""

    def monotonic(self) -> float:
        """Return seconds since some start; never goes back."""

    def now(self) -> datetime:
        """Return the instant, in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""


class SystemClock:
    """The machine's own time."""

    def monotonic(self) -> float:
        """Return seconds since some start; never goes back."""
        return time.monotonic()

    def now(self) -> datetime:
        """Return the instant, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        await asyncio.sleep(seconds)
