"""A corpus of broken records: each column x each fault, with the check that is meant for it.

Written by hand from what the columns mean, not made from the contracts: a check that is missing, or that lets
a fault through, is found by it.
"""

from tests.contract.faults.article import ARTICLE, ARTICLE_REVISION, ARTICLE_URL
from tests.contract.faults.crawl import ARTICLE_BAND, ARTICLE_DUPLICATE, PAGE_FETCH
from tests.contract.faults.kinds import START, Fault
from tests.contract.faults.page_view import (
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
from tests.contract.faults.ranking import ARTICLE_RANKING, RANKING_NEWEST, RELATED_ARTICLE

__all__ = ["ANY_VALUE", "FAULTS", "START", "Fault", "faults_of"]

FAULTS = {
    "article": ARTICLE,
    "article_revision": ARTICLE_REVISION,
    "article_url": ARTICLE_URL,
    "article_duplicate": ARTICLE_DUPLICATE,
    "article_band": ARTICLE_BAND,
    "page_fetch": PAGE_FETCH,
    "page_view_event": PAGE_VIEW_EVENT,
    "visitor_signal": VISITOR_SIGNAL,
    "page_view_count": PAGE_VIEW_COUNT,
    "visitor_activity_hourly": VISITOR_ACTIVITY_HOURLY,
    "hour_status": HOUR_STATUS,
    "user_agent": USER_AGENT,
    "page": PAGE,
    "page_view_hourly": PAGE_VIEW_HOURLY,
    "page_view_daily": PAGE_VIEW_DAILY,
    "article_ranking": ARTICLE_RANKING,
    "ranking_newest": RANKING_NEWEST,
    "related_article": RELATED_ARTICLE,
}
"""Table -> its faults, of every table that a batch is staged for."""

ANY_VALUE = {
    "article_revision": {"alternative_headline", "author", "date_modified", "fetched_at", "warc_record_id"},
    "article_url": {"fetched_at"},
    "article_duplicate": {"first_publisher"},
    "page_fetch": {
        "final_url",
        "etag",
        "last_modified",
        "payload_digest",
        "payload_url",
        "payload_fetched_at",
        "listed_at",
        "retry_at",
    },
    "page_view_event": {"outcome_reason"},
    "visitor_activity_hourly": {"behaviour_rule"},
    "hour_status": {"events_deleted_at"},
    "page_view_hourly": {"last_viewed_at"},
    "page_view_daily": {"last_viewed_at"},
}
"""Table -> columns that may hold anything: what a server or another table said, what is derived from checked ones."""


def faults_of(table: str) -> list[Fault]:
    """Return the faults of `table`."""
    return [fault for faults in FAULTS[table] for fault in faults]
