"""Days of the site's zone, which may have 23 or 25 hours and begin within a UTC hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SiteDay:
    """One calendar day of a zone."""

    site_date: date
    start: datetime
    """First instant, UTC."""
    end: datetime
    """First instant after it, UTC."""
    is_final: bool = False
    """Whether every hour of it is closed."""

    @property
    def hours(self) -> list[datetime]:
        """The UTC hours that have a part in the day, in order."""
        first = self.start.replace(minute=0, second=0, microsecond=0)
        count = -((first - self.end) // HOUR)
        return [first + HOUR * number for number in range(count)]


def site_day(site_date: date, zone: ZoneInfo) -> SiteDay:
    """Return the day `site_date` of `zone`."""
    start = datetime.combine(site_date, time(), zone).astimezone(UTC)
    end = datetime.combine(site_date + timedelta(days=1), time(), zone).astimezone(UTC)
    return SiteDay(site_date, start, end)


def days_of_hours(hours: Iterable[datetime], zone: ZoneInfo) -> list[SiteDay]:
    """Return the days that UTC `hours` have a part in, in order."""
    ends = {instant for hour in hours for instant in (hour, hour + HOUR - timedelta(microseconds=1))}
    return [site_day(day, zone) for day in sorted({instant.astimezone(zone).date() for instant in ends})]
