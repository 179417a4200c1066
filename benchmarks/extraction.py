"""Articles read from labelled pages, by us and by peers, all in one process: how well, and how many pages a second.

The pages and the scoring tool lie beside the project; where they are absent the part says so. A peer that is not
installed is left out. Times are of the processor, decoding and parsing included, imports not.
"""

import gzip
import importlib
import importlib.util
import logging
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from statistics import median
from typing import Any

from benchmarks.part import Measured, Part
from settings import ROOT

PAGES = ROOT.parent / "shared" / "data" / "articles"
SCORER = ROOT.parent / "shared" / "tools" / "score_articles.py"
WARM_UP = 5
LARGE_GROUP = 10
"""Pages from which on a language has a column of its own."""

Told = dict[str, Any]
Reader = Callable[[bytes, str], Told]
FIELDS = ("P", "R", "F1", "exact", "title", "author", "author_none", "day", "inst", "lang")


@dataclass(frozen=True, slots=True)
class Result:
    """What one reader told, and the milliseconds that each page took."""

    told: list[Told]
    milliseconds: list[float]


def extraction() -> Measured:
    """Read every labelled page with every reader, and print a table of what the scoring tool says."""
    if not SCORER.is_file() or not PAGES.is_dir():
        return Measured("left out: the labelled pages are not there")
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    scorer = _scorer()
    labels = scorer.load([str(PAGES)], None, None, None)
    pages = [
        (gzip.decompress((PAGES / "html" / f"{label['id']}.html.gz").read_bytes()), label["url"]) for label in labels
    ]
    seconds = 0.0
    for name, reader in _readers().items():
        result = _measure(reader, pages)
        print(_line(name, scorer, labels, result), file=sys.stderr, flush=True)
        if name == "newslake":
            seconds = sum(result.milliseconds) / 1000
            for half in (1, 0):
                chosen = [place for place, label in enumerate(labels) if _half(label) == half]
                told, taken = result.told, result.milliseconds
                part = Result([told[place] for place in chosen], [taken[place] for place in chosen])
                name_of_half = "  tuned on" if half else "  held out"
                print(_line(name_of_half, scorer, [labels[place] for place in chosen], part), file=sys.stderr)
    return Measured("labelled pages, the table is above", len(pages), "pages", seconds)


def _half(label: Told) -> int:
    """Return 1 for the publishers whose pages were looked at, 0 for those held out."""
    return sha256(label["group"].encode()).digest()[0] % 2


def _measure(reader: Reader, pages: list[tuple[bytes, str]]) -> Result:
    for page in pages[:WARM_UP]:
        _read(reader, *page)
    told, milliseconds = [], []
    for page in pages:
        started = time.process_time()
        told.append(_read(reader, *page))
        milliseconds.append((time.process_time() - started) * 1000)
    return Result(told, milliseconds)


def _read(reader: Reader, html: bytes, url: str) -> Told:
    try:
        return reader(html, url)
    except Exception:  # noqa: BLE001 - a page on which a peer fails counts as a page without text
        return {}


def _line(name: str, scorer: Any, labels: list[Told], result: Result) -> str:
    scores = scorer.score(labels, result.told, scorer.TOK)
    fields = " ".join(f"{field} {_figure(scores.get(field))}" for field in FIELDS)
    languages = []
    for language in sorted({label["language"] for label in labels}):
        chosen = [place for place, label in enumerate(labels) if label["language"] == language]
        group = scorer.score([labels[place] for place in chosen], [result.told[place] for place in chosen], scorer.TOK)
        if group.get("n_body", 0) >= LARGE_GROUP:
            languages.append(f"{language} {_figure(group['F1'])}")
    times = sorted(result.milliseconds)
    rate, slow = 1000 * len(times) / sum(times), times[int(0.95 * len(times))]
    speed = f"{rate:.0f} pages/s, median {median(times):.1f} ms, p95 {slow:.1f} ms"
    return f"{name:<22} {fields} | F1 {' '.join(languages)} | {speed}"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score_articles", SCORER)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SCORER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _readers() -> dict[str, Reader]:
    """Return the readers that are installed, ours first."""
    from benchmarks.extraction_peers import PEERS
    from transforms.article import extract

    found: dict[str, Reader] = {"newslake": extract}
    for name, (module, reader) in PEERS.items():
        try:
            importlib.import_module(module)
        except ImportError:
            print(f"{name:<22} left out: {module} is not installed", file=sys.stderr)
        else:
            found[name] = reader
    return found


PARTS = (Part(extraction),)
