"""Contracts of the lake's own book-keeping: what came in, what was refused and why."""

from schemas.columns import columns
from schemas.contract import Check, Contract, Retention
from schemas.patterns import PAGE_ID

SOURCE_FILE = Contract(
    table="source_file",
    grain="one input file or fetch batch",
    description="The ledger of inputs. rows_received is always the sum of outcomes.",
    columns=columns(
        "source_file_id",
        "source",
        "file_name",
        "content_digest",
        "size_bytes",
        "format",
        "first_byte",
        "first_position",
        "modified_at",
        "rows_received",
        "outcomes",
    ),
    key=("source_file_id",),
    owner="platform",
    retention=Retention(None, "an input whose entry is gone would be read again"),
    sorted_by=("source_file_id",),
    merge="rows_received stays; outcomes follow the hours that a run rolls up again",
    checks=(
        Check("not_null", ("source_file_id",), "critical"),
        Check("unique", ("source_file_id",), "critical"),
        Check("between", ("rows_received",), "critical", minimum=0),
    ),
)

RELEASE_COLUMNS = ("released_at", "release_run_id", "release_outcome", "release_failed_checks")
"""What `release_quarantined` notes of a quarantined record: NULL until it is tried."""

QUARANTINED_RECORD = Contract(
    table="quarantined_record",
    grain="one record that failed",
    description="Records that were refused, with the checks that they failed and the record itself.",
    columns=columns(
        "quarantined_record_id",
        "table_name",
        "source",
        "source_file_id",
        "source_position",
        "failed_checks",
        "record",
        "run_id",
        *RELEASE_COLUMNS,
        "recorded_at",
    ),
    key=("quarantined_record_id",),
    owner="platform",
    retention=Retention(
        90, "records may hold personal data, and a fix that takes longer reads the input again", "recorded_at"
    ),
    version=3,
    merge="the first one stays; a release notes on it what became of it",
    caveats=("What is still refused has released_at NULL: released records stay, as word of what happened.",),
    checks=(
        Check("not_null", ("quarantined_record_id",), "critical"),
        Check("not_null", ("failed_checks",), "critical"),
    ),
)

QUALITY_RESULT = Contract(
    table="quality_result",
    grain="run x table x input x check",
    description="What each check expected and observed.",
    columns=columns(
        "run_id",
        "table_name",
        "source_file_id",
        "check_name",
        "column_name",
        "severity",
        "success",
        "expected",
        "observed",
        "unexpected_count",
        "row_count",
        "recorded_at",
    ),
    key=("run_id", "table_name", "source_file_id", "check_name"),
    owner="platform",
    retention=Retention(395, "thirteen months: a year can be compared with the one before", "recorded_at"),
    version=2,
    merge="append only",
)

ERASED_ARTICLE = Contract(
    table="erased_article",
    grain="one page of an article that was taken down",
    description="Articles that must not come in again: their identifiers, nothing of what they said.",
    columns=columns("article_id", "erased_at", "erase_reason"),
    key=("article_id",),
    owner="platform",
    retention=Retention(None, "an article whose row is gone would come in again with the next crawl or feed"),
    sorted_by=("article_id",),
    merge="the first one stays",
    caveats=("An article's other URLs have rows of their own: each would be an article where it came in alone.",),
    checks=(
        Check("unique", ("article_id",), "critical"),
        Check("not_null", ("article_id",), "critical"),
        Check("matches", ("article_id",), "critical", pattern=PAGE_ID),
        Check("not_null", ("erased_at",), "critical"),
        Check("not_null", ("erase_reason",), "critical"),
    ),
)
