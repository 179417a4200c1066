"""One request, and the line that Apache's combined log gives it."""

from dataclasses import dataclass
from datetime import UTC, datetime

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Hit:
    """One request; `page` is the canonical URL of the page that its target names, None for static files."""

    at: int
    """Seconds since 1970, UTC."""
    address: str
    agent: str
    target: str
    page: str | None
    article: bool = False
    method: str = "GET"
    status: int = 200
    size: int = 0
    referer: str = "-"
    protocol: str = "HTTP/2.0"
    behaviour: str = ""
    """The rule of behaviour that tells its sender as a robot."""


@dataclass(frozen=True)
class Line:
    """One line of a log, without its end; `hit` is None where it cannot be read."""

    raw: bytes
    hit: Hit | None


def instant(seconds: int) -> datetime:
    """Return the UTC instant of so many seconds."""
    return datetime.fromtimestamp(seconds, UTC)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _stamp(seconds: int) -> str:
    at = instant(seconds)
    return f"{at.day:02}/{MONTHS[at.month - 1]}/{at.year}:{at.hour:02}:{at.minute:02}:{at.second:02} +0000"


def combined(hit: Hit) -> bytes:
    """Return the line of a hit: `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"`."""
    size = "-" if hit.status == 304 else str(hit.size)
    request = f"{hit.method} {hit.target} {hit.protocol}"
    ends = f'"{_escaped(hit.referer)}" "{_escaped(hit.agent)}"'
    return f'{hit.address} - - [{_stamp(hit.at)}] "{request}" {hit.status} {size} {ends}'.encode()


def line(hit: Hit) -> Line:
    """Return the log line of a hit."""
    return Line(combined(hit), hit)
