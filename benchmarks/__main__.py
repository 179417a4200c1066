"""`make bench`: every part that is not long, or those named by `make bench PART="NAME …"`, and what they took.

Each row is a process of its own, so that its peak memory is its own, native memory of the engines included. Times vary
between machines and hours: compare rows of one run.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks import (
    access_log,
    articles,
    asking,
    backfill,
    duplicates,
    extraction,
    gate,
    maintenance,
    page_views,
    pipeline,
    publish,
    rankings,
    related,
    scaling,
    spark,
    watching,
)
from benchmarks.part import Part

PARTS: tuple[Part, ...] = (
    *pipeline.PARTS,
    *articles.PARTS,
    *extraction.PARTS,
    *page_views.PARTS,
    *access_log.PARTS,
    *gate.PARTS,
    *publish.PARTS,
    *maintenance.PARTS,
    *rankings.PARTS,
    *asking.PARTS,
    *related.PARTS,
    *duplicates.PARTS,
    *scaling.PARTS,
    *spark.PARTS,
    *backfill.PARTS,
    *watching.PARTS,
)
BY_NAME = {part.name: part for part in PARTS}
CHILD = "--child"
RATE_FROM = 1_000
"""Counts below this have no rate worth a column."""


def measure(part: Part) -> dict[str, Any]:
    """Run `part` in this process and return its row."""
    started = time.perf_counter()
    measured = part.run()
    seconds = time.perf_counter() - started
    usage = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(who).ru_maxrss for who in usage) // 1024
    return {
        "what": measured.what, "count": measured.count, "unit": measured.unit,
        "seconds": measured.seconds or seconds, "peak_mib": peak,
    }  # fmt: skip


def in_order(chosen: Sequence[str]) -> Iterator[Part]:
    """Yield the parts called `chosen`, each once, behind those that make their input."""
    wanted = set(chosen)
    for part in reversed(PARTS):  # a part stands behind those that it needs
        if part.name in wanted:
            wanted.update(need.__name__ for need in part.needs)
    yield from (part for part in PARTS if part.name in wanted)


def line(name: str, row: dict[str, Any]) -> str:
    """Return the table's line of one part."""
    rate = f"{row['count'] / row['seconds']:,.0f} {row['unit']}/s" if row["count"] >= RATE_FROM else ""
    return f"{name:<28}{row['seconds']:>9.2f}{row['peak_mib']:>10}{rate:>20}  {row['what']}"


def main(names: Sequence[str]) -> int:
    """Run the parts called `names`, or all that are not long, and print the table.

    1: a part failed; 2: there is no such part.
    """
    if unknown := [name for name in names if name not in BY_NAME]:
        print(f"no part is called {unknown[0]!r}; there are {', '.join(BY_NAME)}", file=sys.stderr)
        return 2
    failed = 0
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "NEWSLAKE_HOME": home}
        environment.pop("NEWSLAKE_CONFIG", None)
        print(f"{'part':<28}{'seconds':>9}{'peak MiB':>10}{'rate':>20}  what", flush=True)
        for part in in_order(names or [part.name for part in PARTS if not part.is_long]):
            command = [sys.executable, "-m", "benchmarks", CHILD, part.name]
            done = subprocess.run(command, env=environment, check=False, stdout=subprocess.PIPE, text=True)
            if done.returncode:
                failed = 1
                print(f"{part.name:<28}{'failed':>9}", flush=True)
                continue
            print(line(part.name, json.loads(done.stdout.splitlines()[-1])), flush=True)
    return failed


if __name__ == "__main__":
    if sys.argv[1:2] == [CHILD]:
        print(json.dumps(measure(BY_NAME[sys.argv[2]])))
    else:
        sys.exit(main(sys.argv[1:]))
