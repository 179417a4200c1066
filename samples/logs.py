"""The access logs: one file a day, with what goes wrong when logs are written, rotated and delivered."""

import bz2
import gzip
from random import Random

import zstandard

from samples.broken import KINDS, broken
from samples.hit import Hit, Line, instant, line
from samples.period import Period

SUFFIXES = ("", ".gz", ".bz2", ".zst")
OVERLAP = 20
"""How many last lines of a file the next one begins with again."""
STRAYS = 15
"""How many other lines of a file the next one holds again."""


def file_names(period: Period) -> list[str]:
    """Return the names of the log files, in order, their compressions in turn."""
    return [f"access-{day.isoformat()}.log{SUFFIXES[index % len(SUFFIXES)]}" for index, day in enumerate(period.dates)]


def _written(rng: Random, hits: list[Hit]) -> list[Line]:
    """Return a day's lines, some of them twice in a row, some followed by a broken one."""
    lines: list[Line] = []
    for hit in hits:
        good = line(hit)
        chance = rng.random()
        lines += [good, good] if chance < 0.003 else [good]
        if chance > 0.998:
            lines.append(broken(rng, good.raw, rng.randrange(KINDS)))
    samples = [line(hit).raw for hit in hits[:KINDS]]
    lines += [broken(rng, raw, kind) for kind, raw in enumerate(samples)]
    return lines


def _delivered_again(rng: Random, before: list[Line], lines: list[Line]) -> list[Line]:
    """Return the lines of a file, with some of the one before: its end first, others strewn in.

    No line of the file before is given again more than once, so none comes more often than there.
    """
    tail, rest = before[-OVERLAP:], before[:-OVERLAP]
    lines = [*tail, *lines]
    for again in rng.sample(rest, min(STRAYS, len(rest))):
        lines.insert(rng.randint(len(tail), len(lines)), again)
    return lines


def logs(rng: Random, period: Period, hits: list[Hit]) -> dict[str, list[Line]]:
    """Return the lines of each file."""
    by_day: dict[str, list[Hit]] = {day.isoformat(): [] for day in period.dates}
    for hit in hits:
        by_day[instant(hit.at).date().isoformat()].append(hit)
    written = [_written(rng, day) for day in by_day.values()]
    delivered = [
        _delivered_again(rng, written[index - 1], lines) if index else lines for index, lines in enumerate(written)
    ]
    return dict(zip(file_names(period), delivered, strict=True))


def packed(name: str, lines: list[Line]) -> bytes:
    """Return a file's bytes, compressed as its name tells."""
    content = b"".join(each.raw + b"\n" for each in lines)
    if name.endswith(".gz"):
        return gzip.compress(content, mtime=0)
    if name.endswith(".bz2"):
        return bz2.compress(content)
    return zstandard.ZstdCompressor().compress(content) if name.endswith(".zst") else content
