"""Pages in worker processes: one that crashes or hangs is refused alone, the others come in their order."""

import os
import subprocess
import sys
from datetime import UTC, datetime

from dags.steps import article_rows
from settings import ROOT
from sources.page import Page, Skipped, Unreadable
from tests.unit.breaking_reader import BreakingReader

AT = datetime(2025, 5, 4, tzinfo=UTC)
HTML = (
    b"<html lang=en><h1>The harbour reopens</h1><article><p>The harbour of Port Lumen reopened on Monday after nine "
    b"weeks of repairs.</p></article></html>"
)


def page(position, content=HTML, **more):
    return Page(f"https://post.example/{position}", content, position, "x.warc", AT, **more)


def test_a_page_that_breaks_its_worker_is_refused_alone(monkeypatch):
    # A worker's start counts towards its first chunk.
    for name, value in (("SECONDS_A_PAGE", 2.0), ("CHUNK", 4), ("FEW", 16)):
        monkeypatch.setattr(article_rows, name, value)
    entries = [page(n) for n in range(200)]
    entries[30], entries[130] = page(30, b"crash"), page(130, b"sleep")
    entries[7] = Skipped(7, "not_page_image")
    entries[8] = Unreadable(8, "x", "no_url")
    found = list(article_rows.parsed(BreakingReader("post", "UTC"), entries))
    assert len(found) == 200
    refused = [one for one in found if isinstance(one, Unreadable)]
    assert [(one.position, one.reason) for one in refused] == [
        (8, "no_url"), (30, "parser_crashed_or_too_slow"), (130, "parser_crashed_or_too_slow"),
    ]  # fmt: skip
    urls = [one.page_url if isinstance(one, article_rows.ArticleRows) else None for one in found]
    assert urls == [None if n in {7, 8, 30, 130} else f"https://post.example/{n}" for n in range(200)]


def test_half_a_page_is_refused():
    (one,) = article_rows.parsed(BreakingReader("post", "UTC"), [page(1, notes=("digest_wrong", "content_cut"))])
    assert one.reason == "content_cut"
    (one,) = article_rows.parsed(BreakingReader("post", "UTC"), [page(1, notes=("digest_wrong",))])
    assert one.article["headline"] == "The harbour reopens"


MAIN = """
if __name__ == "__mp_main__":
    raise SystemExit("the main module is run again by a worker")
if __name__ == "__main__":
    from dags.steps import article_rows
    from tests.unit.test_article_rows import page

    reader = article_rows.PageReader("post", "UTC")
    print(len([one for one in article_rows.parsed(reader, [page(n) for n in range(120)]) if one.article]))
"""


def test_workers_do_not_run_the_main_module_again(tmp_path):
    """In a task it is `airflow`, which has no metadata database there and fails."""
    script = tmp_path / "main.py"
    script.write_text(MAIN)
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], env=env, check=False, capture_output=True, text=True, timeout=100)
    assert (done.stdout, done.returncode) == ("120\n", 0), done.stderr
