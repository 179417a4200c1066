"""Crawls between fetching and publishing: what was noted of them, beside their WARC files.

A crawl is {source, cursors, warc (paths), counts, aliases (path), note (path), staged, verdicts}. Its note stays until
all of it is in the lake, so that what a site was asked for once is not asked for again.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import lake
from dags.steps.gate import pass_gate
from dags.steps.ledger import ledger_ids
from schemas import CONTRACTS
from settings import Settings
from sources.fingerprint import digest
from transforms.page_view import source_file_id

MOST_CURSORS = 2000


def keep(  # noqa: PLR0913 - what a crawl brings
    settings: Settings,
    found: dict[str, Any],
    run_id: str,
    *,
    rows: Sequence[dict[str, Any]],
    aliases: Sequence[dict[str, str]],
    warc: Sequence[Path],
    counts: Mapping[str, int],
    is_whole: bool,
) -> None:
    """Write the crawl's notes into a folder of their own: crawl.json, which names the others, last and in one step.

    Of a crawl that is not whole the listings are read again: their cursors stay where they were.
    """
    source, unpublished = found["source"], _folder(settings, found["source"])
    number = 1 + max((int(folder.name) for folder in unpublished.glob("[0-9]*")), default=0)
    folder = unpublished / f"{number:06}"
    folder.mkdir(parents=True)
    (folder / "aliases.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in aliases), encoding="utf-8")
    staged: dict[str, str] = {}
    if rows:
        by_page = {row["page_id"]: row for row in rows}
        staged["page_fetch"] = str(lake.stage(CONTRACTS["page_fetch"], by_page.values(), folder / "page_fetch.parquet"))
    note = folder / "crawl.json"
    noted = {
        "source": source, "cursors": found["cursors"] if is_whole else {},
        "warc": [str(file) for file in warc], "counts": {**found["counts"], **counts},
        "aliases": str(folder / "aliases.jsonl"), "note": str(note), "staged": staged,
        "source_file_id": source_file_id(source, f"{run_id}\0page_fetch"),
    }  # fmt: skip
    unfinished = folder / "crawl.unfinished"
    unfinished.write_text(json.dumps(pass_gate(noted, ("page_fetch",), run_id)), encoding="utf-8")
    unfinished.rename(note)


def unpublished(settings: Settings, source: str) -> list[dict[str, Any]]:
    """Return the crawls of a source that are not published, oldest first."""
    notes = sorted(_folder(settings, source).glob("*/crawl.json"))
    return [json.loads(note.read_text(encoding="utf-8")) for note in notes]


def forget_published(settings: Settings, crawls: Sequence[dict[str, Any]]) -> None:
    """Remove what was noted of crawls that are in the lake with all their WARC files; those stay."""
    known = ledger_ids(settings) if crawls else set()
    for crawl in crawls:
        if all(batch["source_file_id"] in known for batch in warc_batches(crawl)):
            note = Path(crawl["note"])
            note.unlink(missing_ok=True)
            shutil.rmtree(note.parent, ignore_errors=True)


def cursors_to_keep(crawls: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the cursors that the crawls of each source bring, later ones last."""
    kept: dict[str, dict[str, Any]] = {}
    for crawl in crawls:
        kept.setdefault(crawl["source"], {}).update(crawl["cursors"])
    return kept


def newest_cursors(cursors: dict[str, Any]) -> dict[str, Any]:
    """Return at most MOST_CURSORS of `cursors`, the latest added: a site with daily sitemaps adds one a day."""
    return dict(list(cursors.items())[-MOST_CURSORS:])


def counts_by_source(crawls: Iterable[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Return what was listed and fetched, for the asset's metadata."""
    return {crawl["source"]: crawl["counts"] for crawl in crawls}


def warc_batches(crawl: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield an input batch for each WARC file of a crawl."""
    for path in crawl["warc"]:
        content, size = digest(Path(path))
        yield {
            "source": crawl["source"], "path": path, "file_name": Path(path).name, "digest": content,
            "size_bytes": size, "source_file_id": source_file_id(crawl["source"], content),
            "aliases": crawl["aliases"],
        }  # fmt: skip


def _folder(settings: Settings, source: str) -> Path:
    return settings.warc_path / source / "unpublished"
