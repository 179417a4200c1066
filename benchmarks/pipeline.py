"""The parts of `make run` over a sample newsroom, with a bare scan of the same lines as the peer."""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime

from benchmarks.part import Measured, Part, work_folder

SIZE = {"days": 8, "articles": 60, "visits_per_day": 4000}
RUN = "bench"
AS_OF = datetime(2025, 5, 12, tzinfo=UTC)


def make_samples() -> Measured:
    """Write the sample newsroom."""
    from samples.newsroom import make

    make(work_folder() / "samples", **SIZE)
    return Measured(f"{SIZE}")


def ingest_articles() -> Measured:
    """Parse, validate and publish the articles."""
    import settings
    from dags.steps import article_input, articles

    chosen = settings.load()
    found = [batch for source in chosen.article_source for batch in article_input.find_batches(chosen, source)]
    checked = [articles.validate(articles.parse(chosen, batch, RUN), RUN) for batch in found]
    return Measured(f"{articles.publish(chosen, checked, [], RUN, AS_OF)['articles']} articles")


def bare_scan() -> Measured:
    """Read and decompress the same lines and nothing else: what no pipeline can do without."""
    import settings
    from sources.page_view import find_files
    from sources.page_view.lines import read_lines

    chosen = settings.load()
    files = find_files(chosen.path(chosen.page_view_source[0].location))
    count = sum(batch.num_rows for file in files for batch in read_lines(file))
    return Measured(f"{count} lines", count, "lines")


def ingest_page_views() -> Measured:
    """Read, validate and publish the page views, roll-ups included."""
    import settings
    from dags.steps import page_view_input, page_view_publish

    chosen = settings.load()
    files = page_view_input.find_files(chosen, chosen.page_view_source[0])
    batches = [page_view_input.validate(page_view_input.read_file(chosen, file, RUN, AS_OF), RUN) for file in files]
    published = page_view_publish.publish(chosen, batches, RUN, AS_OF)
    count = sum(batch["counts"]["received"] for batch in batches)
    return Measured(f"{count} lines, {len(published['touched_hours'])} hours", count, "lines")


def rank_articles() -> Measured:
    """Rank every hour, window and scope."""
    import settings
    from dags.steps import rankings

    chosen = settings.load()
    return Measured(f"{rankings.rank_hours(chosen, rankings.hours_due(chosen), RUN)['rows']} rows")


def whole_run() -> Measured:
    """`make run` again, under Airflow, in a lake of its own."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "NEWSLAKE_HOME": home}
        subprocess.run([sys.executable, "-m", "dags.run"], env=environment, check=True, stdout=subprocess.DEVNULL)
    return Measured("samples, Airflow and its metadata database included")


PARTS = (
    Part(make_samples),
    Part(ingest_articles, (make_samples,)),
    Part(bare_scan, (make_samples,)),
    Part(ingest_page_views, (make_samples,)),
    Part(rank_articles, (make_samples, ingest_articles, ingest_page_views)),
    Part(whole_run),
)
