"""Contracts of the lake's own book-keeping: what came in, what was refused and why."""

from schemas.columns import columns
from schemas.contract import Check, Contract, Retention

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
    ),
    key=("quarantined_record_id",),
    owner="platform",
    retention=Retention(
        90, "after its run: records may hold personal data, and a fix that takes longer reads the input again"
    ),
    version=2,
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
    ),
    key=("run_id", "table_name", "source_file_id", "check_name"),
    owner="platform",
    retention=Retention(395, "thirteen months after its run: a year can be compared with the one before"),
    merge="append only",
)
