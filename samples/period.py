"""The days that the logs cover."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Lisbon")
LAST_DAY = date(2025, 5, 11)


@dataclass(frozen=True)
class Period:
    """So many UTC days up to and with the last one."""

    days: int

    @property
    def dates(self) -> list[date]:
        """The UTC days, in order."""
        return [LAST_DAY - timedelta(days=self.days - 1 - index) for index in range(self.days)]

    @property
    def start(self) -> datetime:
        """The first instant of the first day."""
        return midnight(self.dates[0])

    @property
    def end(self) -> datetime:
        """The instant after the last day."""
        return midnight(LAST_DAY) + timedelta(days=1)


def midnight(day: date) -> datetime:
    """Return the first instant of a UTC day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
