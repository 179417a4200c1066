"""`make bench`: the parts of `make run` over a sample newsroom, with a bare scan of the same lines as the peer.

Each row is a process of its own, so that its peak memory is its own. Times vary between machines and hours:
compare rows of one run.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

SIZE = {"days": 8, "articles": 60, "visits_per_day": 4000}
RUN = "bench"
AS_OF = datetime(2025, 5, 12, tzinfo=UTC)


def make_samples() -> str:
    """Write the sample newsroom."""
    from samples.newsroom import make

    make(Path(os.environ["NEWSLAKE_HOME"]) / "samples", **SIZE)
    return f"{SIZE}"


def ingest_articles() -> str:
    """Parse, validate and publish the articles."""
    import settings
    from dags.steps import articles

    chosen = settings.load()
    found = [batch for source in chosen.article_source for batch in articles.find_batch(chosen, source)]
    checked = [articles.validate(articles.parse(chosen, batch, RUN), RUN) for batch in found]
    return f"{articles.publish(chosen, checked, RUN, AS_OF)['articles']} articles"


def bare_scan() -> str:
    """Read and decompress the same lines and nothing else: what no pipeline can do without."""
    import settings
    from sources.page_view import find_files
    from sources.page_view.lines import read_lines

    chosen = settings.load()
    files = find_files(chosen.path(chosen.page_view_source[0].location))
    return f"{sum(batch.num_rows for file in files for batch in read_lines(file))} lines"


def ingest_page_views() -> str:
    """Read, validate and publish the page views, roll-ups included."""
    import settings
    from dags.steps import page_view_input, page_view_publish

    chosen = settings.load()
    files = page_view_input.find_files(chosen, chosen.page_view_source[0])
    batches = [page_view_input.validate(page_view_input.read_file(chosen, file, RUN, AS_OF), RUN) for file in files]
    published = page_view_publish.publish(chosen, batches, RUN, AS_OF)
    return f"{sum(batch['counts']['received'] for batch in batches)} lines, {len(published['touched_hours'])} hours"


def rank_articles() -> str:
    """Rank every hour, window and scope."""
    import settings
    from dags.steps import rankings

    chosen = settings.load()
    return f"{rankings.rank_hours(chosen, rankings.hours_due(chosen), RUN)['rows']} rows"


def whole_run() -> str:
    """`make run` again, under Airflow, in a lake of its own."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "NEWSLAKE_HOME": home}
        subprocess.run([sys.executable, "-m", "dags.run"], env=environment, check=True, stdout=subprocess.DEVNULL)
    return "samples, Airflow and its metadata database included"


PARTS: tuple[Callable[[], str], ...] = (
    make_samples,
    ingest_articles,
    bare_scan,
    ingest_page_views,
    rank_articles,
    whole_run,
)


def main() -> None:
    """Run every part and print the table, or one part and its measures."""
    if len(sys.argv) > 1:
        part = next(part for part in PARTS if part.__name__ == sys.argv[1])
        started = time.perf_counter()
        what = part()
        seconds = time.perf_counter() - started
        usage = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        peak = max(resource.getrusage(who).ru_maxrss for who in usage) // 1024
        print(json.dumps({"what": what, "seconds": seconds, "peak_mib": peak}))
        return
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "NEWSLAKE_HOME": home}
        environment.pop("NEWSLAKE_CONFIG", None)
        print(f"{'part':<20}{'seconds':>9}{'peak MiB':>10}  what")
        for part in PARTS:
            command = [sys.executable, "-m", "benchmarks", part.__name__]
            done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
            row = json.loads(done.stdout.splitlines()[-1])
            print(f"{part.__name__:<20}{row['seconds']:>9.2f}{row['peak_mib']:>10}  {row['what']}", flush=True)


if __name__ == "__main__":
    main()
