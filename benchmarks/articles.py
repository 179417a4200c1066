"""Articles from the web and from an archive: a crawl of a site on loopback, and 10,000 pages of one WARC file."""

import gzip
import json
import multiprocessing
import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from benchmarks.part import Measured, Part, work_folder
from settings import ROOT

SITE_PAGES = 2_000
WARC_PAGES = 10_000
AS_OF = datetime(2025, 5, 6, 12, tzinfo=UTC)
REAL_PAGES = ROOT.parent / "shared" / "data" / "articles"
NAMES_ITSELF = re.compile(rb"canonical|og:url|mainEntityOfPage|@id", re.IGNORECASE)
"""By these a page would be the same article, however often it is repeated."""
CRAWL = """
[fetch]
contact = "desk@courier.example"
delay_seconds = 0
private_hosts = ["127.0.0.1"]

[[article_source]]
name = "post"
kind = "sitemap"
location = "{root}/sitemap.xml"
max_pages = 10000
"""
ARCHIVE = """
[[article_source]]
name = "archive"
kind = "warc"
location = "{folder}"
"""


def crawl_site() -> Measured:
    """Crawl a site twice, from its sitemap to the lake; nothing changes in between."""
    from dags.steps import article_input, articles, crawls, discovery, fetching

    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=_serve, args=(there, SITE_PAGES), daemon=True)
    server.start()
    settings = _settings(CRAWL.format(root=here.recv()), "crawl")
    source, published = settings.article_source[0], 0
    cursors: dict[str, Any] = {}
    seconds: list[float] = []
    for run in range(2):
        started, run_id, at = time.perf_counter(), f"bench{run}", AS_OF + timedelta(hours=run)
        found = discovery.discover(settings, source, cursors, run_id, at)
        fetched = fetching.fetch(settings, found, run_id, at)
        batches = article_input.unread(settings, fetched)
        checked = [articles.validate(articles.parse(settings, batch, run_id), run_id) for batch in batches]
        published += articles.publish(settings, checked, fetched, run_id, at)["articles"]
        cursors.update(crawls.cursors_to_keep(fetched).get(source.name, {}))
        crawls.forget_published(settings, fetched)
        seconds.append(time.perf_counter() - started)
        here.send("asked?")
        asked = here.recv()
    server.kill()
    what = f"{published} articles; the second run {seconds[1] / seconds[0]:.1%} of this time, {asked} requests"
    return Measured(what, SITE_PAGES, "pages", seconds=seconds[0])


def make_warc() -> Measured:
    """Write a WARC file of 10,000 pages: real ones over and over, or, where there are none, made ones."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    pages = list(_pages())
    file = _warc()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for number in range(WARC_PAGES):
            page = NAMES_ITSELF.sub(b"data-was-", pages[number % len(pages)])
            page = page.replace(b"</p>", b" (%d)</p>" % number)  # a text of its own
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            url = f"https://site-{number % len(pages)}.example/news/{number}"
            writer.write_record(writer.create_warc_record(url, "response", payload=BytesIO(page), http_headers=head))
    return Measured(f"{len(pages)} different pages, {file.stat().st_size >> 20} MiB", WARC_PAGES, "pages")


def extract_pages() -> Measured:
    """Read the WARC file and extract every page on every core; nothing is staged, checked or published."""
    from dags.steps.article_rows import PageReader, parsed
    from sources.archives import warc

    outcomes = sum(1 for _ in parsed(PageReader("archive", "UTC"), warc.read(_warc())))
    return Measured("extraction alone", outcomes, "pages")


def ingest_warc() -> Measured:
    """Run the DAG ingest_articles over the WARC file, under Airflow: find, parse, validate, publish."""
    settings = _settings(ARCHIVE.format(folder=_warc().parent), "archive")
    from dags.environment import airflow_environment, prepare_metadata

    os.environ.update(airflow_environment(settings.home))
    prepare_metadata()
    import dags.ingest_articles  # noqa: F401 - what follows is the run alone
    from dags.run import run_dag

    started = time.perf_counter()
    state = run_dag("ingest_articles")
    seconds = time.perf_counter() - started
    if state != "success":
        raise RuntimeError(f"ingest_articles ended as {state}")
    return Measured("under Airflow, to the lake", WARC_PAGES, "pages", seconds=seconds)


def _serve(there: Any, pages: int) -> None:
    from samples.news_site import NewsSite, serve

    site = NewsSite()
    for number in range(pages):
        site.add(number)
    serve(site)
    there.send(site.root)
    while there.recv():
        there.send(len(site.asked()))


def _settings(text: str, name: str) -> Any:
    folder = work_folder() / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bench.toml").write_text(text, encoding="utf-8")
    os.environ.update(NEWSLAKE_CONFIG=str(folder / "bench.toml"), NEWSLAKE_HOME=str(folder / "home"))
    import settings

    return settings.load()


def _warc() -> Path:
    return work_folder() / "warc" / "pages.warc.gz"


def _pages() -> Iterator[bytes]:
    index = REAL_PAGES / "index.jsonl"
    if index.is_file():
        for line in index.read_text(encoding="utf-8").splitlines():
            file = REAL_PAGES / "html" / f"{json.loads(line)['id']}.html.gz"
            yield gzip.decompress(file.read_bytes())
        return
    from samples.news_site import NewsSite

    site = NewsSite(root="https://post.example")
    for number in range(200):
        site.add(number)
    yield from (site.answer(path)[2] for path in site.stories)


PARTS = (
    Part(crawl_site),
    Part(make_warc),
    Part(extract_pages, needs=(make_warc,)),
    Part(ingest_warc, needs=(make_warc,)),
)
