"""Contract of what is known about fetching a page."""

from schemas.columns import columns
from schemas.contract import Check, Contract, Retention
from schemas.patterns import ANY_WEB_URL, PAGE_ID, RECORD_ID

PAGE_FETCH = Contract(
    table="page_fetch",
    grain="one URL that was asked for, as its newest fetch left it",
    description="What the next fetch of a page must know: validators, the record with its body, when to try again.",
    columns=columns(
        "page_id",
        "page_url",
        "source",
        "fetched_at",
        "fetch_outcome",
        "fetch_reason",
        "final_url",
        "etag",
        "last_modified",
        "payload_digest",
        "payload_record_id",
        "payload_url",
        "payload_fetched_at",
        "listed_at",
        "failures",
        "retry_at",
    ),
    key=("page_id",),
    owner="content",
    retention=Retention(None, "a page whose row is gone would be fetched again"),
    sorted_by=("page_id",),
    merge="the newest fetched_at wins, then the smallest source",
    checks=(
        Check("not_null", ("page_id",), "critical"),
        Check("unique", ("page_id",), "critical"),
        Check("matches", ("page_id",), "critical", pattern=PAGE_ID),
        Check("not_null", ("page_url",)),
        Check("matches", ("page_url",), pattern=ANY_WEB_URL),
        Check("not_null", ("source",), "critical"),
        Check("not_null", ("fetched_at",), "critical"),
        Check("not_null", ("fetch_outcome",), "critical"),
        Check("in_set", ("fetch_outcome",), "critical", values=("fetched", "not_modified", "failed")),
        Check(
            "condition",
            ("fetch_outcome", "fetch_reason"),
            label="failures_have_a_reason",
            condition="(fetch_outcome = 'failed') = (fetch_reason IS NOT NULL)",
        ),
        Check("between", ("failures",), minimum=0),
        Check("matches", ("payload_record_id",), pattern=RECORD_ID),
    ),
)
