"""Batches made from a contract: rows that keep every promise, and for each check rows that break it."""

import base64
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas import Check, Contract
from schemas.arrow import arrow_schema
from tests.contract.faults import START, faults_of

PARAGRAPH = "이 기사는 충분히 길다. "
FITTING: dict[str, Any] = {
    "url": "https://courier.example/a?b=%41:c",
    "page_url": "https://courier.example/a",
    "country": "KR",
    "in_language": "ko",
    "scope": "section:World",
    "share": 0.5,
    "similarity": 0.5,
    "article_body": PARAGRAPH * 60,
    "word_count": 300,
    "content_hash": "0123456789abcdef" * 4,
    "translation_of_url": "https://courier.example/es/a",
    "related_link": ["https://courier.example/b", "https://courier.example/c?d=e"],
    "date_published_offset_minutes": 540,
    "date_modified_offset_minutes": -150,
    "warc_record_id": "<urn:uuid:4e2d8f0c-9a51-4b8e-8f6b-3f1c2a7d9e10>",
    "payload_record_id": "<urn:uuid:4e2d8f0c-9a51-4b8e-8f6b-3f1c2a7d9e10>",
    "fetch_outcome": "fetched",
    "fetch_reason": None,
    "is_bot": True,
    "rank": 1,
    "peak_rank": 1,
    "previous_rank": 3,
    "rank_delta": 2,
    "unique_visitors": 1,
    "requests": 100_000,
    "distinct_pages": 2,
    "gap_count": 3,
    "window_start": START - timedelta(days=2),
    "window_end": START - timedelta(days=1),
    "entered_at": START - timedelta(days=1),
}
"""Values of the columns whose checks want more than any value of the type."""

PAGE_IDS = {"page_id": "a", "article_id": "a", "related_article_id": "b", "duplicate_of": "c", "first_article_id": "d"}
"""Column of an identifier -> its first letter, so that two in one row differ."""

BREAKING = {
    "in_set": ("", "nonsense", "it's"),
    "matches": ("", "nonsense", "K\nR", "K\aR", "한국", "kr "),
}


def value(contract: Contract, name: str, row: int) -> Any:
    """Return a value for the column `name` that keeps its checks, different in each row where it can be."""
    for check in contract.checks:
        if check.kind == "in_set" and check.columns == (name,):
            return check.values[0]
    by_type = {
        "DOUBLE": row / 1000,
        "BOOLEAN": row % 2 == 0,
        "DATE": date(2026, 1, 1) + timedelta(days=row),
        "VARCHAR": f"{name}-{row}",
        "TIMESTAMP WITH TIME ZONE": START + timedelta(seconds=row),
        "VARCHAR[]": ["politics", "it's"] if row % 2 else [],
        "MAP(VARCHAR, BIGINT)": {"view": row, "bot_declared": 1},
        'STRUCT("name" VARCHAR, "role" VARCHAR)[]': [{"name": "Kim Ji-woo", "role": None}],
        "STRUCT(url VARCHAR, caption VARCHAR, credit_text VARCHAR)[]": [{"url": "https://i.example/1.png"}],
    }
    if name in PAGE_IDS:
        return PAGE_IDS[name] + base64.b32encode(row.to_bytes(7, "little"))[:11].decode().lower()
    if name in FITTING:
        return FITTING[name]
    return by_type.get(contract.column(name).type, row + 1)


def good_rows(contract: Contract, count: int) -> list[dict[str, Any]]:
    """Return `count` rows that keep every check."""
    return [good_row(contract, row) for row in range(count)]


def good_row(contract: Contract, row: int) -> dict[str, Any]:
    """Return the row number `row`, which keeps every check."""
    return {name: value(contract, name, row) for name in contract.column_names}


def broken_rows(contract: Contract, first: int) -> list[dict[str, Any]]:
    """Return rows, numbered from `first`, that break every check of `contract` about rows, one after the other."""
    rows: list[dict[str, Any]] = []

    def add(changed: dict[str, Any]) -> None:
        rows.append({**good_row(contract, first + len(rows)), **changed})

    for check in contract.checks:
        if check.kind == "row_count":
            continue
        for changed in breaking_changes(check, contract):
            add(changed)
    add(dict.fromkeys(contract.column_names))
    add(dict.fromkeys(contract.column_names))
    return rows


def breaking_changes(check: Check, contract: Contract) -> list[dict[str, Any]]:
    """Return changes to a good row that break `check`, and some just inside its bounds that do not."""
    if check.kind == "unique":
        key = {name: value(contract, name, 0) for name in check.columns}
        # A repeated key with a missing part breaks not_null alone.
        return [key, key, {**key, check.columns[0]: None}, {**key, check.columns[0]: None}]
    if check.kind == "condition":
        faults = [fault for fault in faults_of(contract.table) if fault.check == check.name]
        return [fault.change for fault in faults for _ in range(fault.rows)]
    name = check.columns[0]
    if check.kind == "not_null":
        return [{name: None}]
    if check.kind in BREAKING:
        return [{name: text} for text in BREAKING[check.kind]]
    whole = contract.column(name).type != "DOUBLE"
    return [{name: edge} for edge in edges(check, whole=whole)]


def edges(check: Check, *, whole: bool) -> list[Any]:
    """Return values at and just outside the bounds of a `between` or `length_between`."""
    if check.kind == "length_between":
        limits = [limit for limit in (check.minimum, check.maximum) if limit is not None]
        return ["한" * (int(limit) + step) for limit in limits for step in (-1, 0, 1)]
    step: Any = 1 if whole else 0.001
    low: Any = check.minimum
    if isinstance(low, str):
        low, step = datetime.fromisoformat(low), timedelta(microseconds=1)
    high = [] if check.maximum is None else [check.maximum, check.maximum + step, *([] if whole else [float("nan")])]
    return [low - step, low, low + step, *high]


def write_batch(contract: Contract, rows: list[dict[str, Any]], folder: Path) -> Path:
    """Write `rows` as the staged batch of `contract` and return its path, which has awkward characters."""
    path = folder / "hour=3" / "run +00:00 :x [1]'s" / f"{contract.table}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, arrow_schema(contract)), path)
    return path
