"""Batches made from a contract: rows that keep every promise, and for each check rows that break it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas import Check, Contract
from schemas.arrow import arrow_schema

START = datetime(2026, 1, 1, tzinfo=UTC)

FITTING = {
    "url": "https://courier.example/a?b=%41:c",
    "page_url": "https://courier.example/a",
    "country": "KR",
    "in_language": "ko",
    "scope": "section:World",
    "share": 0.5,
    "article_body": "이 기사는 충분히 길다. " * 60,
}
"""Values of the columns whose checks want more than any value of the type."""

BREAKING = {
    "in_set": ("", "nonsense", "it's"),
    "matches": ("", "nonsense", "K\nR", "한국", "kr "),
}

SHORT = "짧은 글이지만 마흔 글자는 넘어야 하므로 조금 더 길게 써 둔다. 그러면 다른 검사에 걸리지 않는다."
LATER, EARLIER = START + timedelta(days=30), START - timedelta(days=30)
CONDITIONS: dict[str, list[dict[str, Any]]] = {
    "published_not_in_future": [{"date_published": LATER, "date_modified": LATER}],
    "modified_not_in_future": [{"date_modified": LATER}],
    "modified_not_before_published": [{"date_modified": EARLIER}],
    "not_an_error_page": [
        {"headline": "404 Not Found", "article_body": SHORT},
        {"headline": "Page not found", "article_body": SHORT},
        {"headline": "페이지를 찾을 수 없습니다", "article_body": SHORT},
        {"headline": "404 homes built in Port Lumen"},
    ],
    "not_a_notice": [
        {"article_body": f"Please enable JavaScript. {SHORT}"},
        {"article_body": f"We use cookies to make the site better. {SHORT}"},
    ],
    "not_a_paywall_stub": [{"is_accessible_for_free": False, "article_body": SHORT}],
    "language_in_its_script": [
        {"in_language": "ru"}, {"in_language": "en"}, {"in_language": "ja"}, {"in_language": "th"},
    ],
    "headline_not_repeated": [{"headline": "The Tidewater Post"}] * 6,
}  # fmt: skip
"""Changes to a good row of `article` that break a condition."""


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
        "VARCHAR[]": ["politics", None, "it's"] if row % 2 else [],
        "MAP(VARCHAR, BIGINT)": {"view": row, "bot_declared": 1},
        'STRUCT("name" VARCHAR, "role" VARCHAR)[]': [{"name": "Kim Ji-woo", "role": None}],
        "STRUCT(url VARCHAR, caption VARCHAR, credit_text VARCHAR)[]": [{"url": "https://i.example/1.png"}],
    }
    return FITTING.get(name, by_type.get(contract.column(name).type, row + 1))


def good_rows(contract: Contract, count: int) -> list[dict[str, Any]]:
    """Return `count` rows that keep every check."""
    return [{name: value(contract, name, row) for name in contract.column_names} for row in range(count)]


def broken_rows(contract: Contract, first: int) -> list[dict[str, Any]]:
    """Return rows, numbered from `first`, that break every check of `contract` about rows, one after the other."""
    rows: list[dict[str, Any]] = []

    def add(changed: dict[str, Any]) -> None:
        row = {name: value(contract, name, first + len(rows)) for name in contract.column_names}
        rows.append({**row, **changed})

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
        return CONDITIONS[check.name]
    name = check.columns[0]
    if check.kind == "not_null":
        return [{name: None}]
    if check.kind in BREAKING:
        return [{name: text} for text in BREAKING[check.kind]]
    return [{name: edge} for edge in edges(check)]


def edges(check: Check) -> list[Any]:
    """Return values at and just outside the bounds of a `between` or `length_between`."""
    if check.kind == "length_between":
        limits = [limit for limit in (check.minimum, check.maximum) if limit is not None]
        return ["한" * (int(limit) + step) for limit in limits for step in (-1, 0, 1)]
    step: Any = 1 if check.maximum is None else 0.001
    low: Any = check.minimum
    if isinstance(low, str):
        low, step = datetime.fromisoformat(low), timedelta(microseconds=1)
    high = [] if check.maximum is None else [check.maximum, check.maximum + step, float("nan")]
    return [low - step, low, low + step, *high]


def write_batch(contract: Contract, rows: list[dict[str, Any]], folder: Path) -> Path:
    """Write `rows` as the staged batch of `contract` and return its path, which has awkward characters."""
    path = folder / "hour=3" / "run +00:00 :x [1]'s" / f"{contract.table}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, arrow_schema(contract)), path)
    return path
