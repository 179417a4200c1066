"""The steps of `ingest_articles`: find, parse, validate, publish."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import lake
from dags.steps.gate import append_verdicts, pass_gate
from dags.steps.ledger import append_entry, ledger_ids
from dags.steps.place import discard_staged, lake_location, staging_folder
from dags.steps.roll_up import roll_up_hours
from lake.publish import Transaction, parquet
from schemas import CONTRACTS
from settings import ArticleSource, Settings
from sources import html_folder, page_text
from sources.fingerprint import digest
from sources.page import Page, Unreadable
from transforms.article import article_row, article_urls, extract, from_page_text, merge_newest
from transforms.page_view import source_file_id

log = logging.getLogger("newslake.articles")

ARTICLE_NEWEST = "date_modified DESC NULLS LAST, fetched_at DESC NULLS LAST, content_hash DESC, source"
URL_NEWEST = "fetched_at DESC NULLS LAST, article_id, url_kind, source"
PROGRESS_EVERY = 50


def find_batch(settings: Settings, source: ArticleSource) -> list[dict[str, Any]]:
    """Return the batch of `source` if the ledger does not know its content: one or none."""
    location = settings.path(source.location)
    content, size = digest(location)
    identifier = source_file_id(source.name, content)
    if identifier in ledger_ids(settings):
        log.info("%s: nothing new at %s", source.name, location)
        return []
    return [{"source": source.name, "path": str(location), "file_name": location.name, "digest": content,
             "size_bytes": size, "source_file_id": identifier}]  # fmt: skip


def parse(settings: Settings, batch: dict[str, Any], run_id: str) -> dict[str, Any]:
    """Read every page of a batch into staged Parquet and return its paths and counts per outcome."""
    source = next(source for source in settings.article_source if source.name == batch["source"])
    rows: list[dict[str, Any]] = []
    urls: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for number, page in enumerate(_pages(source, Path(batch["path"])), 1):
        if number % PROGRESS_EVERY == 0:
            log.info("%s: %d pages read", source.name, number)
        if isinstance(page, Unreadable):
            refused.append(_quarantined(batch, page.position, page.reason, page.record, run_id))
            continue
        try:
            row = _article(source, page, ZoneInfo(source.time_zone or settings.site.time_zone))
        except Exception as error:  # noqa: BLE001 - one page must not end the run: it goes to quarantine with what was said of it
            log.warning("%s: %s: can't be parsed: %s", source.name, page.file_name, error)
            refused.append(_quarantined(batch, page.position, f"not_parsed_{type(error).__name__}", page.url, run_id))
            continue
        rows.append(row)
        urls.extend(article_urls(row, page.url))
    newest = merge_newest(rows)
    folder = staging_folder(settings, run_id) / batch["source_file_id"]
    staged = {
        "article": lake.stage(CONTRACTS["article"], newest, folder / "article.parquet"),
        "article_url": lake.stage(CONTRACTS["article_url"], _distinct(urls), folder / "article_url.parquet"),
        "quarantine": lake.stage(CONTRACTS["quarantined_record"], refused, folder / "quarantine.parquet"),
    }
    counts = {"received": len(rows) + len(refused), "quarantined": len(refused), "duplicate": len(rows) - len(newest)}
    log.info("%s: %d pages, %d unreadable, %d of an article twice", source.name, *counts.values())
    return {**batch, "staged": {name: str(file) for name, file in staged.items()}, "counts": counts}


def validate(batch: dict[str, Any], run_id: str) -> dict[str, Any]:
    """Pass the staged articles and URLs of one batch through the gate."""
    return pass_gate(batch, ("article", "article_url"), run_id)


def publish(settings: Settings, batches: Sequence[dict[str, Any]], run_id: str, as_of: datetime) -> dict[str, Any]:
    """Publish validated batches in one transaction; hours whose pages now mean another article are rolled up again."""
    known = ledger_ids(settings)
    new = [batch for batch in batches if batch["source_file_id"] not in known]
    if not new:
        return {"batches": 0, "articles": 0, "touched_hours": []}
    with lake.transaction(lake_location(settings), run_id=run_id, message="ingest_articles") as transaction:
        for batch in new:
            _append(transaction, batch)
        articles = parquet(*(batch["verdicts"]["article"]["good"] for batch in new))
        declared = parquet(*(batch["verdicts"]["article_url"]["good"] for batch in new))
        urls = f"(SELECT u.* FROM {declared} u SEMI JOIN {articles} USING (article_id))"
        transaction.merge("article", articles, ARTICLE_NEWEST)
        transaction.merge("article_url", urls, URL_NEWEST)
        hours = _hours_of_other_urls(transaction, urls)
        roll_up_hours(transaction, settings, hours, as_of)
        touched = sorted({*hours, *_hours_with_views(transaction, articles)})
        transaction.notes.update(batches=len(new), touched_hours=touched)
    discard_staged(batches)
    total = sum(batch["verdicts"]["article"]["good_rows"] for batch in new)
    log.info("published %d articles of %d batches", total, len(new))
    return {"batches": len(new), "articles": total, "touched_hours": [hour.isoformat() for hour in touched]}


def _pages(source: ArticleSource, location: Path) -> Iterable[Page | Unreadable]:
    if source.kind == "html_folder":
        return html_folder.read(location)
    return page_text.read(location, source.base_url or f"https://{source.name.replace('_', '-')}.invalid")


def _article(source: ArticleSource, page: Page, zone: ZoneInfo) -> dict[str, Any]:
    if source.kind == "html_folder":
        record = extract(page.content, page.url, time_zone=zone)
    else:
        record = from_page_text(page.content.decode("utf-8"), page.url, time_zone=zone)
    return article_row(record, source=source.name, fetched_at=page.fetched_at, url=page.url)


def _quarantined(batch: dict[str, Any], position: int, reason: str, record: str, run_id: str) -> dict[str, Any]:
    return {
        "quarantined_record_id": source_file_id("article", f"{batch['source_file_id']}\0{position}\0unreadable"),
        "table_name": "article", "source": batch["source"], "source_file_id": batch["source_file_id"],
        "source_position": position, "failed_checks": [reason], "record": record, "run_id": run_id,
    }  # fmt: skip


def _distinct(urls: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep one row a page_id: the same order of preference as in the lake (URL_NEWEST)."""
    best: dict[str, dict[str, Any]] = {}
    for row in sorted(urls, key=lambda row: (row["article_id"], row["url_kind"])):
        kept = best.get(row["page_id"])
        if kept is None or _instant(row) > _instant(kept):
            best[row["page_id"]] = row
    return [best[key] for key in sorted(best)]


def _instant(row: dict[str, Any]) -> float:
    return row["fetched_at"].timestamp() if row["fetched_at"] else float("-inf")


def _append(transaction: Transaction, batch: dict[str, Any]) -> None:
    counts, verdicts = batch["counts"], batch["verdicts"]
    transaction.append("quarantined_record", parquet(batch["staged"]["quarantine"]))
    append_verdicts(transaction, batch)
    outcomes = {
        "article": verdicts["article"]["good_rows"],
        "quarantined": counts["quarantined"] + verdicts["article"]["quarantined_rows"],
        "duplicate": counts["duplicate"],
    }
    append_entry(transaction, batch, outcomes)


def _hours_of_other_urls(transaction: Transaction, urls: str) -> list[datetime]:
    """Return the hours with requests of URLs that are not their article's canonical one."""
    rows = transaction.connection.execute(
        "SELECT DISTINCT date_trunc('hour', event_at) AS hour_at FROM lake.page_view_event "
        f"WHERE page_id IN (SELECT page_id FROM {urls} WHERE page_id <> article_id) ORDER BY 1"
    ).fetchall()
    return [hour for (hour,) in rows]


def _hours_with_views(transaction: Transaction, articles: str) -> list[datetime]:
    rows = transaction.connection.execute(
        f"SELECT DISTINCT hour_at FROM lake.page_view_hourly WHERE page_id IN (SELECT article_id FROM {articles})"
    ).fetchall()
    return [hour for (hour,) in rows]
