"""The shared language: one data contract per table. Data only; imports nothing of ours."""

from schemas.article import ARTICLE, ARTICLE_REVISION, ARTICLE_URL
from schemas.contract import Check, CheckKind, Column, Contract, Retention, Severity
from schemas.duplicate import ARTICLE_BAND, ARTICLE_DUPLICATE
from schemas.fetch import PAGE_FETCH
from schemas.operations import ERASED_ARTICLE, QUALITY_RESULT, QUARANTINED_RECORD, SOURCE_FILE
from schemas.page_view import (
    HOUR_STATUS,
    PAGE,
    PAGE_VIEW_COUNT,
    PAGE_VIEW_DAILY,
    PAGE_VIEW_EVENT,
    PAGE_VIEW_HOURLY,
    USER_AGENT,
    VISITOR_ACTIVITY_HOURLY,
    VISITOR_SIGNAL,
)
from schemas.ranking import ARTICLE_RANKING, RANKING_NEWEST, RELATED_ARTICLE

CONTRACTS: dict[str, Contract] = {
    contract.table: contract
    for contract in (
        ARTICLE,
        ARTICLE_REVISION,
        ARTICLE_URL,
        ARTICLE_DUPLICATE,
        ARTICLE_BAND,
        PAGE_FETCH,
        PAGE_VIEW_EVENT,
        VISITOR_SIGNAL,
        PAGE_VIEW_COUNT,
        VISITOR_ACTIVITY_HOURLY,
        HOUR_STATUS,
        USER_AGENT,
        PAGE,
        PAGE_VIEW_HOURLY,
        PAGE_VIEW_DAILY,
        ARTICLE_RANKING,
        RANKING_NEWEST,
        RELATED_ARTICLE,
        SOURCE_FILE,
        QUARANTINED_RECORD,
        QUALITY_RESULT,
        ERASED_ARTICLE,
    )
}
"""Every table of the lake by name."""

__all__ = ["CONTRACTS", "Check", "CheckKind", "Column", "Contract", "Retention", "Severity"]
