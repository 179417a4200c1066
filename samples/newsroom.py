"""Makes the whole newsroom: all of it or nothing."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from samples.desk import Desk
from samples.logs import logs, packed
from samples.page_text import page_text
from samples.pages import page
from samples.period import Period, midnight
from samples.plan import Article, plan
from samples.traffic import traffic
from samples.truth import article_record, judged, totals

MARK = "truth/totals.json"
"""What a folder holds that was made here, and may be made anew."""


@dataclass(frozen=True)
class File:
    """One file to be written, with the time it bears."""

    name: str
    content: bytes
    at: datetime


def _json_lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def _site(articles: list[Article], end: datetime) -> Iterator[File]:
    """Yield the site's pages, the AMP ones too, and their index."""
    index = []
    for position, article in enumerate(articles):
        peers = [each for each in articles if each.language == article.language and each is not article]
        related = [peers[(position + step) % len(peers)] for step in range(1, 5)] if peers else []
        for amp in (False, True) if article.amp else (False,):
            name = f"{'amp-' if amp else ''}{article.language}-{article.number}.html"
            url = article.amp_url if amp else article.url
            index.append({"url": url, "file": f"html/{name}", "fetched_at": _fetched(end, position)})
            yield File(f"site/html/{name}", page(article, related, amp=amp), article.modified)
    yield File("site/index.jsonl", _json_lines(index), end)


def _fetched(end: datetime, position: int) -> str:
    return (end + timedelta(minutes=5, seconds=2 * position)).isoformat()


def _page_texts(articles: list[Article], end: datetime) -> Iterator[File]:
    for article in articles:
        yield File(f"page_text/{article.number}.txt", page_text(article), article.modified)
    index = [{"file": f"{article.number}.txt", "url": article.url} for article in articles]
    yield File("page_text/index.jsonl", _json_lines(index), end)


def _files(seed: int, period: Period, articles: int, visits_per_day: int) -> Iterator[File]:
    """Yield every file of the newsroom."""
    rng = Random(seed)
    planned = plan(rng, period, articles)
    lines = logs(rng, period, traffic(rng, Desk(planned), period, visits_per_day))
    yield from _site([each for each in planned if each.source == "site"], period.end)
    yield from _page_texts([each for each in planned if each.source == "page_text"], period.end)
    for day, (name, content) in zip(period.dates, lines.items(), strict=True):
        yield File(f"logs/{name}", packed(name, content), midnight(day) + timedelta(days=1))
    requests = judged(lines)
    yield File("truth/requests.jsonl", _json_lines(request.record() for request in requests), period.end)
    yield File("truth/articles.jsonl", _json_lines(map(article_record, planned)), period.end)
    yield File(MARK, (json.dumps(totals(requests), indent=1) + "\n").encode(), period.end)


def _dated(path: Path, at: datetime) -> None:
    os.utime(path, (at.timestamp(), at.timestamp()))


def _write(folder: Path, files: Iterable[File], end: datetime) -> None:
    for file in files:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        _dated(path, file.at)
    for below in [*folder.rglob("*"), folder]:
        if below.is_dir():
            _dated(below, end)


def _put(made: Path, folder: Path, aside: Path) -> None:
    """Put what was made in its place; what stood there goes aside."""
    if folder.exists():
        folder.rename(aside)
    made.rename(folder)


def make(folder: Path, *, seed: int = 7, days: int = 8, articles: int = 60, visits_per_day: int = 4000) -> None:
    """Make a newsroom in `folder`, in place of an earlier one there; the same arguments give the same bytes.

    Raises ValueError for a size that makes no newsroom, FileExistsError where `folder` holds something else.
    """
    if min(days, articles, visits_per_day) < 1:
        raise ValueError("days, articles and visits per day must be 1 or more")
    folder = folder.absolute()
    if folder.exists() and not (folder / MARK).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} holds something that was not made here")
    folder.parent.mkdir(parents=True, exist_ok=True)
    period = Period(days)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as work:
        made = Path(work) / "made"
        made.mkdir()
        _write(made, _files(seed, period, articles, visits_per_day), period.end)
        _put(made, folder, Path(work) / "aside")
