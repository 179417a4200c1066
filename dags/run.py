"""`make run`: the DAGs once, in order, in this process, under Airflow; then the most viewed articles.

Exit status: 0 when all of it worked, 1 when a task failed (the rest is in the lake), 2 when the settings are wrong.
"""

import gc
import importlib
import logging
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import settings
from dags.environment import airflow_environment, prepare_metadata
from dags.json_lines import JsonLines
from dags.terminal import fail, say
from dags.watching import start_metrics

DAGS = (
    "ingest_articles",
    "link_duplicates",
    "ingest_page_views",
    "rank_articles",
    "relate_articles",
    "check_lake",
    "export_rankings",
)

FULL_BELOW = 1_000_000
"""Bytes of free space with which Airflow's own database cannot say what became of a task."""


def main() -> int:
    """Run the DAGs over the settings' input and say what came of it."""
    try:
        chosen = settings.load()
    except settings.SettingsError as error:
        return fail(str(error), 2)
    started = time.monotonic()
    _show_progress(chosen)
    say(f"newslake: settings {settings.config_path()}, writing to {chosen.home}")
    chosen.home.mkdir(parents=True, exist_ok=True)
    _make_samples(chosen)
    os.environ.update(airflow_environment(chosen.home))
    say("newslake: preparing Airflow's metadata database")
    prepare_metadata()
    start_metrics()
    try:
        states = {}
        for name in DAGS:
            say(f"newslake: [{time.monotonic() - started:4.0f} s] {name}")
            states[name] = run_dag(name)
    except Exception as error:
        if shutil.disk_usage(chosen.home).free > FULL_BELOW:
            raise
        fail(f"newslake: the disk of {chosen.home} is full: {error}")
        return fail("newslake: what was published is whole; make room and run again")
    failed = [name for name, state in states.items() if state != "success"]

    from dags.summary import summarize

    summarize(chosen)
    say(f"newslake: done in {time.monotonic() - started:.0f} s")
    for name in failed:
        fail(f"newslake: {name} failed: see the errors above; run again when they are mended")
    return 1 if failed else 0


def _make_samples(chosen: settings.Settings) -> None:
    """Write the sample newsroom if the settings point at it and it is not there."""
    folder = chosen.home / "samples"
    locations = [source.location for source in chosen.article_source]
    locations += [source.location for source in chosen.page_view_source]
    wanted = any("{home}/samples" in location for location in locations)
    if wanted and not folder.exists():
        from samples.newsroom import make

        say(f"newslake: making the sample newsroom in {folder}")
        make(folder)


def run_dag(name: str) -> str:
    """Run the DAG of this name once, in this process, and return the state that it ended in."""
    pipeline: Any = importlib.import_module(f"dags.{name}").pipeline
    with _collecting_seldom():
        return str(pipeline.test().state)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for garbage rarely: of what Airflow makes as it starts nearly all stays, and a second goes into looking."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _show_progress(chosen: settings.Settings) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines() if chosen.logs.format == "json" else logging.Formatter("  %(message)s"))
    logger = logging.getLogger("newslake")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    logger.propagate = False


if __name__ == "__main__":
    sys.exit(main())
