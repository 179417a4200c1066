"""The constants of the model of docs/scaling.md, measured here, and a day of a billion views at 1/100 beside it.

Runs are those of the pipeline: an hour published with its roll-ups, its ledger and its days, then ranked, on the
embedded lake. Core seconds are what all threads took; other work on the machine changes seconds, and them little.
"""

import gzip
import json
import os
import resource
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import access_log, articles, events, publish
from benchmarks import gate as the_gate
from benchmarks.part import Measured, Part, work_folder
from benchmarks.scaling_model import Curve, rows

REDUCED = int(os.environ.get("BENCH_DAY_VIEWS", "10000000"))
"""A day of a billion views, a hundredth of it."""
HOUR_EVENTS = int(os.environ.get("BENCH_HOUR_EVENTS", "10000000"))
FITTED = {2_000: 24, 200_000: 24, 4_000_000: 3}
"""Events of a run -> how many such runs the model is drawn through. A day's hours differ: each writes the day's
roll-ups again."""
COMMITS = 40
PAGES = 300
FIRST = events.START + timedelta(days=60)
KINDS = ("seconds", "core_seconds", "files", "bytes", "kept", "catalog")
"""Files and bytes are what was written; kept is what the newest snapshot has: an hour is written again with its
neighbour."""


def scaling_runs() -> Measured:
    """Measure runs of few and of many events: the points that the model is drawn through."""
    means: dict[str, list[tuple[int, float]]] = {kind: [] for kind in KINDS}
    for count, times in FITTED.items():
        runs = _runs(f"fit_{count}", [count] * times)[1:]  # the first makes the tables
        for kind in KINDS:
            means[kind].append((count, sum(run[kind] for run in runs) / len(runs)))
    _note("run", means)
    told = [f"{kind} {', '.join(f'{mean:,.1f}' for _, mean in points)}" for kind, points in means.items()]
    return Measured(f"runs of {', '.join(f'{count:,}' for count in FITTED)} events: {'; '.join(told)}")


def scaling_commits() -> Measured:
    """Measure what a commit of one row takes while it holds the write lock, and what the catalog grows by."""
    import lake

    home = work_folder() / "scaling_commits"
    location = lake.LakeLocation(home / "catalog.sqlite", home / "data")
    lake.commit(location, lambda _: None, run_id="bench", message="bench")
    row = "(SELECT 'page' || now()::VARCHAR AS page_id, 'https://courier.example/' AS page_url)"

    def add(opened: lake.Transaction) -> None:
        opened.append("page", row)

    before, started = _sizes(home)["catalog"], time.perf_counter()
    for _ in range(COMMITS):
        lake.commit(location, add, run_id="bench", message="bench")
    seconds = (time.perf_counter() - started) / COMMITS
    grown = (_sizes(home)["catalog"] - before) / COMMITS
    return Measured(f"{seconds:.2f} s a commit, {3600 / seconds:,.0f} an hour; the catalog grows by {grown:,.0f} bytes")


def scaling_gate() -> Measured:
    """Measure the gate of events."""
    from dags.steps.gate import load_gate

    load_gate()
    before = _core_seconds()
    rows_judged = the_gate.gate().count * 2  # twice in one process
    cost = (_core_seconds() - before) / rows_judged
    _note("gate", cost)
    return Measured(f"{1 / cost:,.0f} events a core and second", rows_judged, "rows")


def scaling_read() -> Measured:
    """Measure reading a log to staged Parquet."""
    before = _core_seconds()
    access_log.read_log()
    cost = (_core_seconds() - before) / access_log.LINES
    _note("read", cost)
    return Measured(f"{1 / cost:,.0f} lines a core and second", access_log.LINES, "lines")


def scaling_articles() -> Measured:
    """Measure extraction, on one core, and what a page takes as archive and as Parquet."""
    import pyarrow as pa
    from pyarrow import parquet

    from transforms.article import extract

    pages = [page for page, _ in zip(articles._pages(), range(PAGES), strict=False)]  # noqa: SLF001 - of this package
    before = _core_seconds()
    found = [extract(page, f"https://post.example/{number}") for number, page in enumerate(pages)]
    seconds = (_core_seconds() - before) / len(pages)
    archive = sum(len(gzip.compress(page)) for page in pages) / len(pages)
    file = work_folder() / "articles.parquet"
    texts = {
        name: [str(one.get(name) or "") for one in found] for name in ("headline", "article_body", "url", "author")
    }
    parquet.write_table(pa.table(texts), file, compression="zstd")
    table = 2 * file.stat().st_size / len(pages)  # article and article_revision
    _note("article", {"core_seconds": seconds, "bytes": archive + table})
    return Measured(
        f"{1 / seconds:,.0f} pages a core and second, {archive:,.0f} bytes of WARC, {table:,.0f} of Parquet"
    )


def scaling_day() -> Measured:
    """Play a day of hourly runs at a hundredth of a billion views and tell how far the model is off."""
    return _beside_model("day", _runs("day", [REDUCED // 24] * 24))


def scaling_hour() -> Measured:
    """Play an hour of many events behind another and tell how far the model is off, far from what it was drawn through.

    Its peak memory is what a worker needs.
    """
    return _beside_model("hour", _runs("hour", [HOUR_EVENTS] * 2)[1:])


def scaling() -> Measured:
    """Print the table of what loads take."""
    known = _noted()
    run = {kind: Curve(known["run"][kind]) for kind in KINDS}
    run["core_seconds"] = Curve(known["run"]["core_seconds"], known["read"] + known["gate"])
    print("\n".join(rows(run, known["article"])), file=sys.stderr)
    return Measured("table above")


def _runs(name: str, counts: list[int]) -> list[dict[str, float]]:
    """Publish and rank one hour after another in a lake of its own; return what each took and added."""
    home = work_folder() / f"scaling_{name}"
    home.mkdir()
    use(home)
    import lake
    from dags.steps.gate import load_gate
    from dags.steps.rankings import rank_hours
    from settings import load

    load_gate()
    location = lake.LakeLocation(home / "catalog.sqlite", home / "data")
    lake.commit(location, add_articles, run_id="bench", message="bench")
    found = []
    for number, count in enumerate(counts):
        hour = FIRST + timedelta(hours=number)
        staged = publish.staged(home, hour, count)
        before, core, started = _sizes(home), _core_seconds(), time.perf_counter()
        publish.publish_hours(home, [(hour, staged)])
        rank_hours(load(), [hour.isoformat()], f"hour_{number}")
        seconds, core = time.perf_counter() - started, _core_seconds() - core
        staged.unlink()
        added = {kind: size - before[kind] for kind, size in _sizes(home).items()}
        found.append({"events": count, "seconds": seconds, "core_seconds": core, **added})
    return found


def use(home: Path) -> None:
    """Let the settings name the embedded lake of `home`."""
    places = {"CATALOG": f"sqlite:///{home}/catalog.sqlite", "DATA_PATH": f"{home}/data"}
    os.environ.update({f"NEWSLAKE_LAKE__{key}": value for key, value in places.items()})


def add_articles(transaction: Any) -> None:
    """Let the thousand most viewed pages be articles."""
    execute = transaction.connection.execute
    execute(events.MACROS)
    execute(
        "INSERT INTO lake.article BY NAME SELECT page_id_of(i) AS article_id, 'Story ' || i AS headline, "
        f"'World' AS article_section, 'en' AS in_language, TIMESTAMPTZ '{FIRST}' AS date_published "
        "FROM range(1, 1001) AS r (i)"
    )


def _beside_model(name: str, runs: list[dict[str, float]]) -> Measured:
    known = _noted()["run"]
    told = []
    for kind in KINDS:
        seen = sum(run[kind] for run in runs)
        said = sum(Curve(known[kind]).at(run["events"]) for run in runs)
        told.append(f"{kind} {seen:,.0f}, model {said / seen - 1:+.0%}" if seen else f"{kind} 0")
    count = int(sum(run["events"] for run in runs))
    return Measured(f"{name}: {'; '.join(told)}", count, "events", sum(run["seconds"] for run in runs))


def _sizes(home: Path) -> Mapping[str, int]:
    import lake

    sizes = [file.stat().st_size for file in (home / "data").rglob("*.parquet")]
    with lake.connect(lake.LakeLocation(home / "catalog.sqlite", home / "data")) as connection:
        (kept,) = connection.execute(
            "SELECT sum(file_size_bytes)::BIGINT FROM ducklake_table_info('lake')"
        ).fetchone() or (0,)
    catalog = (home / "catalog.sqlite").stat().st_size
    return {"files": len(sizes), "bytes": sum(sizes), "kept": int(kept or 0), "catalog": catalog}


def _core_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _noted() -> dict[str, Any]:
    file = work_folder() / "scaling.json"
    noted: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    return noted


def _note(name: str, value: object) -> None:
    (work_folder() / "scaling.json").write_text(json.dumps(_noted() | {name: value}))


PARTS = (
    Part(scaling_runs, is_long=True),
    Part(scaling_commits),
    Part(scaling_read, (access_log.make_log,)),
    Part(scaling_gate, (the_gate.make_batch,)),
    Part(scaling_articles),
    Part(scaling_day, (scaling_runs,), is_long=True),
    Part(scaling_hour, (scaling_runs,), is_long=True),
    Part(scaling, (scaling_runs, scaling_read, scaling_gate, scaling_articles), is_long=True),
)
