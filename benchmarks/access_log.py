"""From a combined log to staged Parquet: ours, GoAccess, and DuckDB's bare split of the same lines."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import settings
from benchmarks import events
from benchmarks.part import THREADS, Measured, Part, work_folder

LINES = int(os.environ.get("BENCH_LINES", "2000000"))
DAYS = 2
NEWSROOM = {"days": DAYS, "articles": 200, "visits_per_day": 20_000}
AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
RUN = "bench"
SETTINGS = """
[site]
time_zone = "Europe/Lisbon"
[lake]
catalog = "sqlite:///{home}/no_lake/catalog.sqlite"
[[page_view_source]]
name = "web"
location = "{home}/access.log"
site_host = "courier.example"
"""

STAMP = re.compile(rb"\[(\d\d/[A-Z][a-z]{2}/\d{4}):")
ADDRESS = re.compile(rb"^(\d+)\.", re.MULTILINE)


def make_log() -> Measured:
    """Write a log of the sample newsroom's lines, its days repeated as later days with visitors of other networks."""
    from samples.newsroom import make
    from sources.page_view.lines import open_log

    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder) / "newsroom", **NEWSROOM)
        days = [open_log(file).read() for file in sorted((Path(folder) / "newsroom" / "logs").iterdir())]
    written = 0
    with _log().open("wb") as log:
        for content in _days(days):
            lines = content.splitlines(keepends=True)[: LINES - written]
            log.writelines(lines)
            written += len(lines)
            if written == LINES:
                break
    return _measured(f"{_log().stat().st_size >> 20} MiB")


def _days(days: list[bytes]) -> Iterator[bytes]:
    """Yield the logs of `days`, then the same so many days later from other addresses, without end."""
    again = 0
    while True:
        for content in days:
            yield _shifted(content, again) if again else content
        again += 1


def _shifted(content: bytes, again: int) -> bytes:
    dates = {
        stamp: (datetime.strptime(stamp.decode(), "%d/%b/%Y").replace(tzinfo=UTC) + timedelta(days=DAYS * again))
        .strftime("%d/%b/%Y").encode()
        for stamp in set(STAMP.findall(content))
        if _is_date(stamp)
    }  # fmt: skip
    moved = STAMP.sub(lambda found: b"[" + dates.get(found[1], found[1]) + b":", content)
    return ADDRESS.sub(lambda found: b"%d." % ((int(found[1]) + again) % 223 + 1), moved)


def _is_date(stamp: bytes) -> bool:
    """Say whether `stamp` is a day: the sample has lines that are broken on purpose."""
    try:
        datetime.strptime(stamp.decode(), "%d/%b/%Y").replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def read_log() -> Measured:
    """Read the log into staged Parquet: identifiers, pages, agents' verdicts and quarantine included."""
    from pyarrow import parquet

    from dags.steps.page_view_input import find_files, read_file

    chosen = _settings()
    (file,) = find_files(chosen, chosen.page_view_source[0])
    read = read_file(chosen, file, RUN, AS_OF)
    received = read["counts"].pop("received")
    outcomes = {"events": parquet.read_metadata(read["staged"]["page_view_event"]).num_rows, **read["counts"]}
    if not received == sum(outcomes.values()) == LINES:
        raise ValueError(f"{LINES} lines, {received} received, but {outcomes}")
    return _measured(", ".join(f"{count:,} {name}" for name, count in outcomes.items() if count))


def ingest_log() -> Measured:
    """Read the log, pass it through the gate and publish it with its roll-ups: what `ingest_page_views` does."""
    from dags.steps.page_view_input import find_files, read_file, validate
    from dags.steps.page_view_publish import publish

    chosen = _settings()
    (file,) = find_files(chosen, chosen.page_view_source[0])
    times = [time.perf_counter()]
    read = read_file(chosen, file, RUN, AS_OF)
    times.append(time.perf_counter())
    batch = validate(read, RUN)
    times.append(time.perf_counter())
    publish(chosen, [batch], RUN, AS_OF)
    times.append(time.perf_counter())
    reading, judging, publishing = (after - before for before, after in pairwise(times))
    share = judging / (times[-1] - times[0])
    return _measured(f"read {reading:.1f} s, gate {judging:.1f} s ({share:.1%}), publish {publishing:.1f} s")


def goaccess() -> Measured:
    """Let GoAccess count the same log, without identifiers kept or rows written."""
    if not shutil.which("goaccess"):
        return Measured("left out: GoAccess is not installed")
    report = work_folder() / "goaccess.html"
    command = ["goaccess", str(_log()), "--log-format=COMBINED", "-o", str(report), "--no-progress"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return _measured("HTML report")


def split_lines() -> Measured:
    """Split the same lines at their quotation marks and nothing else."""
    from sources.page_view.lines import read_lines

    count = 0
    with events.open_duckdb() as connection:
        connection.execute(f"SET threads = {THREADS}")
        for batch in read_lines(_log()):
            connection.register("line_batch", batch)
            query = "SELECT count(*), sum(len(string_split(line, '\"'))) FROM line_batch"
            count += (connection.execute(query).fetchone() or (0,))[0]
    return _measured(f"DuckDB, bare string_split: {count:,} lines")


def _settings() -> "settings.Settings":
    config = work_folder() / "bench.toml"
    config.write_text(SETTINGS)
    os.environ["NEWSLAKE_CONFIG"] = str(config)
    return settings.load()


def _log() -> Path:
    return work_folder() / "access.log"


def _measured(what: str) -> Measured:
    return Measured(what, LINES, "lines")


PARTS = (Part(make_log), *(Part(reader, (make_log,)) for reader in (read_log, ingest_log, goaccess, split_lines)))
