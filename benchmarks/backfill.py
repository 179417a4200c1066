"""A backfill of 48 hours by Celery: one worker and two, beside the object store and 20 ms away from it."""

import json
import os
import subprocess
import sys

from benchmarks.part import Measured, Part, work_folder
from settings import ROOT

TEST = "tests/integration/test_backfill_workers.py"


def backfill_workers() -> Measured:
    """Run it by the services that the tests start: PostgreSQL, Redis, an S3 server, Airflow."""
    result = work_folder() / "backfill.json"
    told = {**os.environ, "NEWSLAKE_BENCH_BACKFILL": str(result)}
    folder = told.pop("NEWSLAKE_HOME") + "/backfill"
    # A folder of its own: of pytest's usual ones the oldest go with later runs, and this one takes long.
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "--numprocesses", "0", f"--basetemp={folder}", TEST]
    done = subprocess.run(command, cwd=ROOT, env=told, check=False, stdout=sys.stderr)
    if not result.exists():
        return Measured("left out: what it needs is not here, see above")
    measured = json.loads(result.read_text(encoding="utf-8"))
    lines = [
        f"{name}: {one['seconds']:.0f} s, {one['requests']:,} requests, load {one['load']:.1f}"
        for name, one in measured.items()
    ]
    missed = "; not what is aimed at" if done.returncode else ""
    return Measured("; ".join(lines) + missed)


PARTS = (Part(backfill_workers, is_long=True),)
