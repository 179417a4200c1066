"""The step of `erase_article`: an article taken down, everywhere, for good.

What goes, what stays, and why rankings keep the places of others: docs/decisions/0026-erasure.md.
"""

import json
import logging
import re
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import lake
from dags.steps import exports, report
from dags.steps.erase_article_rows import OF_ARTICLE, Erased, delete, read
from dags.steps.erase_outside import article_record, clean, found_outside
from dags.steps.erased import EraseError, progress
from dags.steps.place import lake_location, newest_report, staging_folder
from lake.erasure import any_of, erase, files_with, rows_with
from lake.publish import Transaction
from schemas import CONTRACTS
from schemas.patterns import PAGE_ID
from settings import Settings
from transforms.url import canonical_url, page_id

log = logging.getLogger("newslake.erasure")


def erase_article(settings: Settings, asked: str, reason: str, run_id: str, as_of: datetime) -> dict[str, Any]:
    """Erase the article that `asked` names, an article_id or URL, and prove it; EraseError where anything is left.

    What it is searched by is kept beside the salts until the proof: a run that was killed could not read it again.
    """
    location = lake_location(settings)
    if not lake.exists(location):
        raise EraseError("there is no lake yet, so there is no article in it")
    given = page_id(url) if (url := canonical_url(asked)) else asked.strip()
    if not re.match(PAGE_ID, given):
        raise EraseError("article: neither an article_id (12 characters of a-z, 2-7) nor a URL of the web")
    kept = settings.home / "private" / f"erase-{staging_folder(settings, run_id).name}.json"
    erased = Erased(**json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else Erased(given)

    def work(transaction: Transaction) -> None:
        if not kept.exists():
            read(transaction.connection, erased, given, url)
            _keep(kept, erased)
        delete(transaction, erased, reason.strip() or "not told", as_of)

    def note_progress(transaction: Transaction) -> None:
        progressed = progress(transaction.connection)
        transaction.notes.update(progressed, erased_article=erased.article_id, deleted_rows=erased.deleted)

    erase(location, work, note_progress, run_id=run_id, message="erase_article")
    removed = clean(settings, erased.texts, article_record(erased.pages, erased.text, erased.named), as_of)
    if newest_report(settings).parent.is_dir():
        report.write_report(settings)
    if (settings.home / "exports").exists():
        exports.export(settings)
    proof = prove(settings, erased)
    log.info("erased %s: rows %s; outside the lake %s", erased.article_id, erased.deleted, removed)
    log.info("proof: %s", proof)
    if proof["found"]:
        raise EraseError(f"{erased.article_id} is still found: {proof['found']}")
    kept.unlink()
    return {"article_id": erased.article_id, "deleted_rows": erased.deleted, **removed, "proof": proof}


def prove(settings: Settings, erased: Erased) -> dict[str, Any]:
    """Search every table, every file of the lake, its catalog's statistics and every file outside for the article."""
    location = lake_location(settings)
    found: list[str] = []
    with lake.connect(location) as connection:
        for table, columns in OF_ARTICLE.items():
            condition = " OR ".join(f"list_contains($pages, {column})" for column in columns)
            query = f"SELECT count(*) FROM lake.{table} WHERE {condition}"
            if count := connection.execute(query, {"pages": erased.pages}).fetchall()[0][0]:
                found.append(f"{table}: {count} rows of it")
        tables = CONTRACTS if erased.texts else ()
        counts = {table: rows_with(connection, f"lake.{table}", any_of(erased.texts)) for table in tables}
    found += [f"{table}: {count} rows with its text" for table, count in counts.items() if count]
    found += [f"{file}: {what}" for file, what in files_with(location, erased.texts)]
    goes = article_record(erased.pages, erased.text, erased.named)
    found += [f"{file}: {what}" for file, what in found_outside(settings, erased.texts, goes)]
    return {"searched_for": len(erased.texts), "shared_with_others": erased.shared, "found": found}


def _keep(file: Path, erased: Erased) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(asdict(erased)), encoding="utf-8")
    unfinished.chmod(0o600)
    unfinished.rename(file)
