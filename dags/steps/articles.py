"""The steps of `ingest_articles` after discovery and fetching: find, parse, validate, publish."""

import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import lake
from dags.steps.article_input import page_reader, pages_of
from dags.steps.article_rows import parsed
from dags.steps.erased import count_erased, erased_ids, without_erased
from dags.steps.gate import append_verdicts, pass_gate, rows_of, together, withdraw_verdicts
from dags.steps.ledger import append_entry, ledger_ids, not_in_ledger
from dags.steps.place import discard_staged, lake_location, lake_or_empty, staging_folder
from dags.steps.release_places import identifier_at, note_places, tell_places
from dags.steps.roll_up import roll_up_hours_and_days
from lake.publish import Transaction, parquet
from schemas import CONTRACTS
from settings import Settings
from sources.page import Skipped, Unreadable
from transforms.article import merge_newest
from transforms.article.aliases import alias_rows
from transforms.article.revision import oldest_of_each_content
from transforms.url import canonical_url

log = logging.getLogger("newslake.articles")

ARTICLE_NEWEST = "date_modified DESC NULLS LAST, fetched_at DESC NULLS LAST, content_hash DESC, source"
URL_NEWEST = "fetched_at DESC NULLS LAST, article_id, url_kind, source"
REVISION_OLDEST = "fetched_at NULLS LAST, source, warc_record_id NULLS FIRST"
FETCH_NEWEST = "fetched_at DESC, source"
GATED = ("article", "article_revision", "article_url")
PROGRESS_EVERY = 50


def parse(settings: Settings, batch: dict[str, Any], run_id: str) -> dict[str, Any]:
    """Read every page of a batch into staged Parquet and return its paths and counts per outcome."""
    source = next(source for source in settings.article_source if source.name == batch["source"])
    reader = page_reader(settings, source)
    aliases = _aliases(batch)
    with lake_or_empty(settings) as connection:
        erased = erased_ids(connection)
    articles: list[dict[str, Any]] = []
    urls: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    places: dict[int, int] = {}
    skipped: Counter[str] = Counter()
    for number, entry in enumerate(parsed(reader, pages_of(source, Path(batch["path"]))), 1):
        if number % PROGRESS_EVERY == 0:
            log.info("%s: %d pages read", source.name, number)
        if isinstance(entry, Skipped):
            skipped[entry.outcome] += 1
        elif isinstance(entry, Unreadable):
            log.warning("%s: place %d of %s: %s", source.name, entry.position, batch["file_name"], entry.reason)
            refused.append(_quarantined(batch, entry, run_id))
        elif entry.article["article_id"] in erased:
            skipped["erased"] += 1
        else:
            articles.append(entry.article)
            places[id(entry.article)] = entry.position
            urls.extend(entry.urls)
            urls.extend(alias_rows(entry.article, aliases.get(canonical_url(entry.page_url) or "", ())))
    rows = article_tables(articles, urls)
    staged = {**rows, "quarantine": refused}
    if not articles and not refused:  # an archive of feeds, redirects or unchanged pages: nothing to check
        staged = {"quarantine": []}
    folder = staging_folder(settings, run_id) / batch["source_file_id"]
    contracts = {name: CONTRACTS["quarantined_record" if name == "quarantine" else name] for name in staged}
    files = {name: lake.stage(contracts[name], rows, folder / f"{name}.parquet") for name, rows in staged.items()}
    counts = {
        "received": len(articles) + len(refused) + skipped.total(), "quarantined": len(refused),
        "duplicate": len(articles) - len(rows["article"]), **skipped,
    }  # fmt: skip
    log.info("%s: %s: %s", source.name, batch["file_name"], ", ".join(f"{n:,} {name}" for name, n in counts.items()))
    return {**batch, "staged": {name: str(file) for name, file in files.items()}, "counts": counts,
            "places": note_places(folder, [places[id(row)] for row in rows["article"]])}  # fmt: skip


def article_tables(articles: Sequence[dict[str, Any]], urls: Iterable[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return the rows of one input by table: of each article the newest, and its other contents."""
    newest = merge_newest(list(articles))
    tables = {"article": newest, "article_url": _distinct(urls)}
    # An article's row is a revision as it is: no text is staged, and checked, twice.
    as_they_are = {id(row) for row in newest}
    if others := [row for row in oldest_of_each_content(articles) if id(row) not in as_they_are]:
        tables["article_revision"] = others
    return tables


def validate(batch: dict[str, Any], run_id: str) -> dict[str, Any]:
    """Pass the staged articles, revisions and URLs of one batch through the gate."""
    judged = pass_gate(batch, GATED, run_id)
    tell_places(judged)
    return judged


def publish(
    settings: Settings,
    batches: Sequence[dict[str, Any]],
    crawls: Sequence[dict[str, Any]],
    run_id: str,
    as_of: datetime,
) -> dict[str, Any]:
    """Publish validated batches, and what the crawls noted of each page, in one transaction.

    Hours whose pages now mean another article are rolled up again.
    """
    known = ledger_ids(settings) if batches else set()
    noted = [crawl for crawl in crawls if crawl["verdicts"]]
    if all(batch["source_file_id"] in known for batch in batches) and not noted:
        return {"batches": 0, "articles": 0, "touched_hours": []}

    def work(transaction: Transaction) -> tuple[list[dict[str, Any]], list[datetime]]:
        new = not_in_ledger(transaction.connection, batches)
        withdraw_verdicts(transaction, noted)
        for crawl in noted:
            append_verdicts(transaction, crawl)
            fetches = without_erased(crawl["verdicts"]["page_fetch"]["good"], "page_id")
            transaction.merge("page_fetch", fetches, FETCH_NEWEST)
        for batch in new:
            _append(transaction, batch)
        touched = merge_articles(transaction, settings, new, as_of)
        transaction.inputs.extend(_came_from(settings, [*new, *noted]))
        transaction.notes.update(batches=len(new), crawls=len(noted), touched_hours=touched, **rows_of(new))
        return new, touched

    new, touched = lake.commit(lake_location(settings), work, run_id=run_id, message="ingest_articles")
    discard_staged(batches)
    total = sum(batch["verdicts"]["article"]["good_rows"] for batch in new if batch["verdicts"])
    log.info("published %d articles of %d batches", total, len(new))
    return {"batches": len(new), "articles": total, "touched_hours": [hour.isoformat() for hour in touched]}


def _came_from(settings: Settings, inputs: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the URIs of what was read: of a source that is fetched its listing, of others the file or folder."""
    for read in inputs:
        source = settings.article_source_named(read["source"])
        yield source.location if source.is_fetched else settings.path(read["path"]).as_uri()


def merge_articles(
    transaction: Transaction, settings: Settings, batches: Sequence[dict[str, Any]], as_of: datetime
) -> list[datetime]:
    """Bring the articles of `batches` into the lake; return the hours that views of them touch."""
    batches = [batch for batch in batches if batch["verdicts"]]
    if not batches:
        return []
    articles = without_erased(together([batch["verdicts"]["article"]["good"] for batch in batches]))
    declared = together([batch["verdicts"]["article_url"]["good"] for batch in batches])
    urls = f"(SELECT u.* FROM {declared} u SEMI JOIN {articles} USING (article_id))"
    transaction.merge("article", articles, ARTICLE_NEWEST)
    transaction.merge("article_revision", _revisions(batches, articles), REVISION_OLDEST)
    transaction.merge("article_url", urls, URL_NEWEST)
    hours = _hours_of_other_urls(transaction, urls)
    roll_up_hours_and_days(transaction, settings, hours, as_of)
    return sorted({*hours, *_hours_with_views(transaction, articles)})


def _revisions(batches: Sequence[dict[str, Any]], articles: str) -> str:
    """Return the relation of all contents: the articles as they are, and those that an input had beside them."""
    columns = ", ".join(CONTRACTS["article_revision"].column_names)
    others = [verdict["good"] for batch in batches if (verdict := batch["verdicts"].get("article_revision"))]
    beside = [f"(SELECT r.* FROM {other} r SEMI JOIN {articles} USING (article_id))" for other in others]
    relations = [articles, *beside]
    return f"({' UNION ALL '.join(f'SELECT {columns} FROM {relation}' for relation in relations)})"


def _aliases(batch: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Return the other URLs that a crawl knows of its pages: canonical URL -> (URL, kind)."""
    aliases: dict[str, list[tuple[str, str]]] = {}
    if batch.get("aliases"):
        for line in Path(batch["aliases"]).read_text(encoding="utf-8").splitlines():
            alias = json.loads(line)
            aliases.setdefault(alias["final_url"], []).append((alias["url"], alias["url_kind"]))
    return aliases


def _quarantined(batch: dict[str, Any], entry: Unreadable, run_id: str) -> dict[str, Any]:
    return {
        "quarantined_record_id": identifier_at(batch["source_file_id"], entry.position, "unreadable"),
        "table_name": "article", "source": batch["source"],
        "source_file_id": batch["source_file_id"], "source_position": entry.position,
        "failed_checks": [entry.reason], "record": entry.record, "run_id": run_id,
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
    """Add what was refused of a batch, the checks' results, and its entry in the ledger."""
    transaction.append("quarantined_record", parquet(batch["staged"]["quarantine"]))
    append_verdicts(transaction, batch)
    verdict = batch["verdicts"].get("article", {"good_rows": 0, "quarantined_rows": 0})
    erased = count_erased(transaction, verdict) if verdict["good_rows"] else 0
    outcomes = {
        **{name: count for name, count in batch["counts"].items() if name != "received"},
        "article": verdict["good_rows"] - erased,
        "erased": erased + batch["counts"].get("erased", 0),
        "quarantined": batch["counts"]["quarantined"] + verdict["quarantined_rows"],
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
